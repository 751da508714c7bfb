import type { Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { listFiles, readMigration } from "./engine/files.ts";
import { historyOf } from "./engine/history.ts";
import { applyFile, takeFileBack } from "./sql/apply.ts";
import { digestOf } from "./sql/digest.ts";

const form = { tool: "sql", pattern: /^(\d+)(?!.*\.down\.sql$).*\.sql$/i, example: "001_add_x.sql" };

const sql: Tool = {
  name: "sql",
  summary:
    "Plain SQL files (`001_name.sql`, `001_name.down.sql`) without any tool: each in one transaction with the history, statement by statement on MySQL.",
  dialects: ["postgres", "mysql", "mariadb", "sqlite"],
  install: "nothing",
  calledBy: null,
  defaults: { command: "", migrations: "migrations", table: "deploy_actions_migrations" },
  async list(setup) {
    const files = await listFiles(setup, form);
    const read = async (path: string) => digestOf((await setup.exec.readFile(path)) ?? "");
    return Promise.all(files.map(async (file) => ({ ...file, checksum: await read(file.path) })));
  },
  history: ({ table, address }) =>
    historyOf(address.dialect, table, {
      columns: ["version", "name", "checksum", "is_done"],
      order: "position",
      read: ([version, name, checksum, isDone]) => ({
        version: String(version),
        ...(name ? { name } : {}),
        ...(checksum ? { checksum } : {}),
        isDirty: isDone !== "1",
      }),
    }),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    return source === null ? {} : { up: source, source };
  },
  downOf: async ({ exec }, { path }) => exec.readFile((path ?? "").replace(/(?:\.up)?\.sql$/i, ".down.sql")),
  environment: () => ({}),
  apply: () => {
    throw new Error("plain SQL calls no program");
  },
  own: { apply: applyFile, rollBack: takeFileBack },
};

/** PostgreSQL cannot build an index concurrently so: that needs a tool with migrations outside of transactions. */
export const sqlMigrator = declareMigrator(sql);
