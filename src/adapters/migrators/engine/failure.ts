import { ActionError, CommandError } from "../../../kit/errors.ts";
import type { CommandResult } from "../../../kit/executor.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Migration } from "../../../stages/ports/migrator.ts";
import type { Setup, Tool } from "./declaration.ts";
import { outputOf, saidBy } from "./run.ts";
import type { Look } from "./state.ts";

interface Ended {
  readonly result: CommandResult;
  readonly asked: readonly string[];
}

/** The tool said no: in which migration, why, and what is applied by now. */
export async function failureOf<F extends Fields>(
  tool: Tool<F>,
  setup: Setup<F>,
  look: Look,
  { result, asked }: Ended,
): Promise<CommandError> {
  const left = await remaining(look, asked);
  const output = outputOf(result);
  const where = placeOf(tool.stoppedAt?.(result) ?? null, left, output, asked);
  return new CommandError(
    `\`${setup.command[0]}\` stopped ${where} (exit code ${result.code}): ${saidBy(tool, result)}`,
    { exitCode: result.code, output, hint: `${standing(left, asked, sureOf(setup))} ${afterwards(setup)}` },
  );
}

interface Interrupted {
  readonly setup: Pick<Setup, "target">;
  readonly asked: readonly string[];
  readonly file?: Migration;
}

/** It did not come to its end (cancelled, killed, out of time): what is applied by now, and what may be left, is added to what there is to do. */
export async function interrupted(error: unknown, look: Look, { setup, asked, file }: Interrupted): Promise<unknown> {
  if (!(error instanceof ActionError) || error.code === "invalid_input") return error;
  const left = await remaining(look, asked);
  const isCut = error.code === "cancelled" || error.code === "timed_out";
  const state = isCut ? [cutShort(setup), standing(left, asked, inHistory)] : [standing(left, asked, sureOf(setup))];
  const told = [
    ...state,
    ...(isCut || (file !== undefined && setup.target.isTransactional) ? [] : [afterwards(setup)]),
    error.hint,
  ]
    .filter(Boolean)
    .join(" ");
  if (file === undefined || !["service_failed", "command_failed"].includes(error.code)) {
    error.hint = told;
    return error;
  }
  return new CommandError(`stopped in migration \`${file.name}\`: ${error.message}`, {
    exitCode: error instanceof CommandError ? error.exitCode : null,
    output: error instanceof CommandError ? error.output : "",
    hint: told,
    cause: error,
  });
}

/** What was asked for and is not in the history table; null where that cannot be read any more. */
async function remaining(look: Look, asked: readonly string[]): Promise<readonly Migration[] | null> {
  try {
    const { pending, applied } = await look.state();
    const done = new Set(applied.map(({ version }) => version));
    const known = new Map(pending.map((migration) => [migration.version, migration]));
    const left = asked.filter((version) => !done.has(version));
    return left.map((version) => known.get(version) ?? { version, name: version });
  } catch {
    return null;
  }
}

function placeOf(told: string | null, left: readonly Migration[] | null, output: string, asked: readonly string[]) {
  if (told !== null) return `in migration \`${told}\``;
  const [first] = left ?? [];
  if (left === null || first === undefined) return "before its end";
  const isCertain = asked.length === 1 || left.length < asked.length;
  const named = isCertain ? first : left.findLast(({ name }) => output.includes(name));
  return named === undefined ? `at \`${first.name}\` or after it` : `in migration \`${named.name}\``;
}

function standing(left: readonly Migration[] | null, asked: readonly string[], nothing: string): string {
  if (left === null)
    return "The database could not be asked what is applied by now: look at the history table yourself.";
  const open = new Set(left.map(({ version }) => version));
  const done = asked.filter((version) => !open.has(version));
  const names = (versions: readonly string[]) => versions.map((version) => `\`${version}\``).join(", ");
  if (done.length === 0) return nothing;
  return left.length === 0
    ? `${names(done)} is in the history table.`
    : `Applied and staying so: ${names(done)}; not applied: ${names([...open])}.`;
}

const inHistory = "None of them is in the history table.";

/** What an empty history table says: nothing at all, where a part may be there without it. */
function sureOf({ target }: Pick<Setup, "target">): string {
  return target.isTransactional ? "Nothing was applied." : inHistory;
}

/** The end of a tool is not the end of what it has asked the server for. */
function cutShort({ target: { dialect, isTransactional } }: Pick<Setup, "target">): string {
  if (dialect === "sqlite") return "What ran outside of a transaction stays.";
  const running = `its last statement may still be running on the server (${isTransactional ? "pg_stat_activity" : "SHOW PROCESSLIST"})`;
  return isTransactional
    ? `What ran outside of a transaction stays, and ${running}: look before anything else is done.`
    : `Partially applied: inspect. This engine does not undo changes of the schema, and ${running}: wait for it or end it first.`;
}

function afterwards({ target }: Pick<Setup, "target">): string {
  return target.isTransactional
    ? "The migration that failed was rolled back as a whole, unless it runs outside of a transaction: then look at what it has left."
    : "This engine does not undo changes of the schema: the migration that failed may be applied in part. Inspect it before anything else.";
}
