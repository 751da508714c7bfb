import type { Effects } from "../../../kit/effects.ts";
import { InputError } from "../../../kit/errors.ts";

const patience = 60_000;

/** Where the manifests of a release are found. */
export interface Source {
  /** The git repository, absolute. */
  readonly repository: string;
  /** The folder in it that holds the YAML or the kustomization. */
  readonly folder: string;
  readonly effects: Effects;
}

/** Throws an InputError where the repository has no such commit. */
export async function checkCommit(
  { repository, effects }: Source,
  commit: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const git = (...words: string[]) => {
    const given = { env: plainGit, ...options(signal), okCodes: [1, 128] };
    return effects.exec.run(["git", "-C", repository, ...words], given);
  };
  const shallow = await git("rev-parse", "--is-shallow-repository");
  if (shallow.code !== 0) {
    const what = `\`${repository}\` cannot be read as a git repository: ${shallow.stderr.trim()}`;
    throw new InputError([{ where: "kubernetes-repository", what }], { hint: "Check the repository out first." });
  }
  if ((await git("cat-file", "-e", `${commit}^{commit}`)).code === 0) return;
  const isShallow = shallow.stdout.trim() === "true";
  throw new InputError(
    [{ where: "release", what: `commit \`${commit}\` is not in the repository \`${repository}\`` }],
    {
      hint: isShallow ? "Set `fetch-depth: 0` in the `actions/checkout` step." : "Fetch the commit, or name another.",
    },
  );
}

/** Inside a git hook these would point at another repository. */
export const plainGit = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };

/** How long a program may take, and what ends it. */
export function options(signal: AbortSignal | undefined) {
  return { timeout: patience, ...(signal === undefined ? {} : { signal }) };
}
