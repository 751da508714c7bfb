import { identifier } from "./names.ts";
import type { Session } from "./session.ts";

/** Where a tool keeps what it has applied: the columns that have to be there, and the newest entry. */
interface History {
  readonly table: string;
  readonly columns: readonly string[];
  /** What is selected of the table, and the condition and order under which the first row is the newest. */
  readonly head: string;
  readonly newest: string;
}

const histories: readonly History[] = [
  ...["schema_migrations", "doctrine_migration_versions", "atlas_schema_revisions"].map((table) => ({
    table,
    columns: ["version"],
    head: "version",
    newest: "ORDER BY version DESC",
  })),
  {
    table: "_prisma_migrations",
    columns: ["migration_name", "finished_at", "rolled_back_at"],
    head: "migration_name",
    newest: "WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name DESC",
  },
  {
    table: "__EFMigrationsHistory",
    columns: ["MigrationId"],
    head: '"MigrationId"',
    newest: 'ORDER BY "MigrationId" DESC',
  },
  {
    table: "flyway_schema_history",
    columns: ["version", "installed_rank", "success"],
    head: "version",
    newest: "WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC",
  },
  {
    table: "django_migrations",
    columns: ["app", "name", "id"],
    head: "app || '.' || name",
    newest: "ORDER BY id DESC",
  },
  { table: "knex_migrations", columns: ["name", "id"], head: "name", newest: "ORDER BY id DESC" },
  { table: "pgmigrations", columns: ["name", "id"], head: "name", newest: "ORDER BY id DESC" },
  { table: "migrations", columns: ["migration", "id"], head: "migration", newest: "ORDER BY id DESC" },
  { table: "migrations", columns: ["name", "timestamp"], head: "name", newest: 'ORDER BY "timestamp" DESC' },
  { table: "alembic_version", columns: ["version_num"], head: "version_num", newest: "ORDER BY version_num DESC" },
  { table: "__drizzle_migrations", columns: ["hash", "created_at"], head: "hash", newest: "ORDER BY created_at DESC" },
  {
    table: "goose_db_version",
    columns: ["version_id", "is_applied", "id"],
    head: "version_id",
    newest: "WHERE is_applied ORDER BY id DESC",
  },
  {
    table: "databasechangelog",
    columns: ["id", "orderexecuted"],
    head: "id",
    newest: "ORDER BY orderexecuted DESC",
  },
];

const looking = `SELECT jsonb_build_object('schema', n.nspname, 'table', c.relname, 'columns', jsonb_agg(a.attname))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\\_%' AND c.relname IN (${[...new Set(histories.map(({ table }) => `'${table}'`))].join(", ")})
  GROUP BY n.nspname, c.relname ORDER BY n.nspname <> 'public', n.nspname, c.relname`;

/** The newest applied migration, of the first tool whose history is here. */
export async function migrationHead(session: Session): Promise<string | undefined> {
  const found = await session.ask<{ schema: string; table: string; columns: readonly string[] }>(looking);
  for (const { table, columns, head, newest } of histories) {
    const here = found.find((at) => at.table === table && columns.every((column) => at.columns.includes(column)));
    if (here === undefined) continue;
    const [value] = await session.ask<string>(
      `SELECT to_jsonb((${head})::text) FROM ${identifier(here.schema, here.table)} ${newest} LIMIT 1`,
    );
    if (value !== undefined) return value;
  }
  return undefined;
}
