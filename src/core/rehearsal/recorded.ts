import type { ReadMigration } from "../judgement/readable.ts";
import type { ObservedStatement } from "./observation.ts";
import type { Rehearsal, RehearsedMigration } from "./rehearsal.ts";

/** Where migration tools keep what they have done: what they write there is no part of a migration. */
const histories =
  "doctrine_migration_versions|migrations|supabase_migrations|schema_migrations|__EFMigrationsHistory|_prisma_migrations|" +
  "__drizzle_migrations|knex_migrations|knex_migrations_lock|flyway_schema_history|DATABASECHANGELOG|DATABASECHANGELOGLOCK|" +
  "alembic_version|django_migrations|ar_internal_metadata|goose_db_version|atlas_schema_revisions|pgmigrations|" +
  "deploy_actions_migrations|drizzle";
const name = `["\`\\[]?(?:${histories})["\`\\]]?`;
const ofTool = [
  new RegExp(
    `^(?:INSERT INTO|DELETE FROM|UPDATE|LOCK TABLES?|SELECT\\b.*\\bFROM)\\s+(?:\\S+?\\.)?${name}(?![\\w.])`,
    "is",
  ),
  new RegExp(`^(?:CREATE TABLE|CREATE SCHEMA)(?: IF NOT EXISTS)?\\s+(?:\\S+?\\.)?${name}(?![\\w])`, "is"),
  /^(?:BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|SHOW|DEALLOCATE|DISCARD|UNLISTEN|CLOSE)\b/i,
  /^SET (?!.*\b(?:search_path|role|session authorization|foreign_key_checks|sql_mode)\b)/i,
  // Questions about the catalogue, and the tool's own advisory lock.
  /^(?:SELECT|WITH)\b(?:(?!\bINTO\b|\b(?:INSERT|UPDATE|DELETE|MERGE)\b).)*\b(?:information_schema|pg_catalog|pg_(?:class|namespace|type|attribute|tables|try_advisory\w*|advisory\w*|backend_pid|locks|stat_\w+|is_in_recovery)|sqlite_master|to_regclass|current_database|current_schema|GET_LOCK|RELEASE_LOCK)\b/is,
  /^SELECT (?:version\(\)|1|@@\w+|database\(\)|NULL)/i,
];

/** The SQL that a migration has run, as the server has seen it; null where it was not recorded, or not for this one alone. */
export function recordedSql({ migrations }: Rehearsal, version: string): string | null {
  const step = migrations.find(({ versions }) => versions.includes(version));
  if (step === undefined || step.versions.length !== 1 || step.statements === null) return null;
  return ownSql(step.statements);
}

function ownSql(statements: readonly ObservedStatement[]): string {
  return statements
    .map(({ sql }) => sql.trim().replace(/;+$/, ""))
    .filter((sql) => sql !== "" && !ofTool.some((own) => own.test(sql)))
    .map((sql) => `${sql};`)
    .join("\n");
}

/** What the rehearsal has shown of the way down, for the judgement: only one that was seen to lose nothing counts as one. */
export function withShownDown(migration: ReadMigration, { migrations }: Rehearsal): ReadMigration {
  const step = migrations.find(({ versions }) => versions.includes(migration.version));
  return step === undefined ? migration : { ...migration, hasDown: shown(migration, step) };
}

function shown({ hasDown }: ReadMigration, { down }: RehearsedMigration): boolean | null {
  if (down === "not-tried") return hasDown;
  return down === "lossless";
}
