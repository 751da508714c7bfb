import { constants } from "node:os";
import { ActionError, CommandError, InputError } from "../../../kit/errors.ts";
import type { RunOptions, Words } from "../../../kit/executor.ts";
import { exitFailure } from "../failures.ts";
import type { Place } from "./place.ts";

/** What is known when the way in has ended. */
export interface Evidence {
  /** What came after the end mark: an exit code, a word, or null where it never came. */
  readonly status: string | null;
  readonly hasBegun: boolean;
  /** Redacted. */
  readonly stderr: string;
  /** What the program of this machine failed with, where it did. */
  readonly broken: unknown;
}

/** The failure of a command, or null where it ended as it was asked to. */
export function judge(
  place: Place,
  asked: { readonly words: Words; readonly command: string; readonly how: RunOptions },
  { status, hasBegun, stderr, broken }: Evidence,
): Error | null {
  const { words, command, how } = asked;
  if (status === null) {
    if (broken instanceof ActionError && !(broken instanceof CommandError)) return broken;
    const neverStarted = broken instanceof CommandError && broken.exitCode === null && broken.output === "";
    const said = neverStarted ? broken.message : stderr;
    return place.explain(said, hasBegun ? command : null);
  }
  const refusal = neverRan(place, words, command, how)[status];
  if (refusal !== undefined) return refusal();
  const code = Number(status);
  if (code === 0 || (how.okCodes ?? []).includes(code)) return null;
  const by = signalOf(code);
  return exitFailure(command, { code: by === null ? code : null, by, stderr });
}

/** True where the program wrote to somebody who had stopped reading. */
export function isBrokenPipe(status: string | null): boolean {
  return status === `${128 + constants.signals.SIGPIPE}`;
}

/** Why a program never ran, by the word that was said there. */
export const neverRan = (place: Place, [program]: Words, command: string, { cwd }: RunOptions) =>
  ({
    absent: () =>
      failure(
        `${command} cannot start: \`${program}\` is not installed on ${place.where}`,
        `Install \`${program}\` there, or put its folder on PATH; \`command -v ${program}\` prints where it is found.`,
      ),
    denied: () =>
      failure(
        `${command} cannot start: \`${program}\` may not be executed on ${place.where}`,
        `Make it executable there: \`chmod +x ${program}\`.`,
      ),
    folder: () =>
      failure(
        `${command} cannot start: the folder \`${cwd}\` does not exist on ${place.where}`,
        "Create the folder there, or correct the setting that names it.",
      ),
    setsid: () =>
      failure(
        `${command} cannot start: \`setsid\` is not installed on ${place.where}`,
        "Install `util-linux` (or busybox) there: a program that outlives the connection needs a session of its own.",
      ),
  }) as Readonly<Record<string, () => CommandError>>;

function failure(message: string, hint: string): CommandError {
  return new CommandError(message, { exitCode: null, output: "", hint });
}

/** A shell tells the signal that ended its child by a code above 128. */
function signalOf(code: number): string | null {
  const fatal = [
    "SIGKILL",
    "SIGTERM",
    "SIGSEGV",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGILL",
    "SIGPIPE",
    "SIGHUP",
  ] as const;
  return fatal.find((name) => 128 + constants.signals[name] === code) ?? null;
}

/** What cannot be handed to a program there, or null. */
export function impossible(words: Words, { env, cwd }: RunOptions, command: string): Error | null {
  if ([...words, cwd ?? "", ...Object.values(env ?? {})].some((word) => word?.includes("\0"))) {
    return failure(`${command} cannot start: it holds a NUL byte`, "Look at the arguments.");
  }
  const name = Object.keys(env ?? {}).find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (name === undefined) return null;
  const hint = "Use letters, digits and underscores alone.";
  return new InputError(`\`${name}\` cannot be set as an environment variable by a shell`, { hint });
}
