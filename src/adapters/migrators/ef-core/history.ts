import type { Dialect } from "../../../core/judgement/finding.ts";
import { identifier } from "../engine/catalogue.ts";
import type { History } from "../engine/declaration.ts";

/** The table keeps no order beside that of the names. */
export function efCoreHistory(table: string, dialect: Dialect): History {
  const id = identifier(dialect, "MigrationId");
  return {
    table,
    sql: `SELECT ${id} FROM ${identifier(dialect, table)} ORDER BY ${id}`,
    read: (rows) => rows.map(([version]) => ({ version: version ?? "" })),
  };
}
