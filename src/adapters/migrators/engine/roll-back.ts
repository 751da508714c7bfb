import { CommandError, InputError, RefusedError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Migration, MigrationState, RollBackOptions } from "../../../stages/ports/migrator.ts";
import type { Listed, Setup, Tool } from "./declaration.ts";
import { withDownFiles } from "./down.ts";
import { calling, isOk, outputOf, runTool, saidBy } from "./run.ts";
import type { Look } from "./state.ts";

interface Way<F extends Fields> {
  readonly tool: Tool<F>;
  readonly setup: Setup<F>;
  readonly look: Look;
  /** Folder of DOWN files. */
  readonly down: string | null;
}

/** Takes back the newest applied migration, by the tool or by its DOWN file. */
export async function rollBackNewest<F extends Fields>(
  way: Way<F>,
  migration: Migration,
  { limits, signal }: RollBackOptions,
): Promise<void> {
  const { tool, setup, look } = way;
  const state = await look.state();
  const file = await newestFile(look, state, migration);
  const preview = await withDownFiles(tool, setup, way.down, look)(migration);
  if (preview.hasDown === false) throw emptyDown(tool.name, file);
  if (tool.own !== undefined) {
    const how = { limits, ...(signal === undefined ? {} : { signal }) };
    return tool.own.rollBack(setup, file, preview.down ?? "", how);
  }
  if (tool.rollBack === undefined) {
    await runDownFile(way, file, preview.down ?? "", { limits, ...(signal === undefined ? {} : { signal }) });
    return;
  }
  const earlier = state.applied.at(-2);
  const before = earlier === undefined ? null : ((await look.file(earlier)) ?? earlier);
  const command = tool.rollBack(setup, file, before);
  const called = calling(setup, command);
  const result = await runTool(tool, called, command.words, { limits, ...(signal === undefined ? {} : { signal }) });
  if (isOk(command, result)) return;
  throw new CommandError(
    `\`${called.command[0]}\` could not take back \`${file.name}\` (exit code ${result.code}): ${saidBy(tool, result)}`,
    { exitCode: result.code, output: outputOf(result), hint: await standing(look, file, setup) },
  );
}

/** A BEGIN with more behind it is the body of a trigger or a function. */
const transactionCommand =
  /^\s*(BEGIN(\s+(TRANSACTION|WORK|IMMEDIATE|EXCLUSIVE|DEFERRED))?\s*;|(COMMIT|ROLLBACK|ABORT|START\s+TRANSACTION)\b)/im;

async function runDownFile<F extends Fields>(
  { tool, setup }: Way<F>,
  file: Listed,
  down: string,
  { limits, signal }: RollBackOptions,
): Promise<void> {
  if (!setup.target.isTransactional) {
    throw new RefusedError(
      `the DOWN file of \`${file.name}\` is not run: this engine cannot take back schema and history in one transaction`,
      { hint: "Run it by hand, look at the result, then remove the row from the history table." },
    );
  }
  if (transactionCommand.test(down)) {
    throw new InputError([{ where: `${tool.name}-down`, what: `\`${file.version}\` holds transaction commands` }], {
      hint: "Leave BEGIN and COMMIT out: the file runs in one transaction with the history table.",
    });
  }
  await setup.target.execute([down, ...(tool.forget?.(setup, file) ?? [])], limits, signal);
}

async function newestFile(look: Look, { applied }: MigrationState, migration: Migration): Promise<Listed> {
  const newest = applied.at(-1);
  if (newest?.version !== migration.version) {
    const what = newest === undefined ? "nothing is applied" : `\`${newest.version}\` is the newest that is applied`;
    throw new RefusedError(`\`${migration.version}\` is not taken back: ${what}`, {
      hint: "Take back the migrations from the newest on.",
    });
  }
  const file = await look.file(migration);
  if (file !== undefined) return file;
  throw new RefusedError(`\`${migration.version}\` is not taken back: this checkout has no file for it`, {
    hint: "Roll back with the files of the release that brought it.",
  });
}

function emptyDown(name: string, file: Listed): RefusedError {
  return new RefusedError(`\`${file.name}\` is not taken back: it has no way down, or an empty one`, {
    hint: `With it ${name} would only forget that the migration was applied. Go forward with a new migration, or restore a backup.`,
  });
}

async function standing(look: Look, { version }: Listed, { target }: Pick<Setup, "target">): Promise<string> {
  const state = await look.state().catch(() => null);
  if (state === null)
    return "The database could not be asked what is applied by now: look at the history table yourself.";
  const isThere = state.applied.some((one) => one.version === version);
  const told = isThere ? "It is still in the history table." : "It is no longer in the history table.";
  return target.isTransactional ? told : `${told} Inspect the schema: this engine does not undo a part of a migration.`;
}
