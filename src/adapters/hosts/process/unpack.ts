import { join } from "node:path";
import { CommandError, InputError } from "../../../kit/errors.ts";
import type { Words } from "../../../kit/executor.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { type Place, releaseFolder } from "./place.ts";

const mark = ".deploy-actions-complete";
const unfinished = ".unpacking-";
/** Milliseconds for the files of one release. */
const patience = 1_800_000;

/** Puts the commit's files into the slot's folder; the release's own folder appears in one step, when all of it is there. */
export async function unpack(place: Place, { commit }: ReleaseName, signal?: AbortSignal): Promise<void> {
  const { exec, uuid } = place.effects;
  const names = await exec.list(place.folder);
  for (const left of names.filter((name) => name.startsWith(unfinished))) await exec.remove(join(place.folder, left));
  if (names.includes(commit)) return checkComplete(place, commit);
  await checkCommit(place, commit, signal);
  const temporary = join(place.folder, `${unfinished}${uuid()}`);
  try {
    await exec.makeFolder(temporary);
    await extract(place, commit, temporary, signal);
    await exec.writeFile(join(temporary, mark), `${commit}\n`, { mode: 0o600 });
    await exec.rename(temporary, releaseFolder(place, commit));
  } catch (error) {
    await exec.remove(temporary);
    throw error;
  }
}

/** Streams the archive from where the repository is to where the slot lives. */
async function extract(place: Place, commit: string, folder: string, signal?: AbortSignal): Promise<void> {
  const { exec } = place.effects;
  const archive: Words = ["git", "-C", place.repository, "archive", "--format=tar", commit];
  const tar: Words = ["tar", "-x", "-C", folder, "-f", "-"];
  if (place.git === exec) {
    const { stdout, done } = exec.pipe([archive, tar], options(signal));
    stdout.resume();
    return done;
  }
  const source = place.git.stream(archive, options(signal));
  const sink = exec.stream(tar, { ...options(signal), stdin: source.stdout });
  sink.stdout.resume();
  const [read, written] = await Promise.allSettled([source.done, sink.done]);
  signal?.throwIfAborted();
  // An archive that has nobody to give to fails because of that; one that was cut off is its own failure.
  if (read.status === "rejected" && !isBrokenPipe(read.reason)) throw read.reason;
  if (written.status === "rejected") throw written.reason;
  if (read.status === "rejected") throw read.reason;
}

function isBrokenPipe(error: unknown): boolean {
  return !(error instanceof CommandError) || error.exitCode === null || error.exitCode > 128;
}

async function checkComplete(place: Place, commit: string): Promise<void> {
  const folder = releaseFolder(place, commit);
  if ((await place.effects.exec.readFile(join(folder, mark))) === `${commit}\n`) return;
  throw new InputError([{ where: `${place.adapter}-root`, what: `\`${folder}\` was not completed by this host` }], {
    hint: `Save what you need from \`${folder}\` and remove it; it is then unpacked again.`,
  });
}

async function checkCommit(place: Place, commit: string, signal?: AbortSignal): Promise<void> {
  const git = (...words: string[]) => {
    return place.git.run(["git", "-C", place.repository, ...words], {
      ...options(signal),
      okCodes: [1, 128],
    });
  };
  const shallow = await git("rev-parse", "--is-shallow-repository");
  if (shallow.code !== 0) {
    throw new InputError(
      [{ where: `${place.adapter}-repository`, what: `\`${place.repository}\` cannot be read as a git repository` }],
      {
        hint: `Check the repository out first; \`git -C ${place.repository} status\` says what is wrong.`,
        cause: new CommandError("`git rev-parse` failed", { exitCode: shallow.code, output: shallow.stderr }),
      },
    );
  }
  if ((await git("cat-file", "-e", `${commit}^{commit}`)).code === 0) return;
  const isShallow = shallow.stdout.trim() === "true";
  throw new InputError(
    [{ where: "release", what: `commit \`${commit}\` is not in the repository \`${place.repository}\`` }],
    { hint: isShallow ? "Set `fetch-depth: 0` in the `actions/checkout` step." : "Fetch the commit, or name another." },
  );
}

function options(signal: AbortSignal | undefined) {
  // Inside a git hook these would point at another repository.
  const env = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
  const bounded = { env, timeout: patience };
  return signal === undefined ? bounded : { ...bounded, signal };
}
