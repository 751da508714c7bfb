import type { ActionError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";

/** One way in: the words that run `bootstrap` there, as a program of this machine. */
export interface Line extends AsyncDisposable {
  readonly words: Words;
  readonly env?: Readonly<Record<string, string>>;
}

/** A place that commands reach through a program of this machine. */
export interface Place {
  readonly where: string;
  /** This machine. */
  readonly exec: Executor;
  redact(text: string): string;
  /** Makes sure that the place can be reached; throws what stands in the way. */
  open(signal: AbortSignal): Promise<Line>;
  /** Why the way in ended without a word about the program; `command` is null where that one never began. */
  explain(said: string, command: string | null): ActionError;
}

/** Quotes a word for every POSIX shell, whatever it holds. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
