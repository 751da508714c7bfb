import { dbmateUrl } from "./dbmate/address.ts";
import { splitHalves } from "./dbmate/halves.ts";
import type { Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { listFiles, readMigration } from "./engine/files.ts";
import { historyOf } from "./engine/history.ts";

const dbmate: Tool = {
  name: "dbmate",
  summary: "dbmate 2: numbered SQL files with an up and a down half.",
  dialects: ["sqlite", "postgres", "mysql", "mariadb"],
  install: "`npm install --save-dev dbmate`, `brew install dbmate`, or https://github.com/amacneil/dbmate/releases",
  defaults: { command: "dbmate", migrations: "db/migrations", table: "schema_migrations" },
  takesAnyFolder: true,
  list: (setup) => listFiles(setup, { tool: "dbmate", pattern: /^(\d+).*\.sql$/, example: "20260131120000_add_x.sql" }),
  history: ({ table, address }) =>
    historyOf(address.dialect, table, {
      columns: ["version"],
      order: "version",
      read: ([version]) => ({ version: String(version) }),
    }),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    const halves = splitHalves(source);
    return { ...halves, source, ...(halves.up === undefined ? {} : { hasDown: halves.down !== undefined }) };
  },
  environment: ({ address }, limits) => ({ DATABASE_URL: dbmateUrl(address, limits) }),
  // With `--strict` dbmate itself refuses what came in out of order between our look and its run.
  apply: (setup) => ({ words: [...options(setup), "migrate", "--strict"] }),
  rollBack: (setup) => ({ words: [...options(setup), "rollback"] }),
  // It prints "Applied" for the migration that fails, too: only its last "Applying" tells.
  stoppedAt: ({ stdout }) =>
    stdout
      .match(/^(?:Applying|Rolling back): (.+)$/gm)
      ?.at(-1)
      ?.replace(/^[^:]+: /, "") ?? null,
  said: ({ stderr }) => /^Error: (.+)$/m.exec(stderr)?.[1] ?? null,
};

function options({ migrations, table }: Setup): readonly string[] {
  const places = ["--env-file", "/dev/null", "--migrations-dir", migrations, "--migrations-table", table];
  return ["--no-dump-schema", ...places];
}

/** Its own `status` is never asked, because it creates the database that it does not find. */
export const dbmateMigrator = declareMigrator(dbmate);
