import type { Facts } from "../../../stages/ports/database.ts";
import { exactly, identifier } from "./client.ts";
import type { Row } from "./printed.ts";

/** Asks in one connection or another. */
export type Ask = (doing: string, sql: string) => Promise<readonly Row[]>;

/** A table that has rows of its own. */
export interface Table {
  readonly name: string;
  readonly engine: string;
  readonly isVersioned: boolean;
}

const transactional = ["INNODB", "ROCKSDB", "TOKUDB"];

/** True where a table takes no part in transactions, so that a snapshot does not hold it. */
export function isNonTransactional({ engine }: Table): boolean {
  return !transactional.includes(engine.toUpperCase());
}

/** The tables of a database that hold rows, by name. */
export async function readTables(ask: Ask, database: string): Promise<readonly Table[]> {
  const rows = await ask(
    `read the tables of \`${database}\``,
    `SELECT table_name, COALESCE(engine, 'UNKNOWN'), table_type FROM information_schema.tables
     WHERE table_schema = ${exactly(database)} AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
  );
  return rows
    .map(([name = "", engine = "", type = ""]) => ({ name, engine, isVersioned: type === "SYSTEM VERSIONED" }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The number of objects of each kind. */
export async function countObjects(ask: Ask, database: string): Promise<Facts["objects"]> {
  const schema = exactly(database);
  const count = (kind: string, from: string) => `SELECT '${kind}', COUNT(*) FROM information_schema.${from}`;
  const rows = await ask(
    `count the objects of \`${database}\``,
    [
      count("tables", `tables WHERE table_schema = ${schema} AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`),
      count("sequences", `tables WHERE table_schema = ${schema} AND table_type = 'SEQUENCE'`),
      count("views", `tables WHERE table_schema = ${schema} AND table_type LIKE '%VIEW'`),
      count("indexes", `statistics WHERE table_schema = ${schema} AND index_name <> 'PRIMARY' AND seq_in_index = 1`),
      count("triggers", `triggers WHERE trigger_schema = ${schema}`),
      count("functions", `routines WHERE routine_schema = ${schema} AND routine_type = 'FUNCTION'`),
      count("procedures", `routines WHERE routine_schema = ${schema} AND routine_type = 'PROCEDURE'`),
      count("packages", `routines WHERE routine_schema = ${schema} AND routine_type LIKE 'PACKAGE%'`),
      count("events", `events WHERE event_schema = ${schema}`),
    ].join(" UNION ALL "),
  );
  return Object.fromEntries(rows.map(([kind = "", n]) => [kind, Number(n)]));
}

/** Exact rows of each table, in the transaction that is open. */
export async function countRows(ask: Ask, database: string, tables: readonly Table[]): Promise<Facts["tables"]> {
  const counted: [string, number][] = [];
  for (const { name } of tables) {
    const [row] = await ask(
      `count the rows of \`${name}\``,
      `SELECT COUNT(*) FROM ${identifier(database)}.${identifier(name)}`,
    );
    counted.push([name, Number(row?.[0] ?? Number.NaN)]);
  }
  return Object.fromEntries(counted);
}

const historyTable = "schema_migrations";

/** The version of the last migration, where a tool keeps `schema_migrations`. */
export async function migrationHead(ask: Ask, database: string): Promise<string | undefined> {
  const doing = "read the last migration";
  const [column] = await ask(
    doing,
    `SELECT 1 FROM information_schema.columns
     WHERE table_schema = ${exactly(database)} AND table_name = '${historyTable}' AND column_name = 'version'`,
  );
  if (column === undefined) return undefined;
  const table = `${identifier(database)}.${identifier(historyTable)}`;
  const [row] = await ask(doing, `SELECT COUNT(version), MAX(version) FROM ${table}`);
  return row?.[0] === "0" ? undefined : row?.[1];
}

/** What CHECK TABLE complains about. It reads every row: it is for copies. */
export async function checkTables(ask: Ask, database: string, tables: readonly Table[]): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const { name } of tables) {
    const rows = await ask(`check \`${name}\``, `CHECK TABLE ${identifier(database)}.${identifier(name)}`);
    const isFine = ([, , type, text]: Row) =>
      type === "note" || (type === "status" && (text === "OK" || isUnable(text)));
    complaints.push(...rows.filter((row) => !isFine(row)).map((row) => `\`${name}\`: ${row.slice(2).join(": ")}`));
  }
  return complaints;
}

function isUnable(text = ""): boolean {
  return text.startsWith("Table is already up to date");
}
