import type { Dialect } from "../../../core/judgement/finding.ts";
import { identifier } from "../engine/catalogue.ts";
import type { History } from "../engine/declaration.ts";

/** TypeORM knows a migration again by the name of its class alone. */
export function typeormHistory(table: string, dialect: Dialect): History {
  return {
    table,
    sql: `SELECT name FROM ${identifier(dialect, table)} ORDER BY id`,
    read: (rows) => rows.map(([name]) => ({ version: name ?? "" })),
  };
}
