import { join } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import { CommandError, RefusedError } from "../../kit/errors.ts";
import type { Reverter, RevertWish, Undoing } from "../../stages/ports/reverter.ts";
import { maskAddress, publicAddress, tokenSettings } from "../journals/credentials.ts";
import { asServiceError, type Git, gitCommand, gitLine, gitSaid, type Setting } from "../journals/git-command.ts";
import { findRepository, type Repository, remoteSettings } from "../journals/repository.ts";

const [name, email] = ["deploy-actions", "deploy-actions@users.noreply.github.com"];
const author = {
  ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email },
  ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email },
};

/** Reverts by merging trees in a private bare repository; needs git 2.38, and pushes to `origin` with the token. */
export function revertBranches(effects: Effects, token: string | undefined, timeout = 120_000): Reverter {
  return {
    async pushRevert(wish) {
      const { git, shown } = await openPrivately(effects, token, timeout);
      const ref = `refs/heads/${wish.branch}`;
      try {
        if ((await gitLine(git, ["ls-remote", "--refs", "origin", ref])) !== "") return { state: "ready" };
        const still = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
        await git(["fetch", ...still, "origin", `+refs/heads/${wish.base}:refs/heads/base`]);
        const start = await gitLine(git, ["rev-parse", "refs/heads/base"]);
        const made = await undoAll(git, start, wish.undo);
        if (typeof made !== "string") return made;
        if (made === start) return { state: "undone already" };
        await push(git, made, ref);
        return { state: "ready" };
      } catch (error) {
        throw asServiceError(error, `no branch that reverts could be made at \`${shown}\``, "Revert by hand.");
      }
    },
  };
}

async function undoAll(git: Git, start: string, undo: RevertWish["undo"]) {
  let tip = start;
  for (const undoing of undo) {
    if (!(await isYes(git(["merge-base", "--is-ancestor", undoing.commit, start]))))
      return { state: "not on base", commit: undoing.commit } as const;
    const next = await undoOne(git, tip, undoing);
    if (next === null) return { state: "conflict", commit: undoing.commit } as const;
    tip = next;
  }
  return tip;
}

/** A merge of two made-up children of the commit: one holds what is there now, the other what was there before it. */
async function undoOne(git: Git, tip: string, { commit, parent, message }: Undoing): Promise<string | null> {
  const child = (tree: string) => gitLine(git, ["commit-tree", tree, "-p", commit], { stdin: "x", env: author });
  const before = parent === null ? await gitLine(git, ["mktree"]) : `${parent}^{tree}`;
  const now = await gitLine(git, ["rev-parse", `${tip}^{tree}`]);
  const sides = [await child(now), await child(await gitLine(git, ["rev-parse", before]))];
  const merged = await gitLine(git, ["merge-tree", "--write-tree", "--no-messages", ...sides]).catch(nullWhenNo);
  if (merged === null || merged === now) return merged === null ? null : tip;
  return gitLine(git, ["commit-tree", merged, "-p", tip], { stdin: message, env: author });
}

async function push(git: Git, commit: string, ref: string): Promise<void> {
  try {
    await git(["push", "--quiet", "--no-verify", `--force-with-lease=${ref}:`, "origin", `${commit}:${ref}`]);
  } catch (error) {
    const said = gitSaid(error);
    const isWorkflow = /without .?workflows?.? (permission|scope)/i.test(said);
    if (!isWorkflow && !/denied|403|protected|GH0\d\d|not (allowed|permitted)|hook declined/i.test(said)) throw error;
    throw new RefusedError(`the branch that reverts was not accepted: ${said}`, {
      cause: error,
      hint: isWorkflow
        ? "The job's own token may never change workflow files: hand in a token of a GitHub App with `workflows: write`, or revert by hand."
        : "Give the job `permissions: contents: write`, and let the rules for branches allow `deploy-actions/*`.",
    });
  }
}

async function openPrivately(effects: Effects, token: string | undefined, timeout: number) {
  const repository = await findRepository(effects, effects.folder, timeout);
  const { address, settings } = await remoteSettings(effects, repository, timeout);
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

function isYes(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(() => true, nullWhenNo).then((yes) => yes === true);
}

/** Exit code 1 is an answer. */
function nullWhenNo(error: unknown): null {
  if (error instanceof CommandError && error.exitCode === 1) return null;
  throw error;
}
