import { isLockTimeout } from "../../../core/migration-failures.ts";
import { InputError } from "../../../kit/errors.ts";
import { openSqlReader } from "../../grammars/sql-reader.ts";
import type { How, Listed, Setup } from "../engine/declaration.ts";
import { readMigration } from "../engine/files.ts";
import { journalOf } from "./journal.ts";

/** Applies one file and writes it down: together where the engine can, else step by step, so that a break is seen. */
export async function applyFile(setup: Setup, file: Listed, { limits, signal }: How): Promise<void> {
  const statements = await statementsOf(setup, file.name, (await readMigration(setup, file)) ?? "");
  const journal = journalOf(setup);
  const act = (some: readonly string[]) => setup.target.execute(some, limits, signal);
  if (setup.target.isTransactional) {
    await act([journal.create, journal.begin(file), ...statements, journal.finish(file)]);
    return;
  }
  await act([journal.create]);
  await act([journal.begin(file)]);
  for (const [index, statement] of statements.entries()) {
    await act([statement]).catch(async (error) => {
      // A change that never got its lock has left nothing; anything else is for a person to look at.
      if (index === 0 && isLockTimeout(error)) await act([journal.forget(file)]);
      throw error;
    });
  }
  await act([journal.finish(file)]);
}

/** Takes one file back by its DOWN file. */
export async function takeFileBack(setup: Setup, file: Listed, down: string, { limits, signal }: How): Promise<void> {
  const statements = await statementsOf(setup, `the DOWN file of ${file.name}`, down);
  const journal = journalOf(setup);
  const act = (some: readonly string[]) => setup.target.execute(some, limits, signal);
  if (setup.target.isTransactional) {
    await act([...statements, journal.forget(file)]);
    return;
  }
  await act([journal.reopen(file)]);
  for (const statement of statements) await act([statement]);
  await act([journal.forget(file)]);
}

const transactionCommand = /^(BEGIN|COMMIT|ROLLBACK|ABORT|END|START\s+TRANSACTION)(\s+(TRANSACTION|WORK))?$/i;

async function statementsOf({ address }: Setup, name: string, text: string): Promise<readonly string[]> {
  const reading = await openSqlReader().read(text, address.dialect);
  const refuse = (what: string, hint: string) => new InputError([{ where: "sql-migrations", what }], { hint });
  if (reading.statements === null) {
    throw refuse(`\`${name}\` cannot be taken apart: ${reading.why}`, "Correct the file; nothing of it was run.");
  }
  const found = reading.statements.find((one) => transactionCommand.test(one.text.trim()));
  if (found === undefined) return reading.statements.map((one) => one.text);
  const what = `\`${name}\` holds \`${found.text.trim()}\` in line ${found.line}: the transaction is ours`;
  throw refuse(what, "Leave BEGIN and COMMIT out.");
}
