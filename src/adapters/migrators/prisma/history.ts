import type { Dialect } from "../../../core/judgement/finding.ts";
import type { MigrationProblem } from "../../../stages/ports/migrator.ts";
import { identifier, literal } from "../engine/catalogue.ts";
import type { History, Recorded } from "../engine/declaration.ts";

/** A row that is neither finished nor marked as rolled back is of a migration that failed. */
export function prismaHistory(table: string, dialect: Dialect): History {
  const isOpen = "CASE WHEN finished_at IS NULL THEN 1 ELSE 0 END";
  return {
    table,
    sql: `SELECT migration_name, checksum, ${isOpen} FROM ${identifier(dialect, table)} WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
    read: (rows) =>
      rows.map(([version, checksum, open]) => ({
        version: version ?? "",
        ...(checksum ? { checksum } : {}),
        ...(open === "1" ? { isDirty: true } : {}),
      })),
  };
}

export function forgetting(table: string, dialect: Dialect, version: string): string {
  return `DELETE FROM ${identifier(dialect, table)} WHERE migration_name = ${literal(dialect, version)}`;
}

/** Prisma's own way out of a failed migration. */
export function failed(history: readonly Recorded[]): readonly MigrationProblem[] {
  return history
    .filter(({ isDirty }) => isDirty === true)
    .map(({ version }) => ({
      kind: "dirty",
      version,
      what: `Prisma deploys nothing while \`${version}\` is failed: when its changes are undone, run \`prisma migrate resolve --rolled-back ${version}\`; when they are complete, \`--applied\``,
    }));
}
