import { CommandError, InputError } from "../../kit/errors.ts";
import type { Executor, RunOptions } from "../../kit/executor.ts";
import { wholeOutput } from "../executors/whole-output.ts";

/** The git repository that a host takes the files of its releases from. */
export interface Repository {
  /** Where it is. */
  readonly exec: Executor;
  readonly path: string;
  /** The input that names it. */
  readonly input: string;
  /** Milliseconds for each command of git. */
  readonly timeout: number;
}

/** Options of git for that repository. */
export function gitOptions({ timeout }: Pick<Repository, "timeout">, signal?: AbortSignal): RunOptions {
  // Inside a git hook these would point at another repository.
  const env = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
  return signal === undefined ? { env, timeout } : { env, timeout, signal };
}

/**
 * Returns how many bytes the files of the commit have. An InputError where the repository does not have the commit, or
 * where `git archive` would leave out files of it: those of submodules.
 */
export async function checkCommit(repository: Repository, commit: string, signal?: AbortSignal): Promise<number> {
  const { exec, path, input } = repository;
  const git = (...words: string[]) =>
    exec.run(["git", "-C", path, ...words], { ...gitOptions(repository, signal), okCodes: [1, 128] });
  const shallow = await git("rev-parse", "--is-shallow-repository");
  if (shallow.code !== 0) {
    throw new InputError([{ where: input, what: `\`${path}\` cannot be read as a git repository` }], {
      hint: `Check the repository out first; \`git -C ${path} status\` says what is wrong.`,
      cause: new CommandError("`git rev-parse` failed", { exitCode: shallow.code, output: shallow.stderr }),
    });
  }
  if ((await git("cat-file", "-e", `${commit}^{commit}`)).code === 0) return sizeOf(repository, commit, signal);
  const isShallow = shallow.stdout.trim() === "true";
  throw new InputError([{ where: "release", what: `commit \`${commit}\` is not in the repository \`${path}\`` }], {
    hint: isShallow ? "Set `fetch-depth: 0` in the `actions/checkout` step." : "Fetch the commit, or name another.",
  });
}

async function sizeOf(repository: Repository, commit: string, signal?: AbortSignal): Promise<number> {
  const { exec, path, input } = repository;
  const words = ["git", "-C", path, "ls-tree", "-r", "-l", "-z", commit] as const;
  const entries = (await wholeOutput(exec, words, gitOptions(repository, signal))).split("\0");
  const submodules = entries.filter((entry) => entry.startsWith("160000 ")).map((entry) => entry.split("\t")[1] ?? "");
  if (submodules.length === 0) return entries.reduce((sum, entry) => sum + (Number(entry.split(/\s+/)[3]) || 0), 0);
  const named = submodules.slice(0, 5).map((name) => `\`${name}\``);
  const more = submodules.length > named.length ? ` and ${submodules.length - named.length} more` : "";
  const what = `commit \`${commit}\` has submodules (${named.join(", ")}${more}), whose files \`git archive\` leaves out`;
  throw new InputError([{ where: input, what }], {
    hint: "Check out with `submodules: recursive` and give the files as a folder or tarball (`releases-artefact` of the host `releases`), or take the submodules out of the repository.",
  });
}
