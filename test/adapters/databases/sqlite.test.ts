import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { databases } from "../../../src/adapters/databases/index.ts";
import { sqliteDatabase } from "../../../src/adapters/databases/sqlite.ts";
import { type DatabaseFixture, databaseContract, dumped } from "../../contracts/database.ts";
import { can } from "../../servers/programs.ts";
import { elsewhere, fixture, openSqlite, people } from "./shop.ts";

async function bench(schema: string, isHere = true): Promise<DatabaseFixture> {
  const made = await fixture(schema, `the shop's "düstere" db`);
  const missing = join(made.folder, "missing.db");
  const open = (path: string) => openSqlite(made.folder, path, isHere ? undefined : elsewhere(made.folder));
  return {
    database: open(made.path),
    absent: open(missing),
    reopened: () => open(made.path),
    holds: { tables: { people: 100 }, objects: { tables: 1, indexes: 1 } },
    vitals: { tables: 1 },
    client: {
      deleteRows: async () => made.client.exec("DELETE FROM people WHERE id > 10"),
      changeOneValue: async () => made.client.exec("UPDATE people SET name = 'another' WHERE id = 50"),
      changeSchema: async () => made.client.exec("ALTER TABLE people ADD COLUMN nickname varchar(20)"),
    },
    column: { table: "people", column: "name" },
    wasCreated: () => exists(missing),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

describe.runIf(can("sqlite3"))("where commands run elsewhere", () => {
  databaseContract("sqlite in wal mode", () => bench(`PRAGMA journal_mode = wal; ${people}`, false));
});

for (const mode of ["wal", "delete"]) {
  databaseContract(`sqlite in ${mode} mode`, () => bench(`PRAGMA journal_mode = ${mode}; ${people}`));

  test(`in ${mode} mode counts and copy are of one moment while another process writes`, {
    timeout: 20_000,
  }, async () => {
    const schema =
      "CREATE TABLE left_rows (id integer primary key, x); CREATE TABLE right_rows (id integer primary key, x);";
    await using made = await fixture(`PRAGMA journal_mode = ${mode}; PRAGMA synchronous = off; ${schema}`);
    const writer = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), made.path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await once(writer.stdout, "data");
      let last = 0;
      for (let round = 0; round < 3; round++) {
        const { body, facts } = await dumped(made.database);
        await using scratch = await made.database.openScratch();
        await made.database.restore(Readable.from([body]), scratch);
        expect(await made.database.census(scratch)).toEqual(facts);
        expect(facts.tables.left_rows).toBe(facts.tables.right_rows);
        expect(facts.tables.left_rows).toBeGreaterThan(last);
        last = facts.tables.left_rows ?? 0;
        await new Promise((later) => setTimeout(later, 30));
      }
      expect(writer.exitCode).toBeNull();
    } finally {
      writer.kill("SIGKILL");
      await once(writer, "exit");
    }
  });
}

test("rows that are only in the write-ahead log are in the dump", async () => {
  await using made = await fixture("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a);");
  made.client.exec("PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO t VALUES ('only in the log')");
  expect((await readFile(made.path)).includes("only in the log")).toBe(false);
  const { body, facts } = await dumped(made.database);
  expect(body.includes("only in the log")).toBe(true);
  expect(facts.tables).toEqual({ t: 1 });
});

test("names with quotes, blanks and letters from elsewhere, and every kind of table, come through", async () => {
  await using made = await fixture(`
    CREATE TABLE "we""ird tâble; --" (a); INSERT INTO "we""ird tâble; --" VALUES (1), (2);
    CREATE TABLE "表" (k text primary key, v) WITHOUT ROWID; INSERT INTO "表" VALUES ('a', 1);
    CREATE TABLE "__proto__" (a);`);
  made.client.exec(`
    CREATE VIRTUAL TABLE words USING fts5(body); INSERT INTO words VALUES ('one'), ('two');
    CREATE TABLE counted (id integer primary key autoincrement); INSERT INTO counted VALUES (NULL);
    CREATE VIEW "a view" AS SELECT * FROM counted;
    CREATE TRIGGER "a 'trigger'" AFTER INSERT ON counted BEGIN SELECT 1; END;`);
  const { body, facts } = await dumped(made.database);
  expect(facts.tables).toMatchObject({ 'we"ird tâble; --': 2, 表: 1, words_content: 2, counted: 1 });
  expect(Object.hasOwn(facts.tables, "__proto__")).toBe(true);
  expect(facts.objects).toMatchObject({ views: 1, triggers: 1 });
  await using scratch = await made.database.openScratch();
  await made.database.restore(Readable.from([body]), scratch);
  expect(await made.database.census(scratch)).toEqual(facts);
  expect(await made.database.fingerprint(scratch)).toBe(await made.database.fingerprint());
});

