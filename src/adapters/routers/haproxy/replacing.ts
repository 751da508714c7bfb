import { CommandError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import { wholeOutput } from "../../executors/whole-output.ts";

/** Everybody may read weights: HAProxy is often another user, and only warns where it cannot. */
const readable = "644";

/**
 * Commands that put the file `beside` in the place of `path`, which keeps its mode and owner. What this user may neither
 * give back to its owner nor write into is replaced by a file of this user's that everybody may read.
 */
export async function replacing(executor: Executor, beside: string, path: string): Promise<readonly Words[]> {
  const moved = (mode: string): readonly Words[] => [
    ["chmod", mode, beside],
    ["mv", "-f", beside, path],
  ];
  const found = await answer(executor, ["stat", "-L", "-c", "%a %u:%g", path]);
  if (found === null) return moved(readable);
  const [mode = readable, owner = ""] = found.split(" ");
  const [user, group] = [await answer(executor, ["id", "-u"]), await answer(executor, ["id", "-g"])];
  if (user === "0") return [["chown", owner, beside], ...moved(mode)];
  if (owner === `${user}:${group}`) return moved(mode);
  const mayWrite = (await answer(executor, ["test", "-w", path])) !== null;
  return mayWrite
    ? [
        ["cp", beside, path],
        ["rm", "-f", beside],
      ]
    : moved(readable);
}

/** What the program prints, or null where it fails. */
async function answer(executor: Executor, words: Words): Promise<string | null> {
  try {
    return (await wholeOutput(executor, words, { timeout: 10_000 })).trim();
  } catch (error) {
    if (error instanceof CommandError && error.exitCode !== null) return null;
    throw error;
  }
}
