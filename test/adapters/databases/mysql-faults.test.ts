import { randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dumped } from "../../contracts/database.ts";
import { temporaryFolder } from "../../effects.ts";
import { difficultPassword, type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { can, programPath } from "../../servers/programs.ts";
import { openMysql } from "./mysql-shop.ts";

const people =
  "CREATE TABLE people (id int PRIMARY KEY, name text); INSERT INTO people SELECT seq, REPEAT('x', 200) FROM seq_1_to_100;";
/** More than the pipes between the program and the reader hold: a dump that is not read stands still in it. */
const wide =
  "CREATE TABLE a_wide (id int PRIMARY KEY, x longtext); INSERT INTO a_wide SELECT seq, REPEAT('y', 100000) FROM seq_1_to_60;";

describe.runIf(can("mariadb"))("faults of MySQL", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const shop = (sql: string): string => {
    const name = `shop_${randomUUID().slice(0, 8)}`;
    server.sql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4; USE ${name}; ${sql}`);
    return name;
  };
  const open = (name: string, inputs: Parameters<typeof openMysql>[1] = {}) =>
    openMysql(server.url(name), { "mysql-scratch-url": server.url(), ...inputs }).database;

  test("tables without transactions are refused by name, and exact under writes once they are locked", async () => {
    const name = shop(`${people} ${wide} CREATE TABLE counted (id int) ENGINE=MyISAM; INSERT INTO counted VALUES (1)`);
    const refused = {
      code: "refused",
      message: expect.stringContaining("`counted` (MyISAM)"),
      hint: expect.stringContaining("lock"),
    };
    await expect(open(name).identity()).rejects.toMatchObject(refused);
    await expect(open(name).dump()).rejects.toMatchObject(refused);
    const locking = open(name, { "mysql-non-transactional": "lock" });
    const dump = await locking.dump({ hashRows: true });
    // A writer has to wait, so it would only come to its turn after the dump.
    expect(() => server.sql("SET lock_wait_timeout = 1; INSERT INTO counted VALUES (2)", name)).toThrow(
      "Lock wait timeout",
    );
    const body = await buffer(dump.body);
    expect((await dump.facts()).tables.counted).toBe(1);
    server.sql("INSERT INTO counted VALUES (2)", name);
    await using scratch = await locking.openScratch();
    await locking.restore(Readable.from([body]), scratch);
    expect(await locking.census(scratch, { hashRows: true })).toEqual(await dump.facts());
  });

  test("a table that is changed during the dump is told as something to try again", async () => {
    const name = shop(`${wide} CREATE TABLE z_last (id int)`);
    const database = open(name);
    const dump = await database.dump();
    server.sql("ALTER TABLE z_last ADD COLUMN more int, FORCE", name);
    await expect(buffer(dump.body)).rejects.toMatchObject({ code: "service_failed", isWorthAnotherTry: true });
    await expect(dump.facts()).rejects.toMatchObject({ isWorthAnotherTry: true });
    expect((await dumped(database)).facts.tables).toEqual({ a_wide: 60, z_last: 0 });
  });

  test("each privilege that is missing is named with the statement that grants it", async () => {
    const name = shop(`${people} CREATE PROCEDURE forget() DELETE FROM people; CREATE VIEW v AS SELECT id FROM people`);
    const user = `u${randomUUID().slice(0, 8)}`;
    server.sql(`CREATE USER '${user}'@'%' IDENTIFIED BY 'x'; GRANT SELECT ON ${name}.people TO '${user}'@'%'`);
    const { database } = openMysql(server.url(name, user, "x"), { "mysql-scratch-url": server.url() });
    const failure = await database.dump().catch((error) => error as { code: string; hint: string; message: string });
    expect(failure).toMatchObject({ code: "refused", message: expect.stringContaining("may not read all of") });
    const grants = ("hint" in failure ? failure.hint : "").replace(/^[^:]*: /, "");
    for (const word of ["SELECT ON `", "SHOW VIEW", "TRIGGER", "EVENT", "mysql.proc"]) expect(grants).toContain(word);
    server.sql(grants);
    const { facts } = await dumped(database);
    expect(facts.objects).toMatchObject({ tables: 1, views: 1, procedures: 1 });
    server.sql(`REVOKE SELECT ON mysql.proc FROM '${user}'@'%'`);
    await expect(database.identity()).rejects.toMatchObject({
      hint: expect.stringContaining("GRANT SELECT ON mysql.proc"),
    });
  });

  test("a server that is killed in the middle of a dump fails it, and so does a dump program", async () => {
    await using mortal = await startMariadb();
    mortal.sql(`CREATE DATABASE shop; USE shop; ${wide}`);
    const { database } = openMysql(mortal.url("shop"));
    const killed = await database.dump();
    mortal
      .sql("SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE user = 'owner'")
      .split("\n")
      .forEach((kill) => void mortal.sql(kill));
    await expect(buffer(killed.body)).rejects.toMatchObject({ code: "service_failed" });
    await expect(killed.facts()).rejects.toMatchObject({ code: "service_failed" });
    const orphan = await database.dump();
    mortal.kill();
    await expect(buffer(orphan.body)).rejects.toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("lost"),
    });
    await expect(orphan.facts()).rejects.toMatchObject({ code: "service_failed" });
    await expect(database.dump()).rejects.toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("cannot be reached"),
    });
  });

  test("a dump program that is killed in the middle fails the dump and leaves nothing", async () => {
    const { database, effects } = openMysql(server.url(shop(wide)));
    const dump = await database.dump();
    for (const id of await processes(`mariadb-dump\0--defaults-file=${effects.temporary}`)) process.kill(id, "SIGKILL");
    await expect(buffer(dump.body)).rejects.toMatchObject({ message: expect.stringContaining("SIGKILL") });
    await expect(dump.facts()).rejects.toMatchObject({ code: "command_failed" });
    expect(await readdir(effects.temporary)).toEqual([]);
  });

  test.for([
    ["loses a row without a word", `sed "s/^(50,'x*'),$//"`, "holds 99 rows of `people`, the source had 100"],
    ["ends without its last line", "sed '/^-- Dump completed/d'", "`-- Dump completed` is missing"],
    ["leaves a table out", "sed '/^CREATE TABLE `empty`/s/`empty`/`other`/'", "`empty` is missing, `other` is new"],
  ] as const)("a dump program that %s and exits with 0 is not believed", async ([_, filter, message]) => {
    await using bin = await wrapped(filter);
    const database = open(shop(`${people} CREATE TABLE empty (id int)`), { "mysql-bin": bin.path });
    await expect(dumped(database)).rejects.toMatchObject({
      code: "service_failed",
      message: expect.stringContaining(message),
    });
  });

  test.for(["/*!999999\\- enable the sandbox mode */ \n", "/*M!999999\\- enable the sandbox mode */ \n", ""])(
    "a client that cannot take the sandbox line never sees it (%j)",
    async (line) => {
      await using bin = await wrapped("cat");
      const database = open(shop(people), { "mysql-bin": bin.path });
      const { body, facts } = await dumped(database);
      const text = body.toString().replace(/^\/\*.*999999.*\n/, line);
      await using scratch = await database.openScratch();
      await database.restore(Readable.from([...text].map((letter) => Buffer.from(letter))), scratch);
      expect((await database.census(scratch)).tables).toEqual(facts.tables);
    },
  );

  test("a dump that is cut behind a statement restores into nothing that passes", async () => {
    const database = open(shop(people));
    const { body } = await dumped(database);
    const half = body.subarray(0, body.indexOf("UNLOCK TABLES;\n") + "UNLOCK TABLES;\n".length);
    await using scratch = await database.openScratch();
    await expect(database.restore(Readable.from([half]), scratch)).rejects.toMatchObject({
      message: expect.stringContaining("is missing"),
    });
  });

  test("the password is on no command line and in no file once all is over", async () => {
    const { database, effects } = openMysql(server.url(shop(`${people} ${wide}`)));
    const dump = await database.dump();
    const lines = (await commandLines()).map(([, line]) => line).join("\n");
    expect(lines).toContain(effects.temporary);
    expect(lines).not.toContain(difficultPassword);
    expect(effects.masked).toContain(difficultPassword);
    const [folder = ""] = await readdir(effects.temporary);
    const [file = ""] = await readdir(join(effects.temporary, folder));
    expect((await stat(join(effects.temporary, folder, file))).mode & 0o777).toBe(0o600);
    await buffer(dump.body);
    await dump.facts();
    expect(await readdir(effects.temporary)).toEqual([]);
  });

  test("a cancelled dump ends, and its lock, its snapshot and its password file with it", async () => {
    const name = shop(`${people} ${wide}`);
    const { database, effects } = openMysql(server.url(name));
    const cancel = new AbortController();
    const dump = await database.dump({ signal: cancel.signal });
    cancel.abort();
    await expect(buffer(dump.body)).rejects.toMatchObject({ code: "cancelled" });
    await expect(dump.facts()).rejects.toMatchObject({ code: "cancelled" });
    expect(await readdir(effects.temporary)).toEqual([]);
    expect(server.sql(`SELECT COUNT(*) FROM information_schema.processlist WHERE db = '${name}'`)).toBe("0");
  });

  test.for([
    ["no table at all", "", {}],
    ["one table without rows", "CREATE TABLE t (id int)", { t: 0 }],
  ] as const)("a database with %s is dumped and comes back", async ([_, sql, tables]) => {
    const database = open(shop(sql));
    const { body, facts } = await dumped(database);
    expect(facts.tables).toEqual(tables);
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect((await database.census(scratch)).tables).toEqual(tables);
  });

  test("scratch databases of ours that are older than a day are dropped, others stay", async () => {
    const old = "deploy_actions_scratch_20200101000000_0123abcd";
    const others = ["deploy_actions_scratch_29990101000000_0123abcd", "deploy_actions_scratch_mine"];
    for (const name of [old, ...others]) server.sql(`CREATE DATABASE ${name}`);
    const database = open(shop(people));
    await using _ = await database.openScratch();
    const left = server.sql("SHOW DATABASES").split("\n");
    expect(left).not.toContain(old);
    expect(left).toEqual(expect.arrayContaining(others));
  });

  test("tables that refer to each other, sequences and triggers are put in place; what was there is kept", async () => {
    const name = shop(`CREATE TABLE parents (id int PRIMARY KEY);
      CREATE TABLE kids (id int PRIMARY KEY, parent int, FOREIGN KEY (parent) REFERENCES parents (id)); CREATE SEQUENCE numbers;
      INSERT INTO parents VALUES (1); INSERT INTO kids VALUES (1, 1); CREATE TABLE told (id int);
      CREATE TRIGGER tell AFTER INSERT ON kids FOR EACH ROW INSERT INTO told VALUES (NEW.id);`);
    const database = open(name);
    const { body, facts } = await dumped(database, { hashRows: true });
    server.sql(
      "DROP TRIGGER tell; DELETE FROM kids; CREATE TABLE later (id int); CREATE VIEW seen AS SELECT id FROM later; INSERT INTO parents VALUES (2)",
      name,
    );
    const { kept } = await database.replace(Readable.from([body]), () => {});
    expect((await dumped(database, { hashRows: true })).facts).toEqual(facts);
    expect(server.sql("SHOW TABLES", kept ?? "").split("\n")).toEqual([
      "kids",
      "later",
      "numbers",
      "parents",
      "seen",
      "told",
    ]);
    expect(server.sql("SELECT COUNT(*) FROM parents", kept ?? "")).toBe("2");
    expect(() => server.sql("INSERT INTO kids VALUES (9, 9)", name)).toThrow("foreign key");
    server.sql("INSERT INTO kids VALUES (2, 1)", name);
    expect(server.sql("SELECT COUNT(*) FROM told", name)).toBe("1");
    expect(
      server
        .sql("SHOW DATABASES")
        .split("\n")
        .filter((each) => each.startsWith(`${name}_`)),
    ).toEqual([kept]);
  });

  test("a replica whose lag may not be read is not taken for a primary", async () => {
    const name = shop(people);
    const user = `u${randomUUID().slice(0, 8)}`;
    server.sql(`CREATE USER '${user}'@'%' IDENTIFIED BY 'x'; GRANT SELECT ON ${name}.* TO '${user}'@'%'`);
    const { database } = openMysql(server.url(name, user, "x"));
    expect(await database.vitals()).toMatchObject({ tables: 1, replicationLag: null });
    server.sql("SET GLOBAL read_only = 1");
    try {
      await expect(database.vitals()).rejects.toMatchObject({
        code: "refused",
        hint: expect.stringContaining("REPLICA MONITOR"),
      });
      server.sql(`GRANT REPLICA MONITOR ON *.* TO '${user}'@'%'`);
      expect((await database.vitals()).replicationLag).toBeNull();
    } finally {
      server.sql("SET GLOBAL read_only = 0");
    }
  });
});

