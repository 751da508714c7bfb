import type { Facts } from "../../../stages/ports/database.ts";
import type { Ask, Table } from "./catalogue.ts";
import { exactly, identifier } from "./client.ts";

/** Types whose bytes say it all; the others are told apart as text. */
const bytes = /char|text|binary|blob|enum|^set|json|uuid|inet|geometry|point|linestring|polygon|collection|^bit|vector/;

/** A digest of each table's rows, whatever their order, in the transaction that is open. */
export async function hashRows(ask: Ask, database: string, tables: readonly Table[]): Promise<Facts["hashes"] & {}> {
  const columns = await readColumns(ask, database);
  const hashes: [string, string][] = [];
  for (const { name } of tables) {
    const row = `MD5(CONCAT_WS(',', ${(columns.get(name) ?? []).map(expression).join(", ")}))`;
    const half = (from: number) => `COALESCE(SUM(CAST(CONV(SUBSTR(h, ${from}, 16), 16, 10) AS UNSIGNED)), 0)`;
    const [sums] = await ask(
      `digest the rows of \`${name}\``,
      `SELECT COUNT(*), ${half(1)}, ${half(17)}
       FROM (SELECT ${row} AS h FROM ${identifier(database)}.${identifier(name)}) AS hashed`,
    );
    hashes.push([name, (sums ?? []).join(":")]);
  }
  return Object.fromEntries(hashes);
}

/** The same text on every server: no character set, no time zone, no SQL mode has a say. */
function expression({ name, type }: Column): string {
  const column = identifier(name);
  // Quoted with N for NULL and V for a value, so that neither NULLs nor commas make two rows look alike.
  return `IF(${column} IS NULL, 'N', CONCAT('V', ${bytes.test(type) ? `HEX(${column})` : `HEX(CAST(${column} AS CHAR))`}))`;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

async function readColumns(ask: Ask, database: string): Promise<ReadonlyMap<string, readonly Column[]>> {
  const rows = await ask(
    `read the columns of \`${database}\``,
    `SELECT table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema = ${exactly(database)} AND COALESCE(generation_expression, '') NOT IN ('ROW START', 'ROW END')
     ORDER BY table_name, ordinal_position`,
  );
  const columns = new Map<string, Column[]>();
  for (const [table = "", name = "", type = ""] of rows) {
    columns.set(table, [...(columns.get(table) ?? []), { name, type: type.toLowerCase() }]);
  }
  return columns;
}
