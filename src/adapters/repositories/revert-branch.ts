import type { Effects } from "../../kit/effects.ts";
import { RefusedError } from "../../kit/errors.ts";
import type { Reverter, RevertWish, Undoing } from "../../stages/ports/reverter.ts";
import { asServiceError, type Git, gitLine, gitSaid } from "../journals/git-command.ts";
import { isYes, nullWhenNo, openPrivately } from "./private-clone.ts";

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
