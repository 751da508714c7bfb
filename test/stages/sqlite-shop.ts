import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteDatabase } from "../../src/adapters/databases/sqlite.ts";
import { openSqlReader } from "../../src/adapters/grammars/sql-reader.ts";
import { sqlMigrator } from "../../src/adapters/migrators/sql.ts";
import type { DumpStep } from "../../src/stages/backup-step.ts";
import type { MigrateStep } from "../../src/stages/chain.ts";
import type { Migrator } from "../../src/stages/ports/migrator.ts";
import { dumpStep, migrateStep, opened } from "../doubles/bench.ts";
import { databasePlace } from "../doubles/database.ts";
import { migratorPlace } from "../doubles/migrator.ts";
import { storePlace } from "../doubles/store.ts";
import { type TestEffects, temporaryFolder, testEffects } from "../effects.ts";

/** A SQLite file with two tickets, its migration files, and what rehearses them. */
export interface SqliteShop extends AsyncDisposable {
  readonly effects: TestEffects;
  readonly migrator: Migrator;
  readonly dump: DumpStep;
  migrate(parts?: Parameters<typeof migrateStep>[1]): MigrateStep;
  /** Writes `<version>_x.sql`, and its way down where there is one. */
  add(version: string, up: string, down?: string): Promise<void>;
  sql(text: string): void;
  /** Everything in the file, byte by byte. */
  content(): Promise<string>;
  /** Copies that are still there. */
  copies(): Promise<readonly string[]>;
}

/** The file as the first shop was opened: migrating takes longer than copying. */
let first: Buffer | null = null;

/** Opens a shop whose history table holds the migration `001`, which has made the table. */
export async function openSqliteShop(): Promise<SqliteShop> {
  const folder = await temporaryFolder();
  const file = join(folder.path, "shop.db");
  const migrations = join(folder.path, "migrations");
  await mkdir(migrations);
  const sql = (text: string) => {
    const database = new DatabaseSync(file);
    database.exec(text);
    database.close();
  };
  if (first !== null) await writeFile(file, first);
  else sql("PRAGMA user_version = 0; VACUUM");
  const effects = testEffects({ folder: folder.path });
  const context = { effects, application: "shop", environment: "production" };
  const inputs = {
    ...{ "sql-url": `sqlite:${file}`, "sql-migrations": "migrations" },
    "sql-table": "deploy_actions_migrations",
  };
  const migrator = sqlMigrator.open(inputs, context);
  const add: SqliteShop["add"] = async (version, up, down) => {
    await writeFile(join(migrations, `${version}_x.sql`), up);
    if (down !== undefined) await writeFile(join(migrations, `${version}_x.down.sql`), down);
  };
  await add("001", "CREATE TABLE tickets (id INTEGER PRIMARY KEY, title TEXT);", "DROP TABLE tickets;");
  if (first === null) {
    await migrator.apply({ versions: (await migrator.state()).pending, limits: { lock: 1_000, statement: 0 } });
    sql("INSERT INTO tickets (title) VALUES ('a'), ('b')");
    first = await readFile(file);
  }
  const database = opened("database", sqliteDatabase.open({ "sqlite-file": file }, context));
  const reader = openSqlReader();
  return {
    ...{ effects, migrator, add, sql },
    dump: dumpStep({ database: databasePlace(), store: storePlace() }, { database }),
    migrate: (parts = {}) =>
      migrateStep({ migrator: migratorPlace() }, { migrator: opened("tool", migrator), reader, ...parts }),
    content: async () => (await readFile(file)).toString("base64"),
    copies: async () => (await readdir(effects.temporary)).filter((name) => name.startsWith("sqlite-scratch-")),
    async [Symbol.asyncDispose]() {
      await rm(file, { force: true });
      await folder[Symbol.asyncDispose]();
    },
  };
}
