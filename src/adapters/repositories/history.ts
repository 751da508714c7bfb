import { InputError } from "../../kit/errors.ts";
import type { CommandResult } from "../../kit/executor.ts";
import type { Repository } from "../../stages/ports/repository.ts";

/** Runs git in the checkout; exit codes beyond 0 have to be named. */
export type Git = (args: readonly string[], okCodes?: readonly number[]) => Promise<CommandResult>;

type History = Pick<Repository, "branchesWith" | "isAncestor" | "forkPoint" | "changesBetween" | "fileAt">;

/** What git tells of commits and branches. Filters, text conversions and external diffs of the checkout are not run. */
export function historyOf(git: Git): History {
  return {
    async branchesWith(commit) {
      const { code } = await git(["config", "--get", "remote.origin.url"], [1]);
      const where = code === 0 ? "refs/remotes/origin/" : "refs/heads/";
      const { stdout } = await git(["for-each-ref", `--contains=${commit}`, "--format=%(refname)", where]);
      const names = linesIn(stdout, "\n").map((ref) => ref.slice(where.length));
      return names.filter((name) => name !== "HEAD");
    },
    async isAncestor(earlier, later) {
      const { code } = await git(["merge-base", "--is-ancestor", earlier, later], [1]);
      return code === 0;
    },
    async forkPoint(one, other) {
      const { code, stdout } = await git(["merge-base", one, other], [1, 128]);
      return code === 0 ? stdout.trim() : null;
    },
    async changesBetween(from, to) {
      const raw = ["diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--name-status"];
      const { stdout } = await git([...raw, "--end-of-options", from, to]);
      const words = linesIn(stdout, "\0");
      return words.flatMap((status, i) => (i % 2 === 0 ? [{ status, path: words[i + 1] ?? "" }] : []));
    },
    async fileAt(commit, path) {
      if (path.startsWith("/")) {
        throw new InputError([{ where: "config", what: `must be relative here, not \`${path}\`` }]);
      }
      // A blob as it is stored: no filter of the checkout touches it.
      const name = `${commit}:./${path}`;
      const { code } = await git(["cat-file", "-e", name], [1, 128]);
      if (code !== 0) return null;
      return (await git(["cat-file", "blob", name])).stdout;
    },
  };
}

function linesIn(text: string, separator: string): readonly string[] {
  return text.split(separator).filter((line) => line !== "");
}
