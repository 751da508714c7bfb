import { text } from "../../kit/fields.ts";
import type { Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { listFiles, readMigration } from "./engine/files.ts";
import { checkConfiguration } from "./javascript/configuration.ts";
import { nodeEnvironment } from "./javascript/environment.ts";
import { hasWayDown } from "./javascript/way-down.ts";
import { checkKnexfile } from "./knex/destination.ts";
import { knexHistory, knexLock } from "./knex/history.ts";
import { said, stoppedAt } from "./knex/output.ts";

const inputs = {
  "knex-config": text({
    description:
      "The knexfile. It has to take the address from `process.env.DATABASE_URL` (or PGHOST and its like), so that a rehearsal reaches the copy. On MySQL set `lock_wait_timeout` in its `pool.afterCreate`: nothing else can.",
    default: "knexfile.js",
  }),
  "knex-environment": text({ description: "The section of the knexfile (`--env`). Default: what `NODE_ENV` says." }),
};

const knex: Tool<typeof inputs> = {
  name: "knex",
  summary: "knex 3: migrations in JavaScript or TypeScript, in the order of their names.",
  dialects: ["postgres", "mysql", "mariadb"],
  install: "`npm install --save knex`",
  defaults: { command: "node_modules/.bin/knex", migrations: "migrations", table: "knex_migrations" },
  inputs,
  async list(setup) {
    const file = setup.inputs["knex-config"];
    await checkConfiguration(setup, file, "knex-config");
    await checkKnexfile(knex, setup, { file, section: setup.inputs["knex-environment"] });
    const form = { tool: "knex", pattern: /^(.+\.(?:[cm]?js|ts))$/, example: "20260131120000_add_x.js" };
    return listFiles(setup, form);
  },
  history: ({ table, address }) => knexHistory(table, address.dialect),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    const hasDown = hasWayDown(source);
    return { source, ...(hasDown === undefined ? {} : { hasDown }) };
  },
  environment: ({ address }, limits) => nodeEnvironment(address, limits),
  apply: (setup) => ({ words: words(setup, "migrate:latest") }),
  applyNext: (setup, migrations) => migrations.map(({ name }) => ({ words: words(setup, "migrate:up", name) })),
  rollBack: (setup, { name }) => ({ words: words(setup, "migrate:down", name) }),
  said,
  stoppedAt,
  problems: (_, __, history) => knexLock(history),
};

/** knex on PostgreSQL, MySQL and MariaDB. */
export const knexMigrator = declareMigrator(knex);

function words(setup: Setup<typeof inputs>, ...command: readonly string[]): readonly string[] {
  const environment = setup.inputs["knex-environment"];
  return [
    ...["--knexfile", setup.inputs["knex-config"], "--migrations-directory", setup.migrations],
    ...["--migrations-table-name", setup.table],
    ...(environment === undefined ? [] : ["--env", environment]),
    ...command,
  ];
}
