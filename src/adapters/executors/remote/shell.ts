import { buffer } from "node:stream/consumers";
import { CommandError, type ServiceError } from "../../../kit/errors.ts";
import type { RunOptions } from "../../../kit/executor.ts";
import { fileFailure } from "../files.ts";
import { launch } from "./launch.ts";
import type { Place } from "./place.ts";

/** The standard output of a script there, whole and unredacted. */
export async function shell(place: Place, script: string, words: readonly string[], how: RunOptions = {}) {
  const program = launch(place, ["sh", "-c", `LC_ALL=C; export LC_ALL; ${script}`, "sh", ...words], how, true);
  const printed = buffer(program.stdout);
  program.stdin?.end(how.stdin ?? "");
  const [bytes, { failure }] = await Promise.all([printed, program.ended]);
  if (failure !== null) throw failure;
  return bytes;
}

/** A path that no program takes for an option. */
export function at(path: string): string {
  return path.startsWith("/") ? path : `./${path}`;
}

/** Does it; what the file system there said against it becomes an error that names the path. */
export async function attempt<T>(deed: string, path: string, act: () => Promise<T>): Promise<T>;
export async function attempt<T, A>(deed: string, path: string, act: () => Promise<T>, absent: A): Promise<T | A>;
export async function attempt<T, A>(deed: string, path: string, act: () => Promise<T>, absent?: A): Promise<T | A> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode === null) throw error;
    const code = codeOf(error);
    if (absent !== undefined && (code === "ENOENT" || code === "ENOTDIR")) return absent;
    throw fileFailure(deed, path, code, error);
  }
}

/** The failure of a program that said in its last line what the file system said. */
export function readError(deed: string, path: string, error: CommandError): ServiceError {
  return fileFailure(deed, path, codeOf(error), error);
}

function codeOf({ output }: CommandError): string {
  const said = output.split("\n").at(-1)?.split(": ").at(-1)?.trim() ?? "";
  return codes[said] ?? (said || "unknown error");
}

const codes: Readonly<Record<string, string>> = {
  "No such file or directory": "ENOENT",
  "nonexistent directory": "ENOENT",
  "Not a directory": "ENOTDIR",
  "Is a directory": "EISDIR",
  "Permission denied": "EACCES",
  "Operation not permitted": "EPERM",
  "No space left on device": "ENOSPC",
  "Disk quota exceeded": "EDQUOT",
  "File too large": "EFBIG",
  "Read-only file system": "EROFS",
};
