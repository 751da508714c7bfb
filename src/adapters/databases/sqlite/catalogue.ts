import { createHash } from "node:crypto";
import type { Facts, Vitals } from "../../../stages/ports/database.ts";
import type { Connection, Queries } from "./connection.ts";
import { digestQuery } from "./digest.ts";
import { isDamage } from "./failures.ts";
import { normalise, quote } from "./words.ts";

/** Everything that a person made: the engine's own objects are called `sqlite_...`. */
const own = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
const historyTable = "schema_migrations";

/** Counts exactly, in the transaction that the caller has opened. */
export async function takeCensus(database: Connection, hashRows = false): Promise<Omit<Facts, "integrity">> {
  const orphans = await findOrphans(database);
  const counted: [string, number][] = [];
  const hashed: [string, string][] = [];
  for (const name of await tablesWithRows(database)) {
    const [row] = await database.all(`SELECT count(*) AS n FROM ${quote(name)}`);
    counted.push([name, Number(row?.n)]);
    if (hashRows) hashed.push([name, await database.digest(await digestQuery(database, name))]);
  }
  const head = await migrationHead(database);
  return {
    tables: Object.fromEntries(counted),
    objects: await countObjects(database),
    orphans,
    ...(head === undefined ? {} : { migrationHead: head }),
    ...(hashRows ? { hashes: Object.fromEntries(hashed) } : {}),
  };
}

/** What the engine's own checks complain about; a file too damaged to be checked is a complaint, too. */
export async function checkIntegrity(database: Queries): Promise<readonly string[]> {
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
export async function fingerprintOf(database: Queries): Promise<string> {
  const objects = await database.all(
    `SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE ${own} ORDER BY type, name, tbl_name`,
  );
  const hash = createHash("sha256");
  for (const { type, name, tbl_name, sql } of objects) {
    hash.update(`${JSON.stringify([type, name, tbl_name, normalise(String(sql ?? ""))])}\n`);
  }
  return hash.digest("hex");
}

/** How large it is, by the engine's own reckoning. */
export async function takeVitals(database: Queries): Promise<Vitals> {
  const query = `SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS bytes,
    (SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND ${own}) AS tables`;
  const [row] = await database.all(query);
  return { bytes: Number(row?.bytes), tables: Number(row?.tables), replicationLag: null };
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
