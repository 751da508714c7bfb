import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, stat, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { pathIn } from "../../../src/adapters/targets/sqlite/url.ts";
import { dumped } from "../../contracts/database.ts";
import { can } from "../../servers/programs.ts";
import { elsewhere, fixture, openSqlite, people } from "./shop.ts";

test("a kept scratch lies in the runner's folder, is private, and is opened by its address", async () => {
  await using made = await fixture(people);
  const { body } = await dumped(made.database);
  await using scratch = await made.database.openScratch({ isKept: true });
  await made.database.restore(Readable.from([body]), scratch);
  expect(scratch.name.startsWith(join(made.folder, "runner"))).toBe(true);
  expect((await stat(dirname(scratch.name))).mode & 0o777).toBe(0o700);
  const client = new DatabaseSync(pathIn(scratch.url ?? "", "/", "url"));
  expect(client.prepare("SELECT count(*) AS n FROM people").get()).toEqual({ n: 100 });
  client.close();
});

test("a scratch that others may have laid there is not taken over", async () => {
  await using made = await fixture(people);
  await using scratch = await made.database.openScratch({ isKept: true });
  const runner = join(made.folder, "runner");
  await symlink(dirname(scratch.name), join(runner, "deploy-actions-sqlite-linked"));
  await mkdir(join(runner, "deploy-actions-sqlite-open"));
  await chmod(join(runner, "deploy-actions-sqlite-open"), 0o777);
  for (const name of ["linked", "open", "missing"]) {
    const reopened = made.database.reopenScratch(join(runner, `deploy-actions-sqlite-${name}`, "scratch.sqlite"));
    await expect(reopened).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("digests tell values of different types and texts that are no Unicode apart, and do not see the order", async () => {
  const make = async (rows: string) => {
    await using made = await fixture(`CREATE TABLE t (a, b); INSERT INTO t VALUES ${rows};`);
    return (await dumped(made.database, { hashRows: true })).facts.hashes?.t;
  };
  const rows = ["(1, 'x')", "('1', 'x')", "(1.0, 'x')", "(x'31', 'x')", "(NULL, '1x')", "('', '1x')", "('1', x'78')"];
  const broken = ["(CAST(x'ff' AS TEXT), 1)", "(CAST(x'fe' AS TEXT), 1)", "('a' || char(0) || 'b', 1)", "('a', 1)"];
  const large = ["(9007199254740993, 1)", "(9007199254740992, 1)", "(9007199254740993, 1), (9007199254740993, 1)"];
  const digests = await Promise.all([...rows, ...broken, ...large].map(make));
  expect(new Set(digests).size).toBe(rows.length + broken.length + large.length);
  expect(await make("(1, 2), (3, 4)")).toBe(await make("(3, 4), (1, 2)"));
});

const places = can("sqlite3") ? (["here", "elsewhere"] as const) : (["here"] as const);

test.for(places)("digests are of the snapshot while another process writes %s", { timeout: 20_000 }, async (place) => {
  const schema =
    "CREATE TABLE left_rows (id integer primary key, x); CREATE TABLE right_rows (id integer primary key, x);";
  await using made = await fixture(`PRAGMA journal_mode = wal; PRAGMA synchronous = off; ${schema}`);
  const words = [join(import.meta.dirname, "writer.ts"), made.path];
  const writer = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(writer.stdout, "data");
    const database = place === "here" ? made.database : openSqlite(made.folder, made.path, elsewhere(made.folder));
    const { body, facts } = await dumped(database, { hashRows: true });
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect(await database.census(scratch, { hashRows: true })).toEqual(facts);
    expect(facts.hashes?.left_rows).toBe(facts.hashes?.right_rows);
    expect(writer.exitCode).toBeNull();
  } finally {
    writer.kill("SIGKILL");
    await once(writer, "exit");
  }
});

for (const mode of ["wal", "delete"]) {
  test(`in ${mode} mode whoever has the database open sees what was put in its place`, async () => {
    await using made = await fixture(`PRAGMA journal_mode = ${mode}; ${people}`);
    const { body } = await dumped(made.database);
    made.client.exec("DELETE FROM people; CREATE TABLE later (a);");
    const { ino } = await stat(made.path);
    await made.database.replace(Readable.from([body]), () => {});
    expect(made.client.prepare("SELECT count(*) AS n FROM people").get()).toEqual({ n: 100 });
    expect(() => made.client.exec("SELECT * FROM later")).toThrow("no such table");
    made.client.exec("INSERT INTO people (name) VALUES ('new')");
    expect(made.client.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: mode });
    expect((await stat(made.path)).ino).toBe(ino);
    expect(await made.temporary()).toEqual([]);
  });
}

test("a dump waits for a writer before it is put in place, and a cancelled one does not wait on", async () => {
  await using made = await fixture(people);
  const { body } = await dumped(made.database);
  made.client.exec("DELETE FROM people; BEGIN IMMEDIATE");
  const cancel = new AbortController();
  setTimeout(() => cancel.abort(), 300);
  const given = made.database.replace(Readable.from([body]), () => {}, cancel.signal);
  await expect(given).rejects.toMatchObject({ code: "cancelled" });
  setTimeout(() => made.client.exec("COMMIT"), 300);
  await made.database.replace(Readable.from([body]), () => {});
  expect((await dumped(made.database)).facts.tables.people).toBe(100);
});

test("pages of another size under a write-ahead log are refused, and nothing is changed", async () => {
  await using made = await fixture(`PRAGMA journal_mode = wal; ${people}`);
  await using other = await fixture(`PRAGMA page_size = 8192; ${people}`);
  const { body } = await dumped(other.database);
  made.client.exec("DELETE FROM people WHERE id > 7");
  await expect(made.database.replace(Readable.from([body]), () => {})).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("pages of another size"),
    hint: expect.stringContaining("journal_mode"),
  });
  expect((await dumped(made.database)).facts.tables.people).toBe(7);
});

