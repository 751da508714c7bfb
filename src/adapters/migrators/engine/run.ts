import { withoutRows } from "../../../core/private-values.ts";
import { CommandError, InputError } from "../../../kit/errors.ts";
import type { CommandResult } from "../../../kit/executor.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Command, How, Setup, Tool } from "./declaration.ts";
import { environmentOf } from "./environment.ts";

type Told<F extends Fields> = Pick<Tool<F>, "name" | "install" | "environment" | "calledBy">;

const everyCode = Array.from({ length: 255 }, (_, index) => index + 1);

/** Runs the tool; every exit code is an answer. An InputError where it is not installed. */
export async function runTool<F extends Fields>(
  tool: Told<F>,
  setup: Setup<F>,
  words: readonly string[],
  { limits, signal }: How,
): Promise<CommandResult> {
  try {
    return await setup.exec.run([...setup.command, ...words], {
      cwd: setup.folder,
      env: await environmentOf(tool, setup, limits),
      okCodes: everyCode,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    throw isMissing(error) ? notInstalled(tool, setup, error) : error;
  }
}

/** What a command answers that only looks: its output, or a CommandError with the tool's own words. */
export async function askTool<F extends Fields>(
  tool: Told<F> & Pick<Tool<F>, "said">,
  setup: Setup<F>,
  command: Command,
  how: How = { limits: { lock: 5000, statement: 60_000 } },
): Promise<CommandResult> {
  const given = calling(setup, command);
  const result = await runTool(tool, given, command.words, how);
  if (isOk(command, result)) return result;
  const line = saidBy(tool, result);
  throw new CommandError(`\`${given.command[0]}\` could not answer (exit code ${result.code}): ${line}`, {
    exitCode: result.code,
    output: outputOf(result),
    hint: "Correct what it names; nothing was changed.",
  });
}

/** The same setup, in which the command's own program is the one that is called. */
export function calling<F extends Fields>(setup: Setup<F>, { program }: Command): Setup<F> {
  return program === undefined ? setup : { ...setup, command: program };
}

export function isOk(command: Command, { code }: CommandResult): boolean {
  return code === 0 || (command.okCodes?.includes(code) ?? false);
}

/** The line that tells a person what happened, without the values of rows. */
export function saidBy(tool: { said?(result: CommandResult): string | null }, result: CommandResult): string {
  const line = tool.said?.(result) ?? lastLine(result.stderr) ?? lastLine(result.stdout) ?? "it gave no reason";
  return withoutRows(line).replaceAll(/\s+/g, " ").trim().slice(0, 400);
}

/** What it printed, the end of it, without the values of rows. */
export function outputOf({ stdout, stderr }: CommandResult): string {
  const printed = [stdout.trim(), stderr.trim()].filter((text) => text !== "").join("\n");
  return withoutRows(printed).slice(-8000);
}

function lastLine(text: string): string | null {
  const last = text.trim().split("\n").at(-1)?.trim() ?? "";
  return last === "" ? null : last;
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof CommandError)) return false;
  // EACCES is also the answer when a folder on PATH may not be searched.
  return ["ENOENT", "EACCES"].includes((error.cause as NodeJS.ErrnoException | undefined)?.code ?? "");
}

function notInstalled<F extends Fields>(tool: Told<F>, setup: Setup<F>, cause: unknown): InputError {
  const what = `\`${setup.command[0]}\` is not installed here, or may not be executed`;
  const where = tool.calledBy ?? `${tool.name}-command`;
  const hint = `Install it (${tool.install}), or name it by \`${where}\`.`;
  return new InputError([{ where, what }], { hint, cause });
}
