import { join } from "node:path";
import { CommandError, InputError } from "../../../kit/errors.ts";
import type { Words } from "../../../kit/executor.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { checkCommit, gitOptions, type Repository } from "../git-commit.ts";
import { type Place, releaseFolder } from "./place.ts";

const mark = ".deploy-actions-complete";
/** Begins the name of a folder that is no release, not yet or no more; the next unpacking removes it. */
const unfinished = ".unpacking-";
/** Milliseconds for the files of one release. */
const patience = 1_800_000;

/** Puts the commit's files into the slot's folder; the release's own folder appears in one step, when all of it is there. */
export async function unpack(place: Place, { commit }: ReleaseName, signal?: AbortSignal): Promise<void> {
  const { exec, uuid } = place.effects;
  const names = await exec.list(place.folder);
  for (const left of names.filter((name) => name.startsWith(unfinished))) await exec.remove(join(place.folder, left));
  if (names.includes(commit)) return checkComplete(place, commit);
  await checkCommit(repositoryOf(place), commit, signal);
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
  const options = gitOptions({ timeout: patience }, signal);
  const archive: Words = ["git", "-C", place.repository, "archive", "--format=tar", commit];
  const tar: Words = ["tar", "-x", "-C", folder, "-f", "-"];
  if (place.git === exec) {
    const { stdout, done } = exec.pipe([archive, tar], options);
    stdout.resume();
    return done;
  }
  const source = place.git.stream(archive, options);
  const sink = exec.stream(tar, { ...options, stdin: source.stdout });
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

/** Removes a release that this host has completed, and no other folder. It is no release any more before its first file goes. */
export async function discard(place: Place, commit: string): Promise<void> {
  const { exec, uuid } = place.effects;
  const folder = releaseFolder(place, commit);
  if ((await exec.readFile(join(folder, mark))) !== `${commit}\n`) return;
  const aside = join(place.folder, `${unfinished}${uuid()}`);
  await exec.rename(folder, aside);
  await exec.remove(aside);
}

async function checkComplete(place: Place, commit: string): Promise<void> {
  const folder = releaseFolder(place, commit);
  if ((await place.effects.exec.readFile(join(folder, mark))) === `${commit}\n`) return;
  throw new InputError([{ where: `${place.adapter}-root`, what: `\`${folder}\` was not completed by this host` }], {
    hint: `Save what you need from \`${folder}\` and remove it; it is then unpacked again.`,
  });
}

function repositoryOf({ git, repository, adapter }: Place): Repository {
  return { exec: git, path: repository, input: `${adapter}-repository`, timeout: patience };
}
