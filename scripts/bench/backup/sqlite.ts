import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { programPath } from "../../../test/servers/programs.ts";
import { call, gigabytes, need, type OpenSource } from "./source.ts";

const rows = 4_600_000;

const tables = `
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, mail TEXT NOT NULL);
INSERT INTO customers SELECT value, 'Customer ' || value, hex(randomblob(16)) || '@example.com' FROM generate_series(1, 100003);
CREATE TABLE orders (id INTEGER PRIMARY KEY, placed TEXT NOT NULL, customer INTEGER NOT NULL, token TEXT NOT NULL,
  amount REAL NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL);
INSERT INTO orders SELECT value, datetime(1767225600 + value, 'unixepoch'), value * 7919 % 100003, hex(randomblob(16)),
  value % 9973 / 100.0, CASE value % 4 WHEN 0 THEN 'open' WHEN 1 THEN 'paid' WHEN 2 THEN 'sent' ELSE 'back' END,
  'Order ' || value || ' of customer ' || (value * 7919 % 100003) || ': ' || hex(randomblob(16))
    || ' please ring twice, leave it with the neighbours; ' || hex(randomblob(16))
  FROM generate_series(1, ${rows});`;

/** A SQLite file with two tables in more than 1 GB. */
export const openSqlite: OpenSource = async ({ folder, signal }) => {
  need("sqlite3");
  const file = join(folder, "bench.db");
  const remove = () => rmSync(file, { force: true });
  const started = performance.now();
  try {
    await call([programPath("sqlite3"), file, tables], signal);
  } catch (error) {
    remove();
    throw error;
  }
  const made = (performance.now() - started) / 1000;
  const bytes = statSync(file).size;
  return {
    bytes,
    told: `${gigabytes(bytes)}, ${rows.toLocaleString("en")} rows made in ${made.toFixed(0)} s`,
    tool: "sqlite3 .backup",
    raw: (copy) => [programPath("sqlite3"), file, `.backup '${copy}'`],
    item: { database: "sqlite", "sqlite-file": file },
    [Symbol.asyncDispose]: async () => remove(),
  };
};
