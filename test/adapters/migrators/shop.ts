import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { dbmateMigrator } from "../../../src/adapters/migrators/dbmate.ts";
import type { Migrator } from "../../../src/stages/ports/migrator.ts";
import type { MigrationFile, MigratorFixture } from "../../contracts/migrator.ts";
import type { EmptyDatabase } from "../../contracts/migrator-databases.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

/** The real program. */
export const dbmate = join(import.meta.dirname, "../../../node_modules/.bin/dbmate");

export interface Given {
  readonly url?: string;
  readonly command?: readonly [string, ...string[]];
  readonly table?: string;
}

/** The adapter, opened in a folder. */
export function openDbmate(
  folder: string,
  { url = "sqlite:shop.db", command = [dbmate], table }: Given = {},
): Migrator {
  const inputs = {
    "dbmate-url": url,
    "dbmate-migrations": "db/migrations",
    "dbmate-command": command,
    "dbmate-table": table ?? "schema_migrations",
  };
  return dbmateMigrator.open(inputs, { effects: testEffects({ folder }), application: "shop", environment: "test" });
}

/** The contract's fixture on one of the databases. */
export async function dbmateFixture(database: EmptyDatabase): Promise<MigratorFixture> {
  const folder = await temporaryFolder();
  const otherFolder = join(folder.path, "release");
  for (const base of [folder.path, otherFolder]) await mkdir(join(base, "db/migrations"), { recursive: true });
  const pathOf = ({ version, name }: MigrationFile, base = folder.path) =>
    join(base, "db/migrations", `${version}_${name}.sql`);
  const { url, otherUrl, absentUrl, strangerUrl, tables, wasCreated, hold } = database;
  return {
    migrator: openDbmate(folder.path, { url }),
    absent: openDbmate(folder.path, { url: absentUrl }),
    uninstalled: openDbmate(folder.path, { url, command: ["no-such-dbmate"] }),
    ...(strangerUrl === undefined ? {} : { stranger: openDbmate(folder.path, { url: strangerUrl }) }),
    ...{ otherUrl, otherFolder, tables, wasCreated, hold },
    add: (file, base) => {
      const lines = (statements: readonly string[]) => statements.map((statement) => `${statement};\n`).join("");
      return writeFile(pathOf(file, base), `-- migrate:up\n${lines(file.up)}\n-- migrate:down\n${lines(file.down)}`);
    },
    remove: (file) => rm(pathOf(file)),
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** A folder with an empty database and an empty folder of migrations. */
export async function fixture(file = "shop.db") {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, "db/migrations"), { recursive: true });
  const path = join(folder.path, file);
  const query = (sql: string) => {
    const client = new DatabaseSync(path);
    try {
      return client.prepare(sql).all();
    } finally {
      client.close();
    }
  };
  query("PRAGMA user_version");
  query("PRAGMA journal_mode = wal");
  return {
    folder: folder.path,
    path,
    query,
    write: (name: string, text: string) => writeFile(join(folder.path, "db/migrations", name), text),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** A migration that creates table `a`. */
export const first = "-- migrate:up\nCREATE TABLE a (id integer);\n-- migrate:down\nDROP TABLE a;\n";
