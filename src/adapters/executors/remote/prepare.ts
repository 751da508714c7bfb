import { ActionError, CancelledError, CommandError } from "../../../kit/errors.ts";
import type { RunOptions, Words } from "../../../kit/executor.ts";
import { describeCommand } from "../failures.ts";
import { abortReason, watch } from "../supervise.ts";
import { impossible, judge } from "./ending.ts";
import { frames } from "./frames.ts";
import { newMarks, readMarked } from "./marks.ts";
import type { Place } from "./place.ts";
import { scriptFor } from "./script.ts";

/** One command on its way to a place. */
export type Prepared = ReturnType<typeof prepare>;

/** Makes a command ready; its time runs from here, the time to reach the place included. */
export function prepare(place: Place, words: Words, how: RunOptions, takesInput: boolean) {
  const command = describeCommand(words, place.redact);
  const marks = newMarks();
  const ending = new AbortController();
  let why: Error | null = impossible(words, how, command);
  const end = (reason: Error) => {
    why ??= reason;
    ending.abort(reason instanceof ActionError ? reason : new CancelledError(reason.message));
  };
  if (how.signal?.aborted) end(abortReason(command, how.signal));
  const { input, line } = frames(why === null ? scriptFor(words, how, marks, takesInput) : "");
  const unwatch = watch(command, how, end);
  return {
    place,
    words,
    how,
    command,
    marks,
    input,
    line,
    /** Ends the command: the way in is closed, and what runs there ends with it. */
    end,
    signal: ending.signal,
    reason: () => why,
    close() {
      unwatch();
      line.destroy();
    },
  };
}

/** What was seen of a command whose way in has ended. */
export interface Seen {
  /** What came after the end mark on standard output; `undefined` where that was cut off before it. */
  readonly status: string | null | undefined;
  readonly hasBegun: boolean;
  /** Redacted, with the marks. */
  readonly stderr: string;
  readonly broken: unknown;
}

/** What the command itself printed as errors, its exit code and its failure. */
export function conclude({ place, words, command, how, marks }: Prepared, seen: Seen) {
  const { text, status: told } = readMarked(seen.stderr, marks);
  // A word is said before the program starts, and on standard error first.
  const isWord = told !== null && !/^\d+$/.test(told);
  const status = isWord || seen.status === undefined ? told : seen.status;
  const evidence = { status, hasBegun: seen.hasBegun, stderr: text, broken: seen.broken };
  return { stderr: text, status, failure: judge(place, { words, command, how }, evidence) };
}

/** What a program of this machine said before it failed. */
export function saidBy(error: unknown): string {
  return error instanceof CommandError ? error.output : "";
}
