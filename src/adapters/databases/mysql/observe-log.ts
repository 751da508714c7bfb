import type { ObservedStatement } from "../../../core/rehearsal/observation.ts";
import { type Client, exactly, withClient } from "./client.ts";
import type { Copy } from "./scratch.ts";

export interface Recording {
  /** Ends it; the server logs as it did before. */
  stop(): Promise<readonly ObservedStatement[]>;
}

/** What makes the log of slow statements one of all statements; a server has only some of them. */
const settings: Readonly<Record<string, string>> = {
  log_output: "'TABLE'",
  long_query_time: "0",
  min_examined_row_limit: "0",
  log_slow_admin_statements: "1",
  log_slow_filter: "''",
  log_slow_rate_limit: "1",
  slow_query_log: "1",
};

const doing = "record what is run on the copy";

/** Has a server of ours write down every statement of one database with its time. */
export async function beginRecording({ access, database }: Copy): Promise<Recording> {
  const { began, before } = await withClient(access, async (client) => {
    const before = await readSettings(client);
    const changes = before.map(([name]) => `SET GLOBAL ${name} = ${settings[name]};`);
    await client.ask(doing, changes.join(" "));
    const [row] = await client.ask(doing, "SELECT UNIX_TIMESTAMP(NOW(6)) * 1000");
    return { began: Number(row?.[0]), before };
  });
  return {
    stop: () =>
      withClient(access, async (client) => {
        const back = before.map(([name, value]) => `SET GLOBAL ${name} = ${value};`).reverse();
        await client.ask(doing, back.join(" "));
        const statements = await readStatements(client, database, began);
        await client.ask(doing, "TRUNCATE mysql.slow_log");
        return statements;
      }),
  };
}

async function readSettings(client: Client): Promise<readonly (readonly [string, string])[]> {
  const names = Object.keys(settings).map((name) => `'${name}'`);
  const rows = await client.ask(doing, `SHOW GLOBAL VARIABLES WHERE variable_name IN (${names.join(", ")})`);
  const found = new Map(rows.map(([name = "", value = ""]) => [name, value]));
  return Object.keys(settings)
    .filter((name) => found.has(name))
    .map((name) => {
      const value = found.get(name) ?? "";
      return [name, /^(?:[\d.]+|ON|OFF)$/.test(value) ? value : `'${value}'`] as const;
    });
}

async function readStatements(client: Client, database: string, began: number): Promise<readonly ObservedStatement[]> {
  const columns = await client.ask(
    doing,
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'mysql' AND table_name = 'slow_log'",
  );
  const rows = columns.some(([name]) => name?.toLowerCase() === "rows_affected") ? "rows_affected" : "NULL";
  const found = await client.ask(
    doing,
    `SELECT UNIX_TIMESTAMP(start_time) * 1000, FLOOR(TIME_TO_SEC(query_time)) * 1000 + MICROSECOND(query_time) / 1000, ${rows}, sql_text
     FROM mysql.slow_log WHERE db = CONVERT(${exactly(database)} USING utf8mb4) ORDER BY start_time`,
  );
  return found.flatMap(([at = "0", took = "0", changed = "NULL", sql = ""]) => {
    if (/^(?:# administrator command|Close stmt|Prepare|Quit|Reset stmt)/i.test(sql) || Number(at) < began - 1)
      return [];
    const count = changed === "NULL" ? {} : { rows: Number(changed) };
    return [{ sql, at: Math.max(0, Math.round(Number(at) - began)), took: Number(took), ...count }];
  });
}
