import { basename } from "node:path";
import type { Slot } from "../../../core/slots.ts";
import { CommandError, InputError } from "../../../kit/errors.ts";
import type { CommandResult, Executor, Words } from "../../../kit/executor.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";

/** What the user's commands run with. */
export interface Commands {
  readonly executor: Executor;
  readonly slots: Words;
  readonly prepare: Words;
  readonly start: Words;
  readonly stop: Words;
  readonly ready: Words | undefined;
  readonly log: Words | undefined;
  /** Milliseconds for each. */
  readonly timeout: number;
}

/** The exit code by which a command says that what it is asked for cannot be. */
export const impossible = 3;

const everyCode = Array.from({ length: 255 }, (_, i) => i + 1);

/** The variables of a command about a slot. */
export function about(slot: Slot, release: ReleaseName | null): Readonly<Record<string, string>> {
  return { SLOT: slot, ...(release === null ? {} : { RELEASE: release.commit, VERSION: release.version }) };
}

/** Runs a command; every exit code is an answer. */
export function ask(
  { executor, timeout }: Commands,
  words: Words,
  env: Readonly<Record<string, string>>,
  how: { readonly signal?: AbortSignal | undefined; readonly timeout?: number } = {},
): Promise<CommandResult> {
  const { signal } = how;
  const options = { env, okCodes: everyCode, timeout: how.timeout ?? timeout };
  return executor.run(words, signal === undefined ? options : { ...options, signal });
}

/** Runs a command that has to end well: an InputError for code 3, a CommandError for any other. */
export async function act(
  commands: Commands,
  deed: "slots" | "prepare" | "start" | "stop",
  env: Readonly<Record<string, string>>,
  how: { readonly signal?: AbortSignal | undefined; readonly timeout?: number } = {},
): Promise<CommandResult> {
  const words = commands[deed];
  const result = await ask(commands, words, env, how);
  if (result.code === 0) return result;
  const output = lastLines(result);
  const where = `command-${deed}`;
  if (result.code === impossible) throw new InputError([{ where, what: `says that it cannot be: ${output}` }]);
  const told = output === "" ? "it printed nothing" : `its last lines:\n${output}`;
  throw new CommandError(`\`${basename(words[0])}\` of \`${where}\` ended with code ${result.code}; ${told}`, {
    exitCode: result.code,
    output,
    hint: `Run it by hand on ${commands.executor.where} with the variables SLOT, RELEASE and VERSION.`,
  });
}

/** The end of what a command printed. */
export function lastLines({ stdout, stderr }: CommandResult): string {
  return `${stdout.trimEnd()}\n${stderr.trimEnd()}`.trim().split("\n").slice(-20).join("\n");
}
