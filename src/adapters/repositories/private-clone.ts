import { join } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import { CommandError, InputError, RefusedError } from "../../kit/errors.ts";
import { maskAddress, publicAddress, tokenSettings } from "../journals/credentials.ts";
import { type Git, gitCommand, gitLine, type Setting } from "../journals/git-command.ts";
import { findRepository, type Repository, remoteSettings } from "../journals/repository.ts";

/** A bare repository of its own whose `origin` is the checkout's; settings and secrets go by environment. */
export async function openPrivately(effects: Effects, token: string | undefined, timeout: number) {
  const repository = await findRepository(effects, effects.folder, timeout);
  const { address, settings } = await remoteSettings(effects, repository, timeout).catch(withoutOrigin);
  maskAddress(effects, address);
  // The settings of the remote are meant for the journal's repository, where it has another name.
  const own = settings.map(([name, value]): Setting => [name.replace(/^remote\.journal\./, "remote.origin."), value]);
  const git = gitCommand(effects, {
    gitDir: join(effects.temporary, `revert-${effects.uuid()}.git`),
    folder: repository.folder,
    timeout,
    settings: [["remote.origin.url", address], ...tokenSettings(effects, token, address, own)],
  });
  await git(["init", "--quiet", "--bare", "--template=", `--object-format=${repository.objectFormat}`]);
  const env = await objectsOf(effects, repository, timeout);
  const borrowing: Git = (args, how = {}) => git(args, { ...how, env: { ...env, ...how.env } });
  return { git: borrowing, shown: publicAddress(address) };
}

function withoutOrigin(error: unknown): never {
  if (!(error instanceof InputError)) throw error;
  throw new RefusedError("the checkout has no remote called `origin` that a branch could be pushed to", {
    cause: error,
  });
}

/** The checkout's objects may be read, where it has all of them: then little has to be fetched. */
async function objectsOf(effects: Effects, repository: Repository, timeout: number): Promise<Record<string, string>> {
  const git = gitCommand(effects, { ...repository, timeout });
  const isWhole = (await gitLine(git, ["rev-parse", "--is-shallow-repository"])) === "false";
  const isPartial = await isYes(git(["config", "--get-regexp", "\\.(promisor|partialclone)$"]));
  if (!isWhole || isPartial) return {};
  return {
    GIT_ALTERNATE_OBJECT_DIRECTORIES: await gitLine(git, [
      "rev-parse",
      "--path-format=absolute",
      "--git-path",
      "objects",
    ]),
  };
}

/** Exit code 1 is a no. */
export function isYes(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(() => true, nullWhenNo).then((yes) => yes === true);
}

/** Exit code 1 is an answer; every other failure is thrown. */
export function nullWhenNo(error: unknown): null {
  if (error instanceof CommandError && error.exitCode === 1) return null;
  throw error;
}
