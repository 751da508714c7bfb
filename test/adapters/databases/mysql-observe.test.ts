import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openTarget } from "../../../src/adapters/targets/index.ts";
import type { Observation } from "../../../src/core/rehearsal/observation.ts";
import type { Database, Scratch } from "../../../src/stages/ports/database.ts";
import type { TestEffects } from "../../effects.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { can, programPath } from "../../servers/programs.ts";
import { openMysql } from "./mysql-shop.ts";
import { observe } from "./observe.ts";

const people =
  "CREATE TABLE people (id int PRIMARY KEY, name varchar(200)) ENGINE=InnoDB; INSERT INTO people SELECT seq, 'x' FROM seq_1_to_100;";

describe.runIf(can("mariadb"))("with a real server", () => {
  let server: MariadbServer;
  let database: Database;
  let scratch: Scratch;
  let effects: TestEffects;
  beforeAll(async () => {
    server = await startMariadb();
    server.sql("CREATE DATABASE shop");
    ({ database, effects } = openMysql(server.url("shop")));
    scratch = await database.openScratch();
  }, 60_000);
  afterEach(() => run("DROP TABLE IF EXISTS people, gadgets"));
  afterAll(async () => {
    await scratch?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const run = async (sql: string, url = new URL(scratch.url ?? "")) => {
    const socket = `--socket=${url.searchParams.get("socket")}`;
    const words = ["--no-defaults", socket, "--user=root", "--default-character-set=utf8mb4", url.pathname.slice(1)];
    const { stdout } = await effects.exec.run([programPath("mariadb", "mariadb"), ...words, "-N"], { stdin: sql });
    return stdout.trim();
  };
  const watched = async (sql: string): Promise<Observation> => {
    await using watch = await observe(database, scratch);
    await run(sql);
    return await watch.stop();
  };

  test("statements are told in their order, with their time and the rows that they changed", async () => {
    await run(people);
    const seen = await watched(`UPDATE people SET name = 'é;'\n  WHERE id < 4; SELECT SLEEP(0.2);
      ALTER TABLE people ADD COLUMN nickname text; CREATE TABLE gadgets (id int);
      PREPARE p FROM 'INSERT INTO people (id, name) VALUES (?, ?)'; EXECUTE p USING 500, 'it''s'; DROP TABLE gadgets`);
    expect(seen.statements?.map(({ sql }) => sql)).toEqual([
      "UPDATE people SET name = 'é;'\n  WHERE id < 4",
      "SELECT SLEEP(0.2)",
      "ALTER TABLE people ADD COLUMN nickname text",
      "CREATE TABLE gadgets (id int)",
      "INSERT INTO people (id, name) VALUES (500, 'it\\'s')",
      "DROP TABLE gadgets",
    ]);
    expect(seen.statements?.[0]?.rows).toBe(3);
    const [, sleeping] = seen.statements ?? [];
    expect(sleeping?.took).toBeGreaterThan(199);
    expect(sleeping?.took).toBeLessThan(10_000);
    expect(seen.rows).toBeNull();
  });

  test("what we ask ourselves is not told, what we run of a DOWN file is", async () => {
    await run(people);
    await using watch = await observe(database, scratch);
    const options = { url: scratch.url ?? "", input: "url", exec: effects.exec, effects, folder: "/" };
    const { target } = openTarget(options);
    expect(await target.read("SELECT count(*) FROM people")).toEqual([["100"]]);
    await target.execute(["DROP TABLE people"], { lock: 0, statement: 0 });
    const { statements } = await watch.stop();
    const told = statements
      ?.map(({ sql }) => sql)
      .filter((sql) => !/^(?:SET SESSION|START TRANSACTION|COMMIT)/.test(sql));
    expect(told).toEqual(["DROP TABLE people"]);
  });

  test("the strongest lock on a table is told, and its size before and after", async () => {
    await run(people);
    const { locks, size } = await watched(`BEGIN; UPDATE people SET name = 'y'; SELECT SLEEP(0.1); COMMIT;
      LOCK TABLES people WRITE; SELECT SLEEP(0.2); UNLOCK TABLES;
      CREATE TABLE gadgets (id int, KEY (id)) ENGINE=InnoDB; INSERT INTO gadgets SELECT seq FROM seq_1_to_20000; ANALYZE TABLE gadgets`);
    const held = locks?.find(({ on }) => on === "people");
    expect(held?.lock).toBe("MDL SHARED_NO_READ_WRITE");
    expect(held?.held).toBeGreaterThan(50);
    expect(size.after).toBeGreaterThan(size.before);
  });

  test("a watch leaves nothing behind, stopped or not", async () => {
    await run(people);
    const before = await database.fingerprint(scratch);
    const settings = `SHOW GLOBAL VARIABLES WHERE variable_name LIKE '%slow%' OR variable_name IN ('long_query_time', 'log_output', 'min_examined_row_limit');
      SELECT COUNT(*) FROM mysql.slow_log; SELECT COUNT(*) FROM information_schema.plugins WHERE plugin_name LIKE 'METADATA%'`;
    const normal = await run(settings);
    {
      await using _ = await observe(database, scratch);
      expect(await run(settings)).not.toBe(normal);
    }
    expect((await watched("SELECT 1")).statements).toHaveLength(1);
    expect(await run(settings)).toBe(normal);
    expect(await database.fingerprint(scratch)).toBe(before);
  });

  test("on a given server nothing is changed to see more", async () => {
    const given = openMysql(server.url("shop"), { "mysql-scratch-url": server.url() }).database;
    await using copy = await given.openScratch();
    const before = server.sql("SHOW GLOBAL VARIABLES LIKE '%slow%'");
    await using watch = await observe(given, copy);
    expect(server.sql("SHOW GLOBAL VARIABLES LIKE '%slow%'")).toBe(before);
    server.sql("CREATE TABLE people (id int); INSERT INTO people VALUES (1)", copy.name);
    const seen = await watch.stop();
    expect([seen.statements, seen.locks, seen.rows]).toEqual([null, null, null]);
    expect(seen.size.after).toBeGreaterThan(seen.size.before);
  });
});