/** Client programs whose dump goes through a filter, and which fail where they are given the sandbox line. */
async function wrapped(filter: string): Promise<{ readonly path: string } & AsyncDisposable> {
  const folder = await temporaryFolder();
  const path = join(folder.path, "bin");
  await mkdir(path);
  const real = programPath("mariadb", "mariadb");
  const dump = programPath("mariadb", "mariadb-dump");
  const scripts = {
    mariadb: `if [ "$1" = --help ]; then exec ${real} --help | grep -v sandbox; fi
      if [ "$1" = --version ]; then exec ${real} --version; fi
      ${real} "$@" 2>&1 < <(tee >(grep -aq 999999 && kill $$; cat > /dev/null))`,
    "mariadb-dump": `if [ "$1" = --version ]; then exec ${dump} --version; fi\nset -o pipefail; ${dump} "$@" | ${filter}`,
  };
  for (const [name, text] of Object.entries(scripts)) {
    await writeFile(join(path, name), `#!/bin/bash\n${text}\n`);
    await chmod(join(path, name), 0o755);
  }
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function commandLines(): Promise<readonly (readonly [number, string])[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const read = (id: number) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
  return Promise.all(ids.map(async (id) => [id, await read(id)] as const));
}

async function processes(beginning: string): Promise<readonly number[]> {
  const found = (await commandLines()).filter(([, line]) => line.includes(beginning)).map(([id]) => id);
  expect(found).toHaveLength(1);
  return found;
}
