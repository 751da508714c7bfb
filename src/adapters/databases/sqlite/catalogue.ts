import { createHash } from "node:crypto";
import type { Facts } from "../../../stages/ports/database.ts";
import type { Connection } from "./connection.ts";
import { isDamage } from "./file.ts";

/** Everything that a person made: the engine's own objects are called `sqlite_...`. */
const own = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
const historyTable = "schema_migrations";

/** Counts exactly, in the transaction that the caller has opened. */
export async function takeCensus(database: Connection): Promise<Omit<Facts, "integrity">> {
  const orphans = await findOrphans(database);
  const counted: [string, number][] = [];
  for (const name of await tablesWithRows(database)) {
    const [row] = await database.all(`SELECT count(*) AS n FROM ${quote(name)}`);
    counted.push([name, Number(row?.n)]);
  }
  const head = await migrationHead(database);
  return {
    tables: Object.fromEntries(counted),
    objects: await countObjects(database),
    orphans,
    ...(head === undefined ? {} : { migrationHead: head }),
  };
}

/** What the engine's own checks complain about; a file too damaged to be checked is a complaint, too. */
export async function checkIntegrity(database: Connection): Promise<readonly string[]> {
  try {
    const rows = await database.all("PRAGMA integrity_check(20)");
    const complaints = rows.map((row) => String(row.integrity_check)).filter((line) => line !== "ok");
    if (rows.length === 0) complaints.push("the integrity check gave no answer");
    return complaints;
  } catch (error) {
    if (isDamage(error)) return [(error as Error).message];
    throw error;
  }
}

/** A digest of the schema: equal for equal schemas, whatever the white space, the order of creation and the rows. */
export async function fingerprintOf(database: Connection): Promise<string> {
  const objects = await database.all(
    `SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE ${own} ORDER BY type, name, tbl_name`,
  );
  const hash = createHash("sha256");
  for (const { type, name, tbl_name, sql } of objects) {
    hash.update(`${JSON.stringify([type, name, tbl_name, normalise(String(sql ?? ""))])}\n`);
  }
  return hash.digest("hex");
}

/** A virtual table has no rows of its own: they are in its shadow tables, which are counted. */
async function tablesWithRows(database: Connection): Promise<readonly string[]> {
  const query = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') AND ${own} ORDER BY name`;
  return (await database.all(query)).map(({ name }) => String(name));
}

async function countObjects(database: Connection): Promise<Facts["objects"]> {
  const rows = await database.all(`SELECT type, count(*) AS n FROM sqlite_schema WHERE ${own} GROUP BY type`);
  const found = new Map(rows.map(({ type, n }) => [String(type), Number(n)]));
  const count = (type: string) => found.get(type) ?? 0;
  return { tables: count("table"), indexes: count("index"), triggers: count("trigger"), views: count("view") };
}

async function migrationHead(database: Connection): Promise<string | undefined> {
  const [hasVersion] = await database.all("SELECT 1 FROM pragma_table_info(?) WHERE name = 'version'", historyTable);
  if (hasVersion === undefined) return undefined;
  const head = (await database.all(`SELECT max(version) AS head FROM ${historyTable}`))[0]?.head;
  return head === null || head === undefined ? undefined : String(head);
}

async function findOrphans(database: Connection): Promise<readonly string[]> {
  let rows: readonly Record<string, unknown>[];
  try {
    rows = await database.all('SELECT "table", parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2');
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
