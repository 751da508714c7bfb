import { text } from "../../kit/fields.ts";
import type { Setup } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { readMigration } from "./engine/files.ts";
import { nodeEnvironment } from "./javascript/environment.ts";
import { pgMigrateFiles } from "./node-pg-migrate/files.ts";
import { previewOf } from "./node-pg-migrate/halves.ts";
import { pgMigrateHistory } from "./node-pg-migrate/history.ts";
import { said, stoppedAt } from "./node-pg-migrate/output.ts";

const inputs = {
  "node-pg-migrate-schema": text({ description: "The schema of the history table.", default: "public" }),
};

/** node-pg-migrate on PostgreSQL. */
export const nodePgMigrateMigrator = declareMigrator<typeof inputs>({
  name: "node-pg-migrate",
  summary: "node-pg-migrate 9: numbered SQL, JavaScript or TypeScript files for PostgreSQL.",
  dialects: ["postgres"],
  install: "`npm install --save node-pg-migrate pg`",
  defaults: { command: "node_modules/.bin/node-pg-migrate", migrations: "migrations", table: "pgmigrations" },
  inputs,
  list: pgMigrateFiles,
  history: ({ table, inputs }) => pgMigrateHistory(table, inputs["node-pg-migrate-schema"]),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    return source === null ? {} : previewOf(migration.name, source);
  },
  environment: ({ address }, limits) => nodeEnvironment(address, limits),
  apply: (setup) => ({ words: words(setup, "up") }),
  // Its name and not a number: what somebody has put before it since would be run instead.
  applyNext: (setup, migrations) => migrations.map(({ version }) => ({ words: words(setup, "up", version) })),
  rollBack: (setup, { version }) => ({ words: words(setup, "down", version) }),
  said,
  stoppedAt,
});

function words(setup: Setup<typeof inputs>, ...command: readonly string[]): readonly string[] {
  return [
    ...command,
    ...["--migrations-dir", setup.migrations, "--migrations-table", setup.table],
    ...["--migrations-schema", setup.inputs["node-pg-migrate-schema"], "--database-url-var", "DATABASE_URL"],
    ...["--no-single-transaction", "--no-verbose", "--check-order", "--lock"],
  ];
}
