import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { type GitJournalOptions, openGitJournal } from "../../../src/adapters/journals/git.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Journal } from "../../../src/stages/ports/journal.ts";
import { type TestEffects, temporaryFolder, testEffects } from "../../effects.ts";

/** The journal's ref of every bench. */
export const ref = "refs/deploy-actions/v1/shop/production";

/** A bare remote and a user's clone of it with one commit, both in one temporary folder. */
export interface Workbench extends AsyncDisposable {
  readonly folder: string;
  readonly remote: string;
  readonly user: string;
  readonly exec: Executor;
  /** Git in the user's clone, as the user would call it. */
  git(...args: string[]): Promise<string>;
  /** Git in the remote. */
  atRemote(...args: string[]): Promise<string>;
  /** Fresh effects; `path` comes first in PATH, `env` is what deploy-actions is started with. */
  effects(how?: { path?: string; env?: Record<string, string> }): TestEffects;
  open(store: "local" | "origin", how?: Partial<GitJournalOptions>): Promise<Journal>;
}

/** Sets up both repositories; no configuration of this machine reaches them. */
export async function workbench(): Promise<Workbench> {
  template ??= makeTemplate();
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  cpSync(await template, folder, { recursive: true });
  const [remote, user] = [join(folder, "remote.git"), join(folder, "user")];
  const exec = localExecutor({ folder, redact: (text) => text, environment: isolated(folder) });
  const run = async (...words: [string, ...string[]]) => (await exec.run(words)).stdout.trim();
  const bench: Workbench = {
    folder,
    remote,
    user,
    exec,
    git: (...args) => run("git", "-C", user, ...args),
    atRemote: (...args) => run("git", `--git-dir=${remote}`, ...args),
    effects({ path, env = {} } = {}) {
      const base = isolated(folder);
      const environment = { ...base, ...env, PATH: path === undefined ? base.PATH : `${path}:${base.PATH}` };
      const inner = mkdtempSync(join(folder, "run-"));
      const effects = testEffects({ folder: inner });
      const redact = (text: string) => effects.redact(text);
      return Object.assign(effects, {
        exec: localExecutor({ folder: inner, redact, environment }),
        env: (name: string) => environment[name as keyof typeof environment] || undefined,
      });
    },
    open: (store, how = {}) => {
      const names = { application: "shop", environment: "production", repository: user };
      return openGitJournal({ effects: bench.effects(), store, ...names, ...how });
    },
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
  await bench.git("remote", "set-url", "origin", remote);
  return bench;
}

let template: Promise<string> | undefined;
afterAll(async () => {
  if (template !== undefined) await rm(await template, { recursive: true, force: true });
});

async function makeTemplate(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "deploy-actions-"));
  const exec = localExecutor({ folder, redact: (text) => text, environment: isolated(folder) });
  const settings = "[user]\nname = Alice\nemail = alice@example.com\n[init]\ndefaultBranch = main\n";
  writeFileSync(join(folder, ".gitconfig"), settings);
  await exec.run(["git", "init", "--quiet", "--bare", "remote.git"]);
  await exec.run(["git", "clone", "--quiet", "remote.git", "user"]);
  writeFileSync(join(folder, "user/file.txt"), "one\n");
  for (const args of [
    ["add", "."],
    ["commit", "--quiet", "-m", "one"],
    ["push", "--quiet", "origin", "HEAD"],
  ]) {
    await exec.run(["git", "-C", "user", ...args]);
  }
  return folder;
}

function isolated(home: string) {
  return { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1" };
}

/** Puts a program of that name into a folder for PATH; `script` is run by sh, `$REAL` is the real program. */
export async function wrapper(bench: Workbench, name: string, script: string): Promise<string> {
  const folder = mkdtempSync(join(bench.folder, "bin-"));
  const real = (await bench.exec.run(["sh", "-c", `command -v ${name}`])).stdout.trim();
  writeFileSync(join(folder, name), `#!/bin/sh\nREAL=${real}\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

/** A `git` that writes down each of its calls and then does what it is told; `calls()` answers with their arguments. */
export async function recordingGit(bench: Workbench): Promise<{ path: string; calls(): string[] }> {
  const record = join(mkdtempSync(join(bench.folder, "calls-")), "calls");
  writeFileSync(record, "");
  const path = await wrapper(bench, "git", `printf '%s ' "$@" >> ${record}; echo >> ${record}\nexec "$REAL" "$@"`);
  const calls = () => readFileSync(record, "utf8").split("\n").slice(0, -1);
  return { path, calls };
}

/** Makes a hook that leaves a mark and says no. */
export function failingHook(folder: string, name: string, mark: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} >> ${mark}\nexit 1\n`);
  chmodSync(join(folder, name), 0o755);
}
