import { join } from "node:path";
import type { CommandResult } from "../../kit/executor.ts";
import { listClasses } from "./doctrine/files.ts";
import { actsByItself, versionSql } from "./doctrine/sql.ts";
import { readHistory } from "./engine/catalogue.ts";
import type { History, Listed, Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { hasStatement } from "./engine/down.ts";
import { readMigration } from "./engine/files.ts";
import { historyOf } from "./engine/history.ts";
import { runTool } from "./engine/run.ts";
import { sessionEnvironment, urlWith } from "./frameworks/environment.ts";
import { hasPhpDown } from "./frameworks/php.ts";

const patience = { lock: 5000, statement: 60_000 };

const doctrine: Tool = {
  name: "doctrine",
  summary: "Doctrine Migrations 3 in Symfony: classes in PHP, each by its full name.",
  dialects: ["postgres", "mysql", "mariadb", "sqlite"],
  install: "`composer install --no-dev`, and PHP 8",
  defaults: { command: "php bin/console", migrations: "migrations", table: "doctrine_migration_versions" },
  // Doctrine runs whatever is not in its table.
  isOrdered: false,
  list: listClasses,
  history,
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    const hasDown = hasPhpDown(source);
    const can = !actsByItself(source) && (await hasHistory(setup));
    const up = can ? await dryRun(setup, migration, "--up") : null;
    const down = can && hasDown === undefined ? await dryRun(setup, migration, "--down") : null;
    return {
      source,
      ...(hasDown === undefined ? {} : { hasDown }),
      ...(up === null ? {} : { up }),
      ...(down === null ? {} : { down }),
    };
  },
  environment: ({ address }, limits) => ({
    ...sessionEnvironment(address, limits),
    DATABASE_URL: urlWith(
      { postgres: "postgresql", mysql: "mysql", mariadb: "mysql", sqlite: "sqlite" }[address.dialect],
      address,
    ),
  }),
  apply: () => ({ words: ["doctrine:migrations:migrate", "--no-interaction", "--allow-no-migration"] }),
  // `migrate VERSION` would take back whatever is above it; this runs the one that is named.
  applyNext: (_, migrations) => migrations.map(({ version }) => ({ words: execute(version, "--up") })),
  rollBack: (_, { version }) => ({ words: execute(version, "--down") }),
  said: (result) => reason(result),
  stoppedAt: ({ stdout, stderr }) => /Migration (\S+) failed during/.exec(`${stderr}\n${stdout}`)?.[1] ?? null,
};

/** Doctrine on PostgreSQL, MySQL, MariaDB and SQLite. */
export const doctrineMigrator = declareMigrator(doctrine);

function history({ table, address }: Pick<Setup, "table" | "address">): History {
  return historyOf(address.dialect, table, {
    columns: ["version"],
    order: ["executed_at", "version"],
    read: ([version]) => ({ version: version ?? "" }),
  });
}

function execute(version: string, ...options: readonly string[]): readonly string[] {
  return ["doctrine:migrations:execute", version, ...options, "--no-interaction"];
}

/** A dry run, too, creates the history table where there is none: it is asked only where there is one. */
async function hasHistory(setup: Setup): Promise<boolean> {
  return (await readHistory(setup, history(setup), [])).length > 0;
}

/** `--write-sql` alone would run what it writes. */
async function dryRun(setup: Setup, { version }: Listed, direction: "--up" | "--down"): Promise<string | null> {
  const folder = await setup.exec.makePrivateFolder("doctrine-");
  try {
    const file = join(folder, "version.sql");
    const words = execute(version, direction, "--dry-run", `--write-sql=${file}`);
    const { code } = await runTool(doctrine, setup, words, { limits: patience });
    const written = code === 0 ? await setup.exec.readFile(file) : null;
    const sql = written === null ? "" : versionSql(written, setup.table);
    return hasStatement(sql) ? sql : null;
  } finally {
    await setup.exec.remove(folder);
  }
}

function reason({ stdout, stderr }: CommandResult): string | null {
  const output = `${stderr}\n${stdout}`;
  return (
    /failed during \w+\. Error: "([\s\S]*?)"\s*$/m.exec(output)?.[1] ??
    /(SQLSTATE\[.+)$/m.exec(output)?.[1] ??
    /^\s*\[(?:ERROR|error)\]\s*(.+)$/m.exec(output)?.[1] ??
    null
  );
}
