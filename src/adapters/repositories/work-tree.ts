import { join } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import { CommandError, InputError } from "../../kit/errors.ts";
import type { WorkTree } from "../../stages/ports/work-tree.ts";

/** The work tree in the run's folder, which has to be the top of a git repository. */
export async function openWorkTree({ exec, folder }: Pick<Effects, "exec" | "folder">): Promise<WorkTree> {
  const git = (args: readonly string[], okCodes: readonly number[] = []) =>
    exec.run(["git", "--no-optional-locks", ...args], { cwd: folder, okCodes });
  const line = async (args: readonly string[]) => {
    const { code, stdout } = await git(args, [1, 2, 128]);
    return code === 0 && stdout.trim() !== "" ? stdout.trim() : null;
  };
  await checkTop(git, folder);
  return {
    async files() {
      const { stdout } = await git(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
      const gone = new Set(split((await git(["ls-files", "-z", "--deleted"])).stdout));
      return split(stdout).filter((path) => !path.endsWith("/") && !gone.has(path));
    },
    read: (path) => exec.readFile(join(folder, path)),
    write: (path, text) => exec.writeFile(join(folder, path), text, { mode: 0o644 }),
    async isDirty(path) {
      const { stdout } = await git(["status", "--porcelain", "-z", "--ignored", "--untracked-files=all", "--", path]);
      return stdout !== "";
    },
    async originName() {
      const address = await line(["remote", "get-url", "origin"]);
      return address === null ? null : nameIn(address);
    },
    async defaultBranch() {
      const remote = await line(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"]);
      return remote?.replace(/^origin\//, "") ?? (await line(["symbolic-ref", "--quiet", "--short", "HEAD"]));
    },
    async tags() {
      return split((await git(["for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags"])).stdout, "\n");
    },
  };
}

type Git = (args: readonly string[]) => Promise<{ readonly stdout: string }>;

async function checkTop(git: Git, folder: string): Promise<void> {
  const prefix = await git(["rev-parse", "--show-prefix"]).catch((error: unknown) => {
    if (!(error instanceof CommandError) || !/not a git repository/i.test(error.output)) throw error;
    throw new InputError([{ where: "working-directory", what: `\`${folder}\` is not a git repository` }], {
      cause: error,
      hint: "Run this inside the repository, or `git init` first.",
    });
  });
  if (prefix.stdout.trim() === "") return;
  throw new InputError([{ where: "working-directory", what: `\`${folder}\` is not the top of its repository` }], {
    hint: "Run this at the top: GitHub reads workflows from `.github/workflows` there and nowhere else.",
  });
}

function nameIn(address: string): string | null {
  const path = address.replace(/\/+$/, "").replace(/\.git$/, "");
  return path.split(/[/:]/).at(-1) || null;
}

function split(text: string, separator = "\0"): readonly string[] {
  return text.split(separator).filter((part) => part !== "");
}
