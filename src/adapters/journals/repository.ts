import { resolve } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import { CommandError, InputError } from "../../kit/errors.ts";
import { type Git, gitCommand, gitLine, gitSaid, type Setting } from "./git-command.ts";

/** The user's own repository. */
export interface Repository {
  readonly gitDir: string;
  /** Top of the work tree; relative remote addresses start here. */
  readonly folder: string;
  readonly objectFormat: string;
}

/** Finds the repository that a folder belongs to. */
export async function findRepository(effects: Effects, folder: string, timeout: number): Promise<Repository> {
  const git = gitCommand(effects, { folder, timeout });
  try {
    await requireVersion(git);
    const asked = await git(["rev-parse", "--absolute-git-dir", "--show-object-format", "--show-cdup"]);
    const [gitDir = "", objectFormat = "sha1", up = ""] = asked.toString("utf8").split("\n");
    return { gitDir, objectFormat, folder: resolve(folder, up) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const isDubious = error.output.includes("dubious ownership");
    throw new InputError(`the journal is kept in git, and \`${folder}\` cannot be used: ${gitSaid(error)}`, {
      hint: isDubious
        ? `Run \`git config --global --add safe.directory ${folder}\`.`
        : "Run this inside the application's repository (actions/checkout, or `git init`).",
      cause: error,
    });
  }
}

/** Settings of a remote that the private repository needs as well: address, transport, and who may write. */
export async function remoteSettings(
  effects: Effects,
  repository: Repository,
  timeout: number,
): Promise<{ readonly address: string; readonly settings: readonly Setting[] }> {
  const git = gitCommand(effects, { ...repository, timeout });
  const found = await readConfig(git, "^(remote\\.origin\\.|http\\.|credential\\.|url\\.|core\\.sshcommand$|ssh\\.)");
  const one = (name: string) => found.find(([key]) => key === `remote.origin.${name}`)?.[1];
  const address = one("pushurl") ?? one("url");
  if (address === undefined) {
    throw new InputError(`\`${repository.folder}\` has no remote called origin, so the journal has nowhere to go`, {
      hint: "Add one with `git remote add origin <address>`, or keep the journal here with `journal: local`.",
    });
  }
  const transport = ["receivepack", "uploadpack", "proxy", "proxyauthmethod"].flatMap((name): Setting[] => {
    const value = one(name);
    return value === undefined ? [] : [[`remote.journal.${name}`, value]];
  });
  return { address, settings: [...found.filter(([key]) => !key.startsWith("remote.")), ...transport] };
}

async function readConfig(git: Git, pattern: string): Promise<Setting[]> {
  try {
    const output = await git(["config", "--local", "--includes", "--null", "--get-regexp", pattern]);
    const entries = output.toString("utf8").split("\0").slice(0, -1);
    return entries.map((entry): Setting => {
      const end = entry.indexOf("\n");
      // A key without a value is git's way of saying true.
      return end === -1 ? [entry, "true"] : [entry.slice(0, end), entry.slice(end + 1)];
    });
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 1) return [];
    throw error;
  }
}

async function requireVersion(git: Git): Promise<void> {
  const said = await gitLine(git, ["version"]);
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(said)?.map(Number) ?? [];
  if (major > 2 || (major === 2 && minor >= 31)) return;
  throw new InputError(`the journal needs git 2.31 or newer; this is \`${said}\``, {
    hint: "Update git: an older one would ignore the settings that keep your hooks and signatures out of it.",
  });
}
