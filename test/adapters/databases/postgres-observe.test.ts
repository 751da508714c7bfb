import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openTarget } from "../../../src/adapters/targets/index.ts";
import type { Observation } from "../../../src/core/rehearsal/observation.ts";
import type { Database, Scratch } from "../../../src/stages/ports/database.ts";
import { type TestEffects, testEffects } from "../../effects.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { observe } from "./observe.ts";
import { openPostgres, people, shop } from "./postgres-shop.ts";

interface Connection {
  connect(): Promise<void>;
  query(sql: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
  end(): Promise<void>;
}

// The driver brings no types.
const driver: string = "pg";
const { Client } = (await import(driver)) as {
  Client: new (options: { readonly connectionString: string | undefined }) => Connection;
};

type Asked = string | readonly [string, readonly unknown[]];

describe.runIf(can("postgres"))("with a real server", () => {
  let server: PostgresServer;
  let effects: TestEffects;
  let database: Database;
  let scratch: Scratch;
  beforeAll(async () => {
    server = await startPostgres();
    effects = testEffects();
    ({ database } = openPostgres({ "postgres-url": server.url("postgres") }, undefined, effects));
    scratch = await database.openScratch();
  }, 60_000);
  afterEach(() => run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"));
  afterAll(async () => {
    await scratch?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  /** What a tool does: one connection, statement by statement. */
  const run = async (...statements: Asked[]): Promise<void> => {
    const client = new Client({ connectionString: scratch.url });
    await client.connect();
    for (const statement of statements) {
      await (typeof statement === "string" ? client.query(statement) : client.query(...statement));
    }
    await client.end();
  };
  const watched = async (...statements: Asked[]): Promise<Observation> => {
    await using watch = await observe(database, scratch);
    await run(...statements);
    return await watch.stop();
  };
  const texts = ({ statements }: Observation) => statements?.map(({ sql }) => sql);

  test("statements are told in their order, with their time, also long ones and several at once", async () => {
    await run(people);
    const long = "UPDATE people -- a comment; with a semicolon\n\tSET name = 'x;'\n\n  WHERE id < 4";
    const seen = await watched(
      "BEGIN",
      long,
      "SELECT pg_sleep(0.2)",
      "COMMIT",
      "CREATE TABLE a (i int); DROP TABLE a;",
    );
    expect(texts(seen)).toEqual([
      "BEGIN",
      long,
      "SELECT pg_sleep(0.2)",
      "COMMIT",
      "CREATE TABLE a (i int)",
      "DROP TABLE a",
    ]);
    expect(seen.statements?.[2]?.took).toBeGreaterThan(199);
    expect(seen.statements?.map(({ at }) => at)).toEqual(seen.statements?.map(({ at }) => at).sort((a, b) => a - b));
  });

  test("values of the extended protocol stand in their places, and only there", async () => {
    await run(people);
    const seen = await watched(
      ["INSERT INTO people VALUES ($1, $2)", [500, "it's $1\n\tnew"]],
      ["UPDATE people SET name = $2 || '$1' /* $1 */ WHERE id = $1", [500, null]],
    );
    expect(texts(seen)).toEqual([
      "INSERT INTO people VALUES ('500', 'it''s $1\n\tnew')",
      "UPDATE people SET name = NULL || '$1' /* $1 */ WHERE id = '500'",
    ]);
  });

  test("what we ask ourselves is not told, what we run of a DOWN file is", async () => {
    await run(people);
    await using watch = await observe(database, scratch);
    const options = { url: scratch.url ?? "", input: "url", exec: effects.exec, effects, folder: "/" };
    const { target } = openTarget(options);
    await using _ = await target.lock({ holder: "run 1", wait: 0 });
    await target.read("SELECT count(*) FROM people");
    await target.execute(["DROP INDEX by_name"], { lock: 0, statement: 0 });
    expect(texts(await watch.stop())).toEqual(["DROP INDEX by_name"]);
  });

  test("the strongest lock of each table is told with the time that it was seen", async () => {
    await run(people, "CREATE SCHEMA other; CREATE TABLE other.pets (id int)");
    const { locks } = await watched(
      "BEGIN; LOCK TABLE other.pets IN SHARE MODE; UPDATE people SET name = 'x'",
      "SELECT pg_sleep(0.1)",
      "ALTER TABLE people ADD COLUMN nickname text",
      "SELECT pg_sleep(0.2)",
      "COMMIT",
      "DROP SCHEMA other CASCADE",
    );
    expect(locks).toHaveLength(2);
    const [strong, weak] = ["people", "other.pets"].map((name) => locks?.find(({ on }) => on === name));
    expect(strong).toEqual({ on: "people", lock: "ACCESS EXCLUSIVE", held: expect.any(Number) });
    expect(weak?.lock).toBe("SHARE");
    expect(weak?.held).toBeGreaterThan(strong?.held as number);
    expect(strong?.held).toBeGreaterThan(50);
  });

  test("reading alone takes no lock that is told", async () => {
    await run(people);
    const seen = await watched("BEGIN; SELECT count(*) FROM people", "SELECT pg_sleep(0.1)", "COMMIT");
    expect([seen.locks, seen.rows]).toEqual([[], {}]);
  });

  test("rows that were inserted, updated and deleted are counted per table, and the size before and after", async () => {
    await run(people, "CREATE TABLE quiet (id int); INSERT INTO quiet VALUES (1)");
    const { rows, size } = await watched(
      "UPDATE people SET name = 'x' WHERE id <= 30",
      "DELETE FROM people WHERE id > 98",
      "CREATE TABLE gadgets AS SELECT i, repeat('x', 100) AS text FROM generate_series(1, 5000) AS i",
      "ALTER TABLE people RENAME TO persons",
    );
    expect(rows).toEqual({
      persons: { inserted: 0, updated: 30, deleted: 2 },
      gadgets: { inserted: 5000, updated: 0, deleted: 0 },
    });
    expect(size.after - size.before).toBeGreaterThan(500_000);
  });

  test("a watch leaves nothing behind, stopped or not, and two of them do not see each other", async () => {
    await run(people);
    const before = await database.fingerprint(scratch);
    const settings = "SELECT setting FROM pg_settings WHERE name IN ('log_line_prefix', 'log_min_duration_statement')";
    const client = new Client({ connectionString: scratch.url });
    await client.connect();
    const asked = async () => (await client.query(settings)).rows;
    const normal = await asked();
    {
      await using _ = await observe(database, scratch);
      await wait(20);
    }
    const first = await watched("SELECT 1 AS first");
    const second = await watched("SELECT 2 AS second");
    expect([first, second].map(texts)).toEqual([["SELECT 1 AS first"], ["SELECT 2 AS second"]]);
    expect(await asked()).toEqual(normal);
    await client.end();
    expect(await database.fingerprint(scratch)).toBe(before);
  });

  test("on a given server the log is not touched: locks and rows are told, statements are not known", async () => {
    await using made = await shop(server);
    await using copy = await made.database.openScratch();
    const client = new Client({ connectionString: copy.url });
    await client.connect();
    await client.query("CREATE TABLE people (id int)");
    await using watch = await observe(made.database, copy);
    await client.query("BEGIN; INSERT INTO people VALUES (1)");
    await wait(100);
    await client.query("COMMIT");
    await client.end();
    const { statements, locks, rows } = await watch.stop();
    expect(statements).toBeNull();
    expect(locks).toMatchObject([{ on: "people", lock: "ROW EXCLUSIVE" }]);
    expect(rows).toEqual({ people: { inserted: 1, updated: 0, deleted: 0 } });
  });

  test("a run that is cancelled ends the watch: what was not seen to the end is not known", async () => {
    const stop = new AbortController();
    await using watch = await observe(database, scratch, stop.signal);
    stop.abort();
    expect((await watch.stop()).locks).toBeNull();
  });
});
