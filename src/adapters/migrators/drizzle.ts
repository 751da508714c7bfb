import { text } from "../../kit/fields.ts";
import { drizzleFiles } from "./drizzle/files.ts";
import { drizzleHistory, forgetting } from "./drizzle/history.ts";
import { skipped } from "./drizzle/order.ts";
import { said, stoppedAt } from "./drizzle/output.ts";
import { program } from "./drizzle/program.ts";
import type { Setup } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { readMigration } from "./engine/files.ts";
import { nodeEnvironment } from "./javascript/environment.ts";

const inputs = {
  "drizzle-schema": text({ description: "The schema of the history table; PostgreSQL only.", default: "drizzle" }),
  "drizzle-down": text({
    description:
      "Folder of DOWN files (`<when>*.sql`, `when` being the migration's number in the journal), outside of the migrations: Drizzle has no way back of its own.",
  }),
};

/**
 * Drizzle on PostgreSQL, MySQL and MariaDB. Its own migrator is called by a program of ours: `drizzle-kit migrate` swallows
 * the database's error, knows only all pending migrations, and goes where its configuration leads it.
 */
export const drizzleMigrator = declareMigrator<typeof inputs>({
  name: "drizzle",
  summary: "Drizzle ORM: the SQL files and the journal that `drizzle-kit generate` writes.",
  dialects: ["postgres", "mysql", "mariadb"],
  install: "Node, with `npm install --save drizzle-orm` and `pg`, `postgres` or `mysql2`",
  defaults: { command: "node", migrations: "drizzle", table: "__drizzle_migrations" },
  inputs,
  list: drizzleFiles,
  history: ({ table, inputs, address }) => drizzleHistory(table, inputs["drizzle-schema"], address.dialect),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    return source === null ? {} : { source, up: source };
  },
  environment: ({ address }, limits) => ({
    ...nodeEnvironment(address, limits),
    MIGRATION_LIMITS: JSON.stringify(limits),
  }),
  apply: (setup) => ({ words: words(setup) }),
  // What is already applied is skipped by its number, so that each run adds one.
  applyNext: (setup, migrations) => migrations.map(({ version }) => ({ words: words(setup, version) })),
  forget: (setup, { version }) => [
    forgetting(setup.table, setup.inputs["drizzle-schema"], setup.address.dialect, version),
  ],
  said,
  stoppedAt,
  problems: (_, files, history) => skipped(files, history),
});

function words(setup: Setup<typeof inputs>, upTo?: string): readonly string[] {
  const { migrations, table, address, inputs } = setup;
  const told = [address.dialect, migrations, table, inputs["drizzle-schema"], ...(upTo === undefined ? [] : [upTo])];
  return ["--input-type=module", "--eval", program, "--", ...told];
}
