import { CommandError, InputError, ServiceError } from "../../../kit/errors.ts";
import type { Question } from "./connection.ts";

const causes: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED|refused|Couldn't connect|Failed to connect/i, "nobody listens there"],
  [/ENOENT|No such file/i, "there is no such socket"],
  [/EACCES|EPERM|Permission denied/i, "this user may not open the socket"],
  [/ENOTFOUND|EAI_AGAIN|Could not resolve/i, "there is no address for this name"],
  [/ABORT_ERR|TimeoutError|ETIMEDOUT|timed out|took longer/i, "it does not answer in time"],
  [/ECONNRESET|aborted|hang up|Empty reply|closed with outstanding/i, "the connection broke off"],
];

/** A change is only sent again where it has certainly not arrived. */
export function mayAskAgain({ method }: Question, error: unknown): boolean {
  // Codes of curl: 7 is no connection, 52 and 56 a broken one.
  if (error instanceof CommandError)
    return error.exitCode === 7 || (method === "GET" && [52, 56].includes(error.exitCode ?? 0));
  const { code, syscall } = error as NodeJS.ErrnoException;
  return (code === "ECONNRESET" || code === "ECONNREFUSED") && (method === "GET" || syscall === "connect");
}

/** Why there was no answer: what to do about it. */
export function unreachable(name: string, where: string, error: unknown): Error {
  if (error instanceof CommandError && error.exitCode === null && error.message.includes("`curl` is not installed")) {
    return new InputError([{ where: "caddy-admin", what: `cannot be asked on ${where}: \`curl\` is not there` }], {
      hint: `Install \`curl\` on ${where}.`,
      cause: error,
    });
  }
  const { message, code, name: kind } = error as NodeJS.ErrnoException;
  const output = error instanceof CommandError ? error.output : "";
  const [, what] = causes.find(([sign]) => sign.test(`${kind} ${code} ${output} ${message}`)) ?? [];
  return new ServiceError(`Caddy at \`${name}\` cannot be asked from ${where}: ${what ?? message}`, {
    hint: "See whether Caddy runs and where its `admin` listens, and put right `caddy-admin`. After a change, run this again: it reads the split anew.",
    cause: error,
  });
}
