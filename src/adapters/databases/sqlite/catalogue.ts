import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { Facts } from "../../../stages/ports/database.ts";
import { isDamage } from "./file.ts";

/** Everything that a person made: the engine's own objects are called `sqlite_...`. */
const own = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
const historyTable = "schema_migrations";

/** Counts exactly, in the transaction that the caller has opened. */
export async function takeCensus(database: DatabaseSync): Promise<Omit<Facts, "integrity">> {
  const counted: [string, number][] = [];
  for (const name of tablesWithRows(database)) {
    const row = database.prepare(`SELECT count(*) AS n FROM ${quote(name)}`).get();
    counted.push([name, Number(row?.n)]);
    // Counting blocks this thread, and the lease has to be renewed meanwhile.
    await yieldToOthers();
  }
  const head = migrationHead(database);
  return {
    tables: Object.fromEntries(counted),
    objects: countObjects(database),
    ...(head === undefined ? {} : { migrationHead: head }),
  };
}

/** What the engine's own checks complain about; a file too damaged to be checked is a complaint, too. */
export function checkIntegrity(database: DatabaseSync): readonly string[] {
  try {
    const rows = database.prepare("PRAGMA integrity_check(20)").all();
    const complaints = rows.map((row) => String(row.integrity_check)).filter((line) => line !== "ok");
    if (rows.length === 0) complaints.push("the integrity check gave no answer");
    return [...complaints, ...checkForeignKeys(database)];
  } catch (error) {
    if (isDamage(error)) return [(error as Error).message];
    throw error;
  }
}

/** A digest of the schema: equal for equal schemas, whatever the white space, the order of creation and the rows. */
export function fingerprintOf(database: DatabaseSync): string {
  const objects = database
    .prepare(`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE ${own} ORDER BY type, name, tbl_name`)
    .all();
  const hash = createHash("sha256");
  for (const { type, name, tbl_name, sql } of objects) {
    hash.update(`${JSON.stringify([type, name, tbl_name, normalise(String(sql ?? ""))])}\n`);
  }
  return hash.digest("hex");
}

/** A virtual table has no rows of its own: they are in its shadow tables, which are counted. */
function tablesWithRows(database: DatabaseSync): readonly string[] {
  const query = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') AND ${own} ORDER BY name`;
  return database
    .prepare(query)
    .all()
    .map(({ name }) => String(name));
}

function countObjects(database: DatabaseSync): Facts["objects"] {
  const rows = database.prepare(`SELECT type, count(*) AS n FROM sqlite_schema WHERE ${own} GROUP BY type`).all();
  const found = new Map(rows.map(({ type, n }) => [String(type), Number(n)]));
  const count = (type: string) => found.get(type) ?? 0;
  return { tables: count("table"), indexes: count("index"), triggers: count("trigger"), views: count("view") };
}

function migrationHead(database: DatabaseSync): string | undefined {
  const hasVersion = database.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = 'version'").get(historyTable);
  if (hasVersion === undefined) return undefined;
  const head = database.prepare(`SELECT max(version) AS head FROM ${historyTable}`).get()?.head;
  return head === null || head === undefined ? undefined : String(head);
}

function checkForeignKeys(database: DatabaseSync): readonly string[] {
  let rows: readonly Record<string, unknown>[];
  try {
    rows = database.prepare('SELECT "table", parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2').all();
  } catch (error) {
    if (isDamage(error)) throw error;
    return [`the foreign keys cannot be checked: ${(error as Error).message}`];
  }
  return rows.map(
    ({ table, parent, n }) => `${n} rows of \`${table}\` refer to rows of \`${parent}\` that are not there`,
  );
}

/** Single blanks outside quotes, none beside brackets and commas; comments are blanks. */
function normalise(sql: string): string {
  const part = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)+|[^\s'"`[]/g;
  const single = (sql.match(part) ?? []).map((text) => (/^(?:\s|--|\/\*)/.test(text) ? " " : text));
  return single
    .filter((text, at) => text !== " " || !(isPunctuation(single[at - 1]) || isPunctuation(single[at + 1])))
    .join("");
}

function isPunctuation(text: string | undefined): boolean {
  return text === undefined || /^[(),;]$/.test(text);
}

/** The name as an identifier, whatever it contains. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
