import { text } from "../../kit/fields.ts";
import { declareMigrator } from "./engine/declare.ts";
import { readMigration } from "./engine/files.ts";
import { checkConfiguration } from "./javascript/configuration.ts";
import { nodeEnvironment } from "./javascript/environment.ts";
import { hasWayDown } from "./javascript/way-down.ts";
import { typeormFiles } from "./typeorm/files.ts";
import { typeormHistory } from "./typeorm/history.ts";
import { said, stoppedAt } from "./typeorm/output.ts";

const inputs = {
  "typeorm-config": text({
    description:
      "The file of the DataSource. It has to take the address from `process.env.DATABASE_URL` (or PGHOST and its like), so that a rehearsal reaches the copy, and its `migrations` have to be those of `typeorm-migrations`.",
    default: "data-source.js",
  }),
};

/** TypeORM on PostgreSQL, MySQL and MariaDB; its CLI knows only all pending migrations. */
export const typeormMigrator = declareMigrator<typeof inputs>({
  name: "typeorm",
  summary: "TypeORM 1 (and 0.3): migration classes in JavaScript or TypeScript, in the order of their timestamps.",
  dialects: ["postgres", "mysql", "mariadb"],
  install: "`npm install --save typeorm`",
  defaults: { command: "node_modules/.bin/typeorm", migrations: "migrations", table: "migrations" },
  inputs,
  async list(setup) {
    await checkConfiguration(setup, setup.inputs["typeorm-config"], "typeorm-config");
    return typeormFiles(setup);
  },
  history: ({ table, address }) => typeormHistory(table, address.dialect),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    const hasDown = hasWayDown(source);
    return { source, ...(hasDown === undefined ? {} : { hasDown }) };
  },
  environment: ({ address }, limits) => nodeEnvironment(address, limits),
  // Of its own accord it puts all of them into one transaction.
  apply: ({ inputs }) => ({ words: ["migration:run", "-d", inputs["typeorm-config"], "-t", "each"] }),
  rollBack: ({ inputs }) => ({ words: ["migration:revert", "-d", inputs["typeorm-config"], "-t", "each"] }),
  said,
  stoppedAt,
});
