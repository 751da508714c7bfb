import type { Connection } from "./connection.ts";
import { quote } from "./words.ts";

/** Expressions nest at most a thousand deep, and a table may have two thousand columns. */
const atOnce = 50;

/**
 * Asks for every row of a table: first one letter per column for the type of its value, then the values. Texts come as
 * bytes, so that not even one that is no Unicode is read as another.
 */
export async function digestQuery(database: Connection, table: string): Promise<string> {
  const columns = await database.all("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid", table);
  const names = columns.map(({ name }) => quote(String(name)));
  const letters = names.map((name) => `substr(typeof(${name}), 1, 1)`);
  const groups = Array.from({ length: Math.ceil(letters.length / atOnce) }, (_, at) => {
    return `(${letters.slice(at * atOnce, (at + 1) * atOnce).join(" || ")})`;
  });
  const values = names.map((name) => `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`);
  return `SELECT ${[groups.join(" || "), ...values].join(", ")} FROM ${quote(table)}`;
}
