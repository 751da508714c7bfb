import { type ActionError, InputError, ServiceError } from "../../../kit/errors.ts";
import type { MaskedColumn } from "../../../stages/ports/database.ts";
import type { Connection } from "./connection.ts";
import { writing } from "./file.ts";
import { quote } from "./words.ts";

/** Hides the columns in one transaction. Nothing of the old values stays in the pages of the file. */
export async function maskColumns(path: string, columns: readonly MaskedColumn[]): Promise<void> {
  await writing(path, async (database) => {
    await database.all("PRAGMA secure_delete = ON");
    await database.all("BEGIN IMMEDIATE");
    for (const column of columns) await maskColumn(database, column);
    await database.all("COMMIT");
  });
}

async function maskColumn(database: Connection, masked: MaskedColumn): Promise<void> {
  const { table, column } = masked;
  await findColumn(database, masked);
  // A trigger might keep the old value elsewhere, or put it back.
  const query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE";
  const triggers = await database.all(query, table);
  for (const { name } of triggers) await database.all(`DROP TRIGGER ${quote(String(name))}`);
  const { value, isLeft, parameters } = hider(masked);
  try {
    await database.all(`UPDATE ${quote(table)} SET ${quote(column)} = ${value}`, ...parameters);
  } catch (cause) {
    const told = (cause as Error).message;
    throw refusal(
      masked,
      `cannot be hidden with \`${masked.with}\`: ${told}`,
      "Choose a value that fits the column.",
      cause,
    );
  }
  const [left] = await database.all(`SELECT count(*) AS n FROM ${quote(table)} WHERE ${isLeft}`, ...parameters);
  if (Number(left?.n) !== 0) throw new ServiceError(`${left?.n} values of \`${table}.${column}\` were not hidden`);
  for (const { sql } of triggers) await database.all(String(sql));
}

/** The expression that takes a value's place, and how a row is found in which it has not. */
function hider(masked: MaskedColumn) {
  const name = quote(masked.column);
  if (masked.with === "null") return { value: "NULL", isLeft: `${name} IS NOT NULL`, parameters: [] };
  if (masked.with !== "hash") return { value: "?", isLeft: `${name} IS NOT ?`, parameters: [masked.with] };
  const isLeft = `${name} IS NOT NULL AND (length(${name}) <> 64 OR ${name} GLOB '*[^0-9a-f]*')`;
  return { value: `masked(${name})`, isLeft, parameters: [] };
}

async function findColumn(database: Connection, masked: MaskedColumn): Promise<void> {
  const tables = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE";
  const columns = "SELECT hidden FROM pragma_table_xinfo(?) WHERE name = ? COLLATE NOCASE";
  if ((await database.all(tables, masked.table)).length === 0) {
    throw refusal(masked, "is in no table that is there", "Correct the name of the table.");
  }
  const [found] = await database.all(columns, masked.table, masked.column);
  if (found === undefined) throw refusal(masked, "is not there", "Correct the name of the column.");
  if (Number(found.hidden) === 0) return;
  throw refusal(masked, "is computed from others", "Hide the columns that it is computed from.");
}

function refusal({ table, column }: MaskedColumn, what: string, hint: string, cause?: unknown): ActionError {
  return new InputError([{ where: "masking", what: `column \`${table}.${column}\` ${what}` }], { hint, cause });
}
