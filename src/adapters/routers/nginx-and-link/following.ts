import { ActionError, CommandError, ServiceError, TimeoutError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";

/** Commands that follow every change of a place. */
export interface Following {
  readonly exec: Executor;
  /** The file that stands there from before a change until all of them have ended well. */
  readonly mark: string;
  readonly after: readonly Words[];
  /** Milliseconds for each of them. */
  readonly afterWithin: number;
  readonly cwd: string;
  /** The input that names them. */
  readonly input: string;
  warn(line: string): void;
}

/** What an earlier change has left: commands that nobody has run, or commands of which one has failed. */
export type Left = "nothing" | "unfinished" | "failed";

const failed = "failed\n";

/** What is left to be done there. */
export async function leftOf({ exec, mark, after }: Following): Promise<Left> {
  const text = after.length === 0 ? null : await exec.readFile(mark);
  if (text === null) return "nothing";
  return text.endsWith(failed) ? "failed" : "unfinished";
}

/** Says before a change that something has to follow it, and returns what was left before. That a command has failed is not forgotten. */
export async function announce(place: Following, about: string, mode: number): Promise<Left> {
  const left = await leftOf(place);
  const text = left === "failed" ? `${about}${failed}` : about;
  if (place.after.length > 0) await place.exec.writeFile(place.mark, text, { mode });
  return left;
}

/**
 * Runs what has to follow a change, if that is still to be done; `changed` begins the message of a failure. Commands
 * that fail are thrown once: where they have failed before, it is a warning, because a way back has to end without them.
 */
export async function followUp(place: Following, changed: () => Promise<string>): Promise<void> {
  const left = await leftOf(place);
  if (left === "nothing") return;
  for (const command of place.after) {
    try {
      await place.exec.run(command, { cwd: place.cwd, timeout: place.afterWithin });
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      error.message = `${await changed()}, but a command of \`${place.input}\` failed: ${error.message}`;
      error.hint = `Run this again: all of them are run again. Or do by hand what is left and remove \`${place.mark}\`.`;
      const isItsOwn = error instanceof CommandError || error instanceof TimeoutError;
      if (isItsOwn && left === "failed") return place.warn(`${error.message}. ${error.hint}`);
      if (isItsOwn) await noteFailure(place);
      throw error;
    }
  }
  await place.exec.remove(place.mark);
}

/** True where nothing is left to be done; a ServiceError where a command has failed, since nobody can tell then who works by the change. */
export async function isFollowed(place: Following): Promise<boolean> {
  const left = await leftOf(place);
  if (left !== "failed") return left === "nothing";
  throw new ServiceError(
    `a command of \`${place.input}\` has failed on ${place.exec.where}, so nobody confirms that all work by the change`,
    { hint: `Do by hand what is left and remove \`${place.mark}\`, or put the command right and run this again.` },
  );
}

async function noteFailure({ exec, mark }: Following): Promise<void> {
  const text = await exec.readFile(mark).catch(() => null);
  // The failure itself is what has to be told; without the note it is told once more.
  await exec.writeFile(mark, `${text ?? ""}${failed}`, { mode: 0o644 }).catch(() => {});
}
