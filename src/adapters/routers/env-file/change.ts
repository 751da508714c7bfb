import { posix } from "node:path";
import { CommandError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Words } from "../../../kit/executor.ts";
import { wholeOutput } from "../../executors/whole-output.ts";
import { announce, type Following, followUp } from "../nginx-and-link/following.ts";
import { type EnvFilePlace, markOf, patience, readText } from "./place.ts";

/** The commands that follow a change of the file. */
export function followingOf(place: EnvFilePlace): Following {
  return { ...place, mark: markOf(place), cwd: posix.dirname(place.path), input: "env-file-after" };
}

/**
 * Replaces the file by `text` in one step while it still holds `expected`, a RefusedError otherwise. Mode and owner
 * stay, and a link keeps leading to the file.
 */
export async function replaceText(place: EnvFilePlace, text: string, expected: string): Promise<void> {
  if (text === expected) return;
  const { exec, path } = place;
  const left = await announce(followingOf(place), "", 0o600);
  let beside: string | null = null;
  try {
    const file = await printed(place, ["readlink", "-f", "--", path]);
    // Always the same name: what a process that died has left is taken by the next one.
    beside = posix.join(posix.dirname(file), `.${posix.basename(file)}.next`);
    await writeBeside(place, beside, file, text);
    if ((await readText(place)) !== expected) throw edited(place);
    await exec.rename(beside, file);
  } catch (error) {
    if (beside !== null) await exec.remove(beside).catch(() => {});
    // Whoever cannot be reached any more may have done it: the mark stays.
    if (left === "nothing" && isCertain(error)) await exec.remove(markOf(place)).catch(() => {});
    if (!(error instanceof CommandError)) throw error;
    throw new ServiceError(`\`${path}\` on ${exec.where} cannot be replaced: ${error.message}`, {
      hint: "Let this user write into its folder and give files to its owner (or own the file).",
      cause: error,
    });
  }
  if ((await readText(place)) !== text) throw edited(place);
}

/** The secrets in the file are in the new one from its first byte, so its mode comes after its content and its owner. */
async function writeBeside(place: EnvFilePlace, beside: string, like: string, text: string): Promise<void> {
  const { exec } = place;
  const about = async (path: string) => (await printed(place, ["stat", "-c", "%a %u:%g", "--", path])).split(" ");
  const [mode = "", owner = ""] = await about(like);
  await exec.writeFile(beside, text, { mode: 0o600 });
  const [, own] = await about(beside);
  if (own !== owner) await exec.run(["chown", owner, "--", beside], { timeout: patience });
  await exec.run(["chmod", mode, "--", beside], { timeout: patience });
}

/** Runs what has to follow a change, if that is still to be done; a failure says that the file is changed already. */
export function follow(place: EnvFilePlace): Promise<void> {
  return followUp(followingOf(place), async () => `\`${place.path}\` was changed`);
}

async function printed({ exec }: EnvFilePlace, words: Words): Promise<string> {
  return (await wholeOutput(exec, words, { timeout: patience })).replace(/\n$/, "");
}

function isCertain(error: unknown): boolean {
  return error instanceof RefusedError || (error instanceof CommandError && error.exitCode !== null);
}

/** The file is no longer as it was read. */
export function edited({ path, exec }: EnvFilePlace): RefusedError {
  return new RefusedError(`\`${path}\` on ${exec.where} was edited by somebody else in the meantime`, {
    hint: "Look at the edit, then run this again: it starts from what the file says then.",
  });
}
