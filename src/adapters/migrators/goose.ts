import type { Command, Setup } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { listFiles, readMigration } from "./engine/files.ts";
import { certificate, drivers, limited } from "./goose/address.ts";
import { readHalves } from "./goose/halves.ts";
import { gooseHistory } from "./goose/history.ts";
import { said, stoppedAt } from "./goose/output.ts";

/**
 * goose, called with `up`, `up-to` and one `down` alone: `reset`, `redo`, `fix` and `-allow-missing` are never said. Its
 * `status` is not asked, because it creates the history table.
 */
export const gooseMigrator = declareMigrator({
  name: "goose",
  summary:
    "goose 3: numbered SQL files with an Up and a Down half; Go migrations where the command was built with them.",
  dialects: ["postgres", "mysql", "mariadb", "sqlite"],
  install: "`go install github.com/pressly/goose/v3/cmd/goose@latest`, or the releases of pressly/goose",
  defaults: { command: "goose", migrations: "migrations", table: "goose_db_version" },
  async list(setup) {
    const form = { tool: "goose", pattern: /^(\d+)_.*(?<!_test)\.(?:sql|go)$/, example: "20260131120000_add_x.sql" };
    const files = await listFiles(setup, form);
    return files
      .map((file) => ({ ...file, version: String(BigInt(file.version)) }))
      .sort((a, b) => (BigInt(a.version) < BigInt(b.version) ? -1 : 1));
  },
  history: (setup) => gooseHistory(setup.table, setup.address.dialect),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    return migration.name.endsWith(".go") ? { source } : { source, ...readHalves(source) };
  },
  environment: ({ address, table, migrations }, limits) => ({
    GOOSE_DRIVER: drivers[address.dialect],
    GOOSE_DBSTRING: limited(address, limits),
    GOOSE_TABLE: table,
    GOOSE_MIGRATION_DIR: migrations,
    NO_COLOR: "1",
  }),
  apply: (setup) => words(setup, "up"),
  applyNext: (setup, migrations) => {
    const last = migrations.at(-1);
    return last === undefined ? [] : [words(setup, "up-to", last.version)];
  },
  rollBack: (setup) => words(setup, "down"),
  said,
  stoppedAt,
});

function words({ address }: Pick<Setup, "address">, ...command: readonly string[]): Command {
  // Without `-env=none` it reads whatever `.env` lies where it runs.
  return { words: ["-env=none", ...certificate(address), ...command] };
}
