import { identifier } from "../engine/catalogue.ts";
import type { History } from "../engine/declaration.ts";

export function pgMigrateHistory(table: string, schema: string): History {
  const name = [schema, table].map((part) => identifier("postgres", part)).join(".");
  return {
    table,
    schema,
    sql: `SELECT name FROM ${name} ORDER BY run_on, id`,
    read: (rows) => rows.map(([version]) => ({ version: version ?? "" })),
  };
}
