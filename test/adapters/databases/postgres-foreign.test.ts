import { spawnSync } from "node:child_process";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dumped } from "../../contracts/database.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { openPostgres, type Shop, shop } from "./postgres-shop.ts";

describe.runIf(can("postgres"))("a database with foreign servers", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
    await server.sql("postgres", "CREATE ROLE billing LOGIN SUPERUSER PASSWORD 'plain'");
    await server.sql("postgres", "CREATE DATABASE billing");
    await server.sql("billing", "CREATE TABLE events (k text)");
  }, 60_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  /** Whoever comes may write into `events` of another database. */
  async function linked(): Promise<Shop> {
    const made = await shop(server);
    await server.sql(
      made.name,
      `CREATE EXTENSION postgres_fdw;
       CREATE SERVER "the billing" FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '${server.port}', dbname 'billing');
       CREATE SERVER unused FOREIGN DATA WRAPPER postgres_fdw;
       CREATE USER MAPPING FOR PUBLIC SERVER "the billing" OPTIONS (user 'billing', password 'plain');
       CREATE USER MAPPING FOR billing SERVER "the billing" OPTIONS (user 'billing', password 'plain');
       CREATE FOREIGN TABLE events (k text) SERVER "the billing"`,
    );
    return made;
  }

  const asked = (url: string | undefined, sql: string) => {
    const { status, stdout, stderr } = spawnSync("psql", ["-XAtd", url ?? "", "-c", sql], { encoding: "utf8" });
    return status === 0 ? stdout.trim() : stderr;
  };
  const events = async () => (await server.sql("billing", "SELECT count(*) FROM events")).trim();

  test("and a user mapping for everybody is restored, since PUBLIC is no role", async () => {
    await using made = await linked();
    const { body } = await dumped(made.database);
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([body]), scratch);
    expect(asked(scratch.url, "SELECT usename FROM pg_user_mappings ORDER BY 1")).toBe("billing\npublic");
  }, 60_000);

  test("is cut off from them in a copy, for everybody and whatever is made anew, and its catalogue stays the same", async () => {
    await using made = await linked();
    const { database } = made;
    const { body } = await dumped(database);
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect(asked(scratch.url, "INSERT INTO events VALUES ('by the copy'); SELECT count(*) FROM events")).toBe(
      "INSERT 0 1\n1",
    );
    expect(await events()).toBe("1");
    expect(await database.cutOff?.(scratch)).toEqual(["the billing", "unused"]);
    expect(await database.fingerprint(scratch)).toBe(await database.fingerprint());
    expect(asked(scratch.url, "INSERT INTO events VALUES ('again')")).toContain("has no handler");
    const anew = `CREATE USER MAPPING FOR PUBLIC SERVER "the billing" OPTIONS (user 'billing', password 'plain'); INSERT INTO events VALUES ('again')`;
    expect(asked(scratch.url, anew)).toContain("has no handler");
    expect(await events()).toBe("1");
    expect(
      asked(made.inputs["postgres-url"], "SELECT count(*) FROM pg_user_mappings; SELECT count(*) FROM events"),
    ).toBe("2\n1");
    expect(await database.cutOff?.(scratch)).toEqual(["the billing", "unused"]);
  }, 60_000);

  test("of which there are none, is left as it is", async () => {
    await using made = await shop(server);
    const { body } = await dumped(made.database);
    const { database } = openPostgres(made.inputs);
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect(await database.cutOff?.(scratch)).toEqual([]);
  }, 60_000);
});
