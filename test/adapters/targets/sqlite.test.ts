import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { openTarget } from "../../../src/adapters/targets/index.ts";
import { type TargetTraits, targetContract } from "../../contracts/target.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { elsewhere, openSqlite } from "../databases/shop.ts";

const schema = `CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE INDEX people_name_idx ON people (name);
CREATE TABLE pets (id integer PRIMARY KEY, person int, CONSTRAINT pets_person_fk FOREIGN KEY (person) REFERENCES people (id));
INSERT INTO people VALUES (1, 'a'), (2, 'b'), (3, 'c'); INSERT INTO pets VALUES (1, 1);`;

const traits: TargetTraits = {
  dialect: "sqlite",
  odd: {
    sql: `SELECT 'a' || char(10, 9, 13), 'it''s "q" \\', 'é💥', 1.50, 2.0, 9007199254740993, x'00ff', true`,
    row: ["a\n\t\r", `it's "q" \\`, "é💥", "1.5", "2.0", "9007199254740993", "00ff", "1"],
  },
  slow: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000000) SELECT count(*) FROM n",
  tellsBlockers: false,
};

function open(url: string, folder: string) {
  const effects = testEffects();
  return openTarget({ url, input: "tool-url", exec: effects.exec, effects, folder });
}

async function make(mode = "wal") {
  const folder = await temporaryFolder();
  const path = join(folder.path, "the shop's.db");
  const missing = join(folder.path, "missing.db");
  const client = new DatabaseSync(path);
  client.exec(`PRAGMA journal_mode = ${mode}; ${schema}`);
  return {
    path,
    client,
    folder: folder.path,
    open: () => open("sqlite:the shop's.db", folder.path).target,
    absent: open(`sqlite:${missing}`, folder.path).target,
    wasCreated: () =>
      access(missing).then(
        () => true,
        () => false,
      ),
    stranger: null,
    fingerprint: () => openSqlite(folder.path, path).fingerprint(),
    async hold() {
      client.exec("BEGIN IMMEDIATE; UPDATE people SET name = 'secret'");
      return { [Symbol.asyncDispose]: async () => client.exec("ROLLBACK") };
    },
    endLock: null,
    left: async () =>
      (await readdir(folder.path)).filter((name) => !/^(the shop's\.db(-wal|-shm)?|\.temporary)$/.test(name)),
    async [Symbol.asyncDispose]() {
      client.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe.each(["wal", "delete"])("in %s mode", (mode) => {
  targetContract("sqlite", () => make(mode), traits);
});

test("another process holds the lock until it dies, however it dies", async () => {
  await using made = await make();
  const holder = spawn(process.execPath, [join(import.meta.dirname, "lock-holder.ts"), made.path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  await expect(made.open().lock({ holder: "run 2", wait: 0 })).rejects.toThrow("held by run 1 in another process");
  const waiting = made.open().lock({ holder: "run 2", wait: 15_000 });
  holder.kill("SIGKILL");
  {
    await using lock = await waiting;
    expect(await lock.isHeld()).toBe(true);
  }
  expect(await made.left()).toEqual([]);
});

test("many that want the lock have it one after the other", { timeout: 30_000 }, async () => {
  await using made = await make();
  let [inside, most] = [0, 0];
  const work = async (name: string) => {
    await using lock = await made.open().lock({ holder: name, wait: 25_000 });
    inside += 1;
    most = Math.max(most, inside);
    expect(await lock.isHeld()).toBe(true);
    inside -= 1;
  };
  await Promise.all(["a", "b", "c", "d", "e", "f"].map(work));
  expect(most).toBe(1);
  expect(await made.left()).toEqual([]);
});

test("a statement that ends the transaction is found out", async () => {
  await using made = await make();
  const statements = ["DELETE FROM pets", "COMMIT", "DELETE FROM people"];
  const failure = made.open().execute(statements, { lock: 1000, statement: 0 });
  await expect(failure).rejects.toMatchObject({ message: expect.stringContaining("ended the transaction") });
  expect(await made.open().read("SELECT count(*) FROM people")).toEqual([["3"]]);
});

test("a statement that took longer than it may is taken back", async () => {
  await using made = await make();
  const slow = `DELETE FROM pets WHERE (${traits.slow}) > 0`;
  await expect(made.open().execute([slow], { lock: 1000, statement: 10 })).rejects.toMatchObject({ code: "timed_out" });
  expect(await made.open().read("SELECT count(*) FROM pets")).toEqual([["1"]]);
});

test("a table that others refer to can be rebuilt without emptying them", async () => {
  await using made = await make();
  made.client.exec("CREATE TABLE toys (pet int REFERENCES people (id) ON DELETE CASCADE); INSERT INTO toys VALUES (1)");
  const rebuild = ["DROP TABLE people", "CREATE TABLE people (id integer PRIMARY KEY, name text)"];
  await made.open().execute(rebuild, { lock: 1000, statement: 0 });
  expect(await made.open().read("SELECT count(*) FROM toys")).toEqual([["1"]]);
});

test.for([
  ["sqlite:db/shop.sqlite", "/folder/db/shop.sqlite"],
  ["sqlite:a%20b", "/folder/a%20b"],
  ["sqlite:/abs/shop%2520here", "/abs/shop here"],
  ["sqlite:///abs/shop", "/abs/shop"],
  ["SQLite3:/abs/shop", "/abs/shop"],
  ["file:db/shop%20here", "/folder/db/shop here"],
  ["file:///abs/shop%20here", "/abs/shop here"],
] as const)("%s is the file %s", ([url, path]) => {
  const { address } = open(url, "/folder");
  expect(address).toMatchObject({ dialect: "sqlite", database: path, host: "", user: "", password: "" });
  expect(open(address.url, "/").address.database).toBe(path);
});

test.for([
  "sqlite:",
  "sqlite://file.db",
  "sqlite:x?mode=ro",
  "sqlite::memory:",
  "sqlite:/a%",
  "file:x?cache=shared",
  "file:/",
])("%s names no file", (url) => {
  expect(() => open(url, "/folder")).toThrow("tool-url");
});

test("an empty file is no database", async () => {
  await using made = await make();
  await writeFile(join(made.folder, "empty.db"), "");
  const { target } = open("sqlite:empty.db", made.folder);
  await expect(target.identity()).rejects.toMatchObject({ code: "invalid_input" });
});

test("a file of another machine is refused, and where it is, is said", () => {
  const effects = testEffects();
  const exec = elsewhere(effects.folder);
  const options = { url: "sqlite:/shop.db", input: "tool-url", exec, effects, folder: effects.folder };
  expect(() => openTarget(options)).toThrow(exec.where);
});
