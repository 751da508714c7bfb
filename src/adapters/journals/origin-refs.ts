import { join } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import { CommandError } from "../../kit/errors.ts";
import { maskAddress, publicAddress, tokenSettings } from "./credentials.ts";
import { asServiceError, type Git, gitCommand } from "./git-command.ts";
import { readRef } from "./local-refs.ts";
import { reach, swapByPush } from "./push.ts";
import type { Refs } from "./refs.ts";
import { type Repository, remoteSettings } from "./repository.ts";

export interface OriginOptions {
  readonly effects: Effects;
  readonly repository: Repository;
  readonly ref: string;
  readonly token: string | undefined;
  readonly timeout: number;
}

/** The journal at the remote called origin, worked on in a private bare repository: the user's clone is only asked for the address. */
export async function originRefs(options: OriginOptions): Promise<Refs> {
  const { effects, repository, ref, timeout } = options;
  const { address, settings } = await remoteSettings(effects, repository, timeout);
  maskAddress(effects, address);
  const gitDir = join(effects.temporary, `journal-${effects.uuid()}.git`);
  const place = { gitDir, folder: repository.folder };
  const git = gitCommand(effects, {
    ...place,
    timeout,
    // By environment: an address may carry a password.
    settings: [["remote.journal.url", address], ...tokenSettings(effects, options.token, address, settings)],
  });
  await git(["init", "--quiet", "--bare", "--template=", `--object-format=${repository.objectFormat}`]);
  const shown = publicAddress(address);
  const fetch = (depth: number) => fetchRef(git, ref, depth, shown);
  const exclusively = inTurn();
  const current = () => readRef(effects, git, place, ref);
  return {
    git,
    location: `${ref} at ${shown}`,
    peek: () => askRemote(git, ref, shown),
    latest: () => exclusively(async () => ((await fetch(1)) ? current() : null)),
    deepen: (count) => exclusively(async () => ((await fetch(count)) ? current() : null)),
    swap: (commit, after) => exclusively(() => swapByPush({ git, ref, shown, fetch, current }, commit, after)),
  };
}

async function fetchRef(git: Git, ref: string, depth: number, shown: string, isLast = false): Promise<boolean> {
  try {
    const still = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules"];
    await git(["fetch", ...still, `--depth=${depth}`, "journal", `+${ref}:${ref}`]);
    return true;
  } catch (error) {
    // Only a remote that answers may say that there is no journal yet; between the two questions one may have begun.
    const answers = error instanceof CommandError;
    if (answers && (await askRemote(git, ref, shown)) === null) return false;
    if (answers && !isLast) return fetchRef(git, ref, depth, shown, true);
    throw asServiceError(error, `the journal at \`${shown}\` cannot be read`, reach);
  }
}

/** Lets one thing happen after the other: two fetches at once would fight for git's locks. */
function inTurn() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act);
    last = next.catch(() => undefined);
    return next;
  };
}

async function askRemote(git: Git, ref: string, shown: string): Promise<string | null> {
  try {
    const lines = (await git(["ls-remote", "--refs", "journal", ref])).toString("utf8").split("\n");
    return lines.find((line) => line.endsWith(`\t${ref}`))?.split("\t")[0] ?? null;
  } catch (error) {
    throw asServiceError(error, `the journal at \`${shown}\` cannot be reached`, reach);
  }
}
