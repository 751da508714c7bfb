import { posix } from "node:path";
import { ServiceError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import { findVariable, LineProblem, type Variable } from "./lines.ts";

/** Milliseconds for one small command of ours. */
export const patience = 30_000;

/** An environment file, what is read from it, and what follows a change. */
export interface EnvFilePlace {
  readonly exec: Executor;
  readonly path: string;
  /** The variable that holds the percentage. */
  readonly key: string;
  /** Commands that let the services work by a changed file. */
  readonly after: readonly Words[];
  /** Milliseconds for each of them. */
  readonly afterWithin: number;
  warn(line: string): void;
}

/** Stands beside the file from before a change until everything that has to follow it was done. */
export function markOf({ path }: EnvFilePlace): string {
  return posix.join(posix.dirname(path), `.${posix.basename(path)}.unfinished`);
}

/** The whole file; a ServiceError where there is none or where it is no text. */
export async function readText({ exec, path, key }: EnvFilePlace): Promise<string> {
  const text = await exec.readFile(path);
  if (text === null) {
    throw new ServiceError(`there is no file \`${path}\` on ${exec.where}`, {
      hint: `Put right \`env-file-path\`, or create the file with the line \`${key}=0\`.`,
    });
  }
  // Bytes that are not text would be written back as something else.
  if (!text.includes("\uFFFD") && !text.includes("\0")) return text;
  throw new ServiceError(`\`${path}\` on ${exec.where} is not a text of UTF-8`, {
    hint: "Look at the file: it is not an environment file.",
  });
}

/** The variable in the text, or null; a ServiceError where it stands twice or is more than a plain text. */
export function variableIn({ path, exec }: EnvFilePlace, text: string, name: string): Variable | null {
  try {
    return findVariable(text, name);
  } catch (error) {
    if (!(error instanceof LineProblem)) throw error;
    throw new ServiceError(`\`${path}\` on ${exec.where} ${error.message}`, {
      hint: `Leave exactly one line \`${name}=…\` in it, with a plain value.`,
      cause: error,
    });
  }
}

/** The same, where it has to be there. */
export function requiredIn(place: EnvFilePlace, text: string, name: string, example: string): Variable {
  const found = variableIn(place, text, name);
  if (found !== null) return found;
  throw new ServiceError(`\`${place.path}\` on ${place.exec.where} does not set \`${name}\``, {
    hint: `Add the line \`${name}=${example}\` to it once, by hand: then it is known that your application reads it.`,
  });
}

/** The whole percentage that a value stands for; a ServiceError for any other text. */
export function percentageOf(place: EnvFilePlace, value: string): number {
  const number = /^(0|[1-9]\d?|100)$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isNaN(number)) return number;
  throw new ServiceError(
    `\`${place.key}\` in \`${place.path}\` is \`${value.slice(0, 40)}\`, no whole percentage from 0 to 100`,
    { hint: `Set it to what is in use now, such as \`${place.key}=0\`.` },
  );
}
