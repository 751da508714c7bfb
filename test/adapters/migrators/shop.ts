import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { dbmateMigrator } from "../../../src/adapters/migrators/dbmate.ts";
import type { Migrator } from "../../../src/stages/ports/migrator.ts";
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
