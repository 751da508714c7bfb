import type { Effects } from "../../kit/effects.ts";
import { CommandError, InputError } from "../../kit/errors.ts";
import type { Repository } from "../../stages/ports/repository.ts";
import { commitsOf } from "./commits.ts";
import { historyOf } from "./history.ts";

/** The git repository in the run's folder. */
export function gitRepository({ exec, folder }: Effects): Repository {
  const git = async (args: readonly string[], okCodes: readonly number[] = []) => {
    try {
      // Optional locks would touch the user's index.
      return await exec.run(["git", "--no-optional-locks", ...args], { cwd: folder, okCodes });
    } catch (error) {
      if (error instanceof CommandError && /not a git repository/i.test(error.output))
        throw noRepository(folder, error);
      throw error;
    }
  };
  return {
    async resolve(revision) {
      const { code, stdout } = await git(
        ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`],
        [1, 128],
      );
      if (code === 0) return stdout.trim();
      await git(["rev-parse", "--git-dir"]);
      throw new InputError([{ where: "release", what: `the repository has no commit \`${revision}\`` }], {
        hint: "Fetch it; in a shallow checkout set `fetch-depth: 0`.",
      });
    },
    async holds(commit) {
      const { code } = await git(["cat-file", "-e", `${commit}^{commit}`], [1, 128]);
      return code === 0;
    },
    async isShallow() {
      const { stdout } = await git(["rev-parse", "--is-shallow-repository"]);
      return stdout.trim() === "true";
    },
    async changes() {
      const { stdout } = await git(["status", "--porcelain", "-z", "--untracked-files=all"]);
      return stdout
        .split("\0")
        .filter((line) => line !== "")
        .map((line) => line.slice(3));
    },
    ...historyOf(git),
    ...commitsOf(git),
  };
}

function noRepository(folder: string, cause: unknown): InputError {
  return new InputError([{ where: "release", what: `\`${folder}\` is not a git repository` }], {
    cause,
    hint: "Run this inside the repository, or add actions/checkout before this step.",
  });
}