test("a masked column leaves no old value in the file, wakes no trigger, and equal values stay equal", async () => {
  await using made = await fixture(`
    CREATE TABLE people (id integer primary key, mail text UNIQUE, age integer); CREATE TABLE audit (old);
    CREATE TABLE orders (mail text);
    CREATE TRIGGER "it's kept" AFTER UPDATE ON people BEGIN INSERT INTO audit VALUES (old.mail); END;
    INSERT INTO people VALUES (1, 'anna@example.com', 30), (2, 'otto@example.com', 40), (3, NULL, 50);
    INSERT INTO orders VALUES ('otto@example.com');`);
  const { body } = await dumped(made.database);
  await using scratch = await made.database.openScratch();
  await made.database.restore(Readable.from([body]), scratch);
  await made.database.mask?.(scratch, [
    { table: "PEOPLE", column: "Mail", with: "hash" },
    { table: "orders", column: "mail", with: "hash" },
    { table: "people", column: "age", with: "7" },
  ]);
  expect((await readFile(scratch.name)).includes("@example.com")).toBe(false);
  expect(await readdir(dirname(scratch.name))).toEqual(["scratch.sqlite"]);
  const client = new DatabaseSync(scratch.name);
  const [anna, otto, nobody] = client.prepare("SELECT mail, age FROM people ORDER BY id").all();
  expect([anna?.age, typeof anna?.age, nobody?.mail]).toEqual([7, "number", null]);
  expect(anna?.mail).toMatch(/^[0-9a-f]{64}$/);
  expect(client.prepare("SELECT mail FROM orders").get()?.mail).toBe(otto?.mail);
  expect(client.prepare("SELECT count(*) AS n FROM audit").get()).toEqual({ n: 0 });
  client.close();
  expect(await made.database.fingerprint(scratch)).toBe(await made.database.fingerprint());
});

test("a column that cannot be hidden so is an input error, and none is half hidden", async () => {
  await using made = await fixture(
    "CREATE TABLE t (a text NOT NULL UNIQUE, b text, c AS (b || 'x')); INSERT INTO t VALUES ('one', 'b1'), ('two', 'b2');",
  );
  const { body, facts } = await dumped(made.database, { hashRows: true });
  await using scratch = await made.database.openScratch();
  await made.database.restore(Readable.from([body]), scratch);
  const first = { table: "t", column: "b", with: "null" };
  for (const second of [
    { table: "t", column: "a", with: "null" },
    { table: "t", column: "a", with: "same" },
    { table: "t", column: "c", with: "null" },
  ]) {
    const masking = made.database.mask?.(scratch, [first, second]);
    await expect(masking).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(`t.${second.column}`),
    });
  }
  expect(await made.database.census(scratch, { hashRows: true })).toEqual(facts);
});

test("a dump with a flipped byte is found damaged without restoring it", async () => {
  await using made = await fixture(people);
  const { body } = await dumped(made.database);
  body[4096 * 2] = (body[4096 * 2] ?? 0) ^ 0xff;
  await expect(made.database.inspect(Readable.from([body]))).rejects.toMatchObject({
    code: "service_failed",
    message: expect.stringContaining("damaged"),
  });
  expect(await made.temporary()).toEqual([]);
});

test("a relative path is no path of another machine", async () => {
  await using made = await fixture(people);
  const act = openSqlite(made.folder, "shop.db", elsewhere(made.folder)).identity();
  await expect(act).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining("absolute") });
});
