import type { ActionError } from "../../../kit/errors.ts";

/** Where a flag file is kept. */
export interface FlagPlace {
  /** For messages. */
  readonly name: string;
  /** The file's text; null where there is none. */
  read(): Promise<string | null>;
  /** Replaces the text in one step, provided that it still is `expected`; else a RefusedError. */
  replace(text: string, expected: string): Promise<void>;
  /** What to say where there is none; `example` is a text that would do. */
  missing(example: string): ActionError;
}
