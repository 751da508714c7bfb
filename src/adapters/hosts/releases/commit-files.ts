import { text } from "node:stream/consumers";
import { CommandError, InputError } from "../../../kit/errors.ts";
import type { RunOptions } from "../../../kit/executor.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import type { Artefact } from "./artefact.ts";
import type { Place } from "./place.ts";

// Inside a git hook these would point at another repository.
const env = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };

/** Options of git on this machine. */
function gitOptions(place: Place, signal?: AbortSignal): RunOptions {
  const bounded = { env, timeout: place.settings.timeout };
  return signal === undefined ? bounded : { ...bounded, signal };
}

/** The files of the commit, by `git archive` on this machine. */
export async function openCommit(place: Place, { commit }: ReleaseName, signal?: AbortSignal): Promise<Artefact> {
  const { exec } = place.effects;
  const options = gitOptions(place, signal);
  const git = ["git", "-C", place.settings.repository] as const;
  await checkCommit(place, commit, signal);
  const listing = exec.stream([...git, "ls-tree", "-r", "-l", "--full-tree", commit], options);
  const [sizes] = await Promise.all([text(listing.stdout), listing.done]);
  const bytes = sizes.split("\n").reduce((sum, line) => sum + (Number(line.split(/\s+/)[3]) || 0), 0);
  return {
    bytes,
    compression: [],
    open: () => exec.stream([...git, "archive", "--format=tar", commit], options),
    async [Symbol.asyncDispose]() {},
  };
}

/** A file of the commit, or null where the repository has none of that name. */
export async function readAtCommit(place: Place, commit: string, path: string): Promise<string | null> {
  const { exec } = place.effects;
  const options = gitOptions(place);
  const object = `${commit}:./${path}`;
  const git = ["git", "-C", place.settings.repository] as const;
  const known = await exec.run([...git, "cat-file", "-e", object], { ...options, okCodes: [1, 128] });
  if (known.code !== 0) return null;
  const file = exec.stream([...git, "cat-file", "blob", object], options);
  const [content] = await Promise.all([text(file.stdout), file.done]);
  return content;
}

async function checkCommit(place: Place, commit: string, signal?: AbortSignal): Promise<void> {
  const { repository } = place.settings;
  const git = (...words: string[]) =>
    place.effects.exec.run(["git", "-C", repository, ...words], { ...gitOptions(place, signal), okCodes: [1, 128] });
  const shallow = await git("rev-parse", "--is-shallow-repository");
  if (shallow.code !== 0) {
    throw new InputError(
      [{ where: "releases-repository", what: `\`${repository}\` cannot be read as a git repository` }],
      {
        hint: `Check the repository out first; \`git -C ${repository} status\` says what is wrong.`,
        cause: new CommandError("`git rev-parse` failed", { exitCode: shallow.code, output: shallow.stderr }),
      },
    );
  }
  if ((await git("cat-file", "-e", `${commit}^{commit}`)).code === 0) return;
  const isShallow = shallow.stdout.trim() === "true";
  throw new InputError(
    [{ where: "release", what: `commit \`${commit}\` is not in the repository \`${repository}\`` }],
    { hint: isShallow ? "Set `fetch-depth: 0` in the `actions/checkout` step." : "Fetch the commit, or name another." },
  );
}
