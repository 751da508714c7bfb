/** Where migration tools keep what they have done, as a part of a pattern: what they write there is no part of a migration. */
export const histories =
  "doctrine_migration_versions|migrations|supabase_migrations|schema_migrations|__EFMigrationsHistory|_prisma_migrations|" +
  "__drizzle_migrations|knex_migrations|knex_migrations_lock|flyway_schema_history|DATABASECHANGELOG|DATABASECHANGELOGLOCK|" +
  "alembic_version|django_migrations|ar_internal_metadata|goose_db_version|atlas_schema_revisions|pgmigrations|" +
  "deploy_actions_migrations|drizzle";
