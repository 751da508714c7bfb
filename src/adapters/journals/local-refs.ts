import type { Effects } from "../../kit/effects.ts";
import { CommandError, RefusedError } from "../../kit/errors.ts";
import { asServiceError, type Git, gitCommand, gitLine } from "./git-command.ts";
import type { Refs } from "./refs.ts";
import type { Repository } from "./repository.ts";

/** The journal in the user's own repository: one ref, and nothing else of it is touched. */
export function localRefs(effects: Effects, repository: Repository, ref: string, timeout: number): Refs {
  const git = gitCommand(effects, { ...repository, timeout });
  const peek = () => readRef(effects, git, repository, ref);
  return {
    git,
    location: `${ref} in ${repository.gitDir}`,
    latest: peek,
    peek,
    deepen: peek,
    async swap(commit, after) {
      try {
        await git(["update-ref", "--no-deref", ref, commit, after ?? ""]);
      } catch (error) {
        const now = await peek();
        if (now !== after) return now !== null && isAncestor(git, commit, ref);
        const hint = `Look at who owns ${repository.gitDir}; a left-over \`${ref}.lock\` in it may be deleted when no git runs.`;
        throw asServiceError(error, "the journal could not be written, and nothing was changed", hint);
      }
      return isAncestor(git, commit, ref);
    },
  };
}

/** The place that the ref names. A ref that is there and cannot be read is refused: it is not an empty journal. */
export async function readRef(
  effects: Effects,
  git: Git,
  repository: Pick<Repository, "gitDir" | "folder">,
  ref: string,
): Promise<string | null> {
  try {
    return await gitLine(git, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  } catch (error) {
    const hint = `Look at \`${repository.gitDir}\`: whether it is there, and who may read it.`;
    if (!(error instanceof CommandError) || error.exitCode !== 1)
      throw asServiceError(error, "the journal cannot be read", hint);
    if (await isAbsent(effects, repository, ref)) return null;
    throw new RefusedError(`the journal's ref \`${ref}\` in \`${repository.gitDir}\` is broken`, {
      hint: "Set it back to the last good entry: `git fsck` lists what is left, `git update-ref` repairs it.",
      cause: error,
    });
  }
}

/** Git says the same of a ref that is not there and of one that is damaged; only its warnings tell them apart. */
async function isAbsent(effects: Effects, { gitDir, folder }: Pick<Repository, "gitDir" | "folder">, ref: string) {
  const words = ["git", `--git-dir=${gitDir}`, "for-each-ref", "--format=%(refname)", ref] as const;
  const { stdout, stderr } = await effects.exec.run(words, { cwd: folder, env: { LC_ALL: "C" } });
  return stdout === "" && stderr === "";
}

async function isAncestor(git: Git, commit: string, ref: string): Promise<boolean> {
  try {
    await git(["merge-base", "--is-ancestor", commit, ref]);
    return true;
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 1) return false;
    throw error;
  }
}
