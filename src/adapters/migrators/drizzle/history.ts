import type { Dialect } from "../../../core/judgement/finding.ts";
import { identifier, literal } from "../engine/catalogue.ts";
import type { History } from "../engine/declaration.ts";

/** Drizzle knows a migration again by the number (`when`) in the journal, and keeps the digest of its file. */
export function drizzleHistory(table: string, schema: string, dialect: Dialect): History {
  return {
    table,
    ...(dialect === "postgres" ? { schema } : {}),
    sql: `SELECT created_at, hash FROM ${nameOf(table, schema, dialect)} ORDER BY id`,
    read: (rows) => rows.map(([version, hash]) => ({ version: version ?? "", ...(hash ? { checksum: hash } : {}) })),
  };
}

export function forgetting(table: string, schema: string, dialect: Dialect, version: string): string {
  return `DELETE FROM ${nameOf(table, schema, dialect)} WHERE created_at = ${literal(dialect, version)}`;
}

function nameOf(table: string, schema: string, dialect: Dialect): string {
  const parts = dialect === "postgres" ? [schema, table] : [table];
  return parts.map((part) => identifier(dialect, part)).join(".");
}
