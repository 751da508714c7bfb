import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteDatabase } from "../../../src/adapters/databases/sqlite.ts";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Database } from "../../../src/stages/ports/database.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

/** The adapter, opened in a folder; what is kept is kept in there. */
export function openSqlite(folder: string, file: string, executor?: Executor): Database {
  const env = (name: string) => (name === "RUNNER_TEMP" ? join(folder, "runner") : undefined);
  const effects = testEffects({ folder, env });
  const context = {
    effects,
    application: "shop",
    environment: "test",
    ...(executor === undefined ? {} : { executor }),
  };
  return sqliteDatabase.open({ "sqlite-file": file }, context);
}

/** Where commands run elsewhere: nothing but the executor reaches the files. */
export function elsewhere(folder: string): Executor {
  const executor = localExecutor({ folder: "/", redact: (text) => text, temporary: join(folder, "elsewhere") });
  return { ...executor, isHere: false, where: "deploy@files.example.com" };
}

/** A database file with that schema, a client beside the adapter, and the adapter. */
export async function fixture(schema: string, name = "shop.db") {
  const folder = await temporaryFolder();
  const path = join(folder.path, name);
  const client = new DatabaseSync(path, { timeout: 5000 });
  client.exec(schema);
  return {
    path,
    client,
    folder: folder.path,
    database: openSqlite(folder.path, path),
    temporary: () => readdir(join(folder.path, ".temporary")),
    async [Symbol.asyncDispose]() {
      if (client.isOpen) client.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** 100 rows on several pages, with an index. */
export const people =
  "CREATE TABLE people (id integer primary key, name text); CREATE INDEX by_name ON people (name);" +
  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO people SELECT i, printf('%0200d', i) FROM n;";