test("a virtual table whose module is not loaded is copied with its rows", async () => {
  await using made = await fixture("CREATE VIRTUAL TABLE words USING fts5(body); INSERT INTO words VALUES ('one');");
  made.client.enableDefensive(false);
  made.client.exec("PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = replace(sql, 'fts5', 'nosuch')");
  made.client.close();
  const { body, facts } = await dumped(made.database);
  expect(facts.tables).toMatchObject({ words_content: 1 });
  await using scratch = await made.database.openScratch();
  await made.database.restore(Readable.from([body]), scratch);
  expect(await made.database.census(scratch)).toEqual(facts);
  expect(await made.database.fingerprint(scratch)).toBe(await made.database.fingerprint());
});

test("the newest applied migration is a fact", async () => {
  await using made = await fixture("CREATE TABLE schema_migrations (version varchar(128) primary key);");
  expect((await dumped(made.database)).facts.migrationHead).toBeUndefined();
  made.client.exec("INSERT INTO schema_migrations VALUES ('20260102'), ('20260103'), ('20251231')");
  expect((await dumped(made.database)).facts.migrationHead).toBe("20260103");
});

test("rows that break a foreign key are a complaint", async () => {
  await using made = await fixture("PRAGMA foreign_keys = off; CREATE TABLE p (id integer primary key);");
  made.client.exec("CREATE TABLE c (p REFERENCES p (id)); INSERT INTO c VALUES (7), (8)");
  const { facts } = await dumped(made.database);
  expect(facts.orphans).toEqual(["2 rows of `c` refer to rows of `p` that are not there"]);
});

test("white space, comments and the order of creation leave the fingerprint as it is", async () => {
  await using one = await fixture("CREATE TABLE a (id integer, b text DEFAULT 'x  y'); CREATE VIEW v AS SELECT 1;");
  await using same = await fixture(
    "CREATE VIEW v AS SELECT 1; CREATE TABLE a(id   integer , -- the key\n b text /* text */ DEFAULT 'x  y' );",
  );
  await using other = await fixture("CREATE TABLE a (id integer, b text DEFAULT 'x y'); CREATE VIEW v AS SELECT 1;");
  const fingerprint = await one.database.fingerprint();
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(await same.database.fingerprint()).toBe(fingerprint);
  expect(await other.database.fingerprint()).not.toBe(fingerprint);
});

test.for([
  ["an index", "CREATE INDEX i ON a (id)"],
  ["a unique index", "CREATE UNIQUE INDEX i ON a (id)"],
  ["a trigger", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END"],
  ["a view", "CREATE VIEW v AS SELECT 1"],
  ["a renamed column", "ALTER TABLE a RENAME COLUMN b TO c"],
] as const)("the fingerprint sees %s", async ([_, change]) => {
  await using made = await fixture("CREATE TABLE a (id integer, b text)");
  const before = await made.database.fingerprint();
  made.client.exec(change);
  expect(await made.database.fingerprint()).not.toBe(before);
});

test("statistics leave the fingerprint as it is", async () => {
  await using made = await fixture(people);
  const before = await made.database.fingerprint();
  made.client.exec("ANALYZE");
  expect(await made.database.fingerprint()).toBe(before);
});

test("the database is called by its real path, also through a link", async () => {
  await using made = await fixture(people);
  await symlink(made.path, join(made.folder, "link.db"));
  const linked = await openSqlite(made.folder, "link.db").identity();
  expect(linked).toEqual(await made.database.identity());
  expect(linked.name).toMatch(/^\/.*shop\.db$/);
});

test("the registry names the adapter and needs a choice", () => {
  expect(databases.chooser).toMatchObject({ required: true, choices: expect.arrayContaining(["sqlite"]) });
  expect(databases.find("sqlite")).toBe(sqliteDatabase);
});

async function exists(path: string): Promise<boolean> {
  return (await readdir(join(path, ".."))).includes(basename(path));
}
