import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { databases } from "../../../src/adapters/databases/index.ts";
import { sqliteDatabase } from "../../../src/adapters/databases/sqlite.ts";
import type { Database, Facts } from "../../../src/stages/ports/database.ts";
import { databaseContract, dumped } from "../../contracts/database.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { asNobody } from "../nobody.ts";

function openSqlite(folder: string, file: string): Database {
  const context = { effects: testEffects({ folder }), application: "shop", environment: "test" };
  return sqliteDatabase.open({ "sqlite-file": file }, context);
}

async function fixture(schema: string, name = "shop.db") {
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

const people =
  "CREATE TABLE people (id integer primary key, name text); CREATE INDEX by_name ON people (name);" +
  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO people SELECT i, printf('%0200d', i) FROM n;";

for (const mode of ["wal", "delete"]) {
  databaseContract(`sqlite in ${mode} mode`, async () => {
    const made = await fixture(`PRAGMA journal_mode = ${mode}; ${people}`);
    const missing = join(made.folder, "missing.db");
    return {
      database: made.database,
      absent: openSqlite(made.folder, "missing.db"),
      execute: async (sql) => made.client.exec(sql),
      wasCreated: () => exists(missing),
      [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
    };
  });

  test(`in ${mode} mode counts and copy are of one moment while another process writes`, async () => {
    const schema =
      "CREATE TABLE left_rows (id integer primary key, x); CREATE TABLE right_rows (id integer primary key, x);";
    await using made = await fixture(`PRAGMA journal_mode = ${mode}; PRAGMA synchronous = off; ${schema}`);
    const writer = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), made.path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await once(writer.stdout, "data");
      let last = 0;
      for (let round = 0; round < 5; round++) {
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
  expect(facts.integrity).toEqual(["2 rows of `c` refer to rows of `p` that are not there"]);
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

test.for([
  ["empty", "", "is empty (0 bytes)"],
  ["a text", "once upon a time ".repeat(100), "is not a SQLite database"],
] as const)("a file that is %s is an input error", async ([_, content, message]) => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "shop.db"), content);
  const database = openSqlite(folder.path, "shop.db");
  const refused = { code: "invalid_input", message: expect.stringContaining(message), hint: expect.any(String) };
  for (const act of [() => database.identity(), () => database.dump(), () => database.fingerprint()]) {
    await expect(act()).rejects.toMatchObject(refused);
  }
  expect(await readFile(join(folder.path, "shop.db"), "utf8")).toBe(content);
});

test("a folder in place of the file is an input error", async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, "shop.db"));
  await expect(openSqlite(folder.path, "shop.db").identity()).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("is not a file"),
  });
});

test("the database is called by its real path, also through a link", async () => {
  await using made = await fixture(people);
  await symlink(made.path, join(made.folder, "link.db"));
  const linked = await openSqlite(made.folder, "link.db").identity();
  expect(linked).toEqual(await made.database.identity());
  expect(linked.name).toMatch(/^\/.*shop\.db$/);
});

test("a database that stays locked is a service error after five seconds", { timeout: 15_000 }, async () => {
  await using made = await fixture(people);
  made.client.exec("PRAGMA locking_mode = exclusive; BEGIN EXCLUSIVE");
  await expect(made.database.dump()).rejects.toMatchObject({
    code: "service_failed",
    message: expect.stringContaining("locked by another process for 5 seconds"),
  });
  expect(await made.temporary()).toEqual([]);
});

test("a file that this user may not read is a service error", async () => {
  await using made = await fixture(people);
  made.client.close();
  await chmod(made.path, 0o000);
  await chmod(made.folder, 0o755);
  const failure = await asNobody(() => made.database.identity().catch((error) => error));
  expect(failure).toMatchObject({ code: "service_failed", hint: expect.stringContaining("read access") });
});

test("nothing is left in the temporary folder, and a scratch file is private", async () => {
  await using made = await fixture(people);
  const dump = await made.database.dump();
  expect(await made.temporary()).toEqual([]);
  const body = await buffer(dump.body);
  {
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([body]), scratch);
    expect((await stat(scratch.name)).mode & 0o777).toBe(0o600);
    expect(await made.temporary()).toHaveLength(1);
  }
  expect(await made.temporary()).toEqual([]);
});

test("a scratch database of somebody else is refused", async () => {
  await using made = await fixture(people);
  const foreign = { name: made.path, [Symbol.asyncDispose]: async () => {} };
  const acts = [() => made.database.restore(Readable.from([]), foreign), () => made.database.census(foreign)];
  for (const act of acts) await expect(act()).rejects.toMatchObject({ code: "refused" });
});

test.for([
  ["the head of a page", 4096 * 2, 0xff],
  ["the cell table of a page", 4096 * 2 + 9, 0x5a],
] as const)("a flipped byte in %s is seen by the census", async ([_, at, mask]) => {
  await using made = await fixture(people);
  const { body, facts } = await dumped(made.database);
  body[at] = (body[at] ?? 0) ^ mask;
  await using scratch = await made.database.openScratch();
  await made.database.restore(Readable.from([body]), scratch);
  const census = await made.database.census(scratch);
  expect(census.integrity).not.toEqual([]);
  expect(census).not.toEqual(facts satisfies Facts);
});

test("a damaged source is told by the facts of its dump", async () => {
  await using made = await fixture(people);
  made.client.close();
  const bytes = await readFile(made.path);
  bytes[4096 * 3 + 9] = (bytes[4096 * 3 + 9] ?? 0) ^ 0x5a;
  await writeFile(made.path, bytes);
  const outcome = await dumped(made.database).catch((error) => error);
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: "service_failed" });
  else expect(outcome.facts.integrity).not.toEqual([]);
});

test("a lost row is seen by the census", async () => {
  await using made = await fixture(people);
  const { body, facts } = await dumped(made.database);
  await using scratch = await made.database.openScratch();
  await made.database.restore(Readable.from([body]), scratch);
  const vandal = new DatabaseSync(scratch.name);
  vandal.exec("DELETE FROM people WHERE id = 50");
  vandal.close();
  expect((await made.database.census(scratch)).tables).toEqual({ ...facts.tables, people: 99 });
});

test("the registry names the adapter and needs a choice", () => {
  expect(databases.chooser).toMatchObject({ required: true, choices: ["sqlite"] });
  expect(databases.find("sqlite")).toBe(sqliteDatabase);
});

async function exists(path: string): Promise<boolean> {
  return (await readdir(join(path, ".."))).includes(basename(path));
}
