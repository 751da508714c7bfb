import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dumped } from "../../contracts/database.ts";
import { testEffects } from "../../effects.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { openPostgres, people, shop } from "./postgres-shop.ts";

describe.runIf(can("postgres", "tar"))("with a real server", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  const databases = (like: string) =>
    server.sql("postgres", `SELECT datname FROM pg_database WHERE datname LIKE '${like}' ORDER BY 1`);

  test("a throwaway server holds the copy, is found again by its name, and nothing is left of it", async () => {
    await using made = await shop(server);
    const url = made.inputs["postgres-url"] ?? "";
    const { database, effects } = openPostgres({ "postgres-url": url });
    const { body, facts } = await dumped(database, { hashRows: true });
    const scratch = await database.openScratch({ isKept: true });
    try {
      await database.restore(Readable.from([body]), scratch);
      const other = openPostgres({ "postgres-url": url }).database;
      const found = await other.reopenScratch(scratch.name);
      expect(found).toMatchObject({ name: scratch.name, url: scratch.url });
      expect(effects.redact(scratch.url ?? "")).toContain("***");
      expect(
        spawnSync("psql", ["-XAtd", scratch.url ?? "", "-c", "SELECT count(*) FROM people"]).stdout.toString(),
      ).toBe("100\n");
      expect(await other.census(found, { hashRows: true })).toEqual(facts);
      expect(await other.fingerprint(found)).toBe(await database.fingerprint());
      await found[Symbol.asyncDispose]();
      expect(existsSync(scratch.name)).toBe(false);
      const left = spawnSync("ps", ["-eo", "args"]).stdout.toString();
      expect(left).not.toContain(scratch.name);
    } finally {
      await scratch[Symbol.asyncDispose]();
    }
  }, 60_000);

  test("a copy can be made although the source is gone", async () => {
    await using made = await shop(server);
    const { body, facts } = await dumped(made.database);
    const { database } = openPostgres({ "postgres-url": "postgres://nobody:p@127.0.0.1:1/gone" });
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect(await database.census(scratch)).toEqual(facts);
  }, 60_000);

  test("a cancelled throwaway server leaves nothing", async () => {
    await using made = await shop(server);
    const effects = testEffects({ now: () => Date.UTC(2031, 0, 31) });
    const { database } = openPostgres({ "postgres-url": made.inputs["postgres-url"] ?? "" }, undefined, effects);
    await database.vitals();
    const mine = () => readdirSync(tmpdir()).filter((name) => name.startsWith("deploy_actions_scratch_20310131"));
    const cancel = new AbortController();
    const opened = database.openScratch({ signal: cancel.signal });
    opened.catch(() => {});
    await expect.poll(mine, { interval: 10 }).toHaveLength(1);
    cancel.abort();
    await expect(opened).rejects.toMatchObject({ code: "cancelled" });
    expect(mine()).toEqual([]);
    expect(spawnSync("ps", ["-eo", "args"]).stdout.toString()).not.toContain("deploy_actions_scratch_20310131");
  }, 60_000);

  test("scratch databases that killed runs have left are dropped a day later; those of others and of today stay", async () => {
    await using made = await shop(server);
    const names = [
      "deploy_actions_scratch_20200101t000000_0a1b2c3d",
      "deploy_actions_scratch_20200101t000000_0a1b2c3d_mine",
      "deploy_actions_scratch_29990101t000000_0a1b2c3d",
      "deploy_actions_scratch_20200102t000000_0a1b2c3d",
    ];
    for (const name of names) await server.sql("postgres", `CREATE DATABASE ${name}`);
    const guest = server.sql(names[3] ?? "", "SELECT pg_sleep(5)");
    await expect.poll(() => server.sessions(names[3] ?? "")).toHaveLength(1);
    await (await made.database.openScratch())[Symbol.asyncDispose]();
    expect((await databases("deploy%")).split("\n")).toEqual(names.slice(1).sort());
    await guest;
    for (const name of names.slice(1)) await server.sql("postgres", `DROP DATABASE ${name}`);
  }, 30_000);

  test("a scratch database that somebody has written into is refused, and stays as it is", async () => {
    await using made = await shop(server);
    const { body } = await dumped(made.database);
    await using scratch = await made.database.openScratch();
    await server.sql(scratch.name, "CREATE VIEW mine AS SELECT 1 AS one");
    await expect(made.database.restore(Readable.from([body]), scratch)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("1 views"),
    });
    expect(await server.sql(scratch.name, "SELECT one FROM mine")).toBe("1");
  });

  test("several jobs restore by way of the disk, and leave nothing on it", async () => {
    await using made = await shop(server, people, { "postgres-jobs": "2" });
    const { body, facts } = await dumped(made.database);
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([body]), scratch);
    expect(await made.database.census(scratch)).toEqual(facts);
    const left = await made.effects.exec.list("/tmp");
    expect(left.filter((name) => name.startsWith("postgres-restore-"))).toEqual([]);
  });

  test("what is put in the place of a database keeps its owner, its rights, limits and settings, and the old one is kept", async () => {
    await server.sql("postgres", "CREATE ROLE app LOGIN PASSWORD 'p'; CREATE ROLE guest");
    await using made = await shop(server, `${people} ALTER TABLE people OWNER TO app; GRANT SELECT ON people TO guest`);
    const quoted = `"${made.name.replaceAll('"', '""')}"`;
    await server.sql(
      "postgres",
      `ALTER DATABASE ${quoted} OWNER TO app; ALTER DATABASE ${quoted} SET search_path TO "$user", public, "a b";
       ALTER DATABASE ${quoted} SET work_mem = '7MB'; ALTER ROLE guest IN DATABASE ${quoted} SET statement_timeout = '5s';
       ALTER DATABASE ${quoted} CONNECTION LIMIT 42; REVOKE ALL ON DATABASE ${quoted} FROM PUBLIC; GRANT CONNECT ON DATABASE ${quoted} TO guest;
       COMMENT ON DATABASE ${quoted} IS 'it''s ours'`,
    );
    const settings = () =>
      server.sql(
        "postgres",
        `SELECT pg_get_userbyid(datdba), datconnlimit, datacl, shobj_description(oid, 'pg_database'),
          (SELECT array_agg(setrole::regrole || ':' || setconfig::text ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid)
         FROM pg_database d WHERE datname = '${made.name.replaceAll("'", "''")}'`,
      );
    const [before, { body, facts }] = [await settings(), await dumped(made.database, { hashRows: true })];
    await made.sql("DELETE FROM people WHERE id > 50");
    const client = made.sql("SELECT pg_sleep(20)").catch((error) => String(error));
    await expect.poll(() => server.sessions(made.name)).toContain("client");
    const { kept } = await made.database.replace(Readable.from([body]), (found) =>
      expect(found.tables).toEqual(facts.tables),
    );
    expect(await client).toContain("terminating connection");
    expect((await dumped(made.database, { hashRows: true })).facts).toEqual(facts);
    expect(await settings()).toBe(before);
    expect(
      await made.sql(
        "SELECT tableowner, has_table_privilege('guest', 'public.people', 'SELECT') FROM pg_tables WHERE tablename = 'people'",
      ),
    ).toBe("app|t");
    expect(kept).toMatch(/_before_\d{8}t\d{6}$/);
    expect(await server.sql(kept ?? "", "SELECT count(*) FROM public.people")).toBe("50");
    await server.sql("postgres", `DROP DATABASE "${kept?.replaceAll('"', '""')}"`);
    expect(await databases("%\\_new\\_%")).toBe("");
  }, 30_000);

  test("a database whose old name is taken is not replaced, and is there as before", async () => {
    await using made = await shop(server);
    const { body, facts } = await dumped(made.database);
    const now = Date.UTC(2026, 0, 31);
    const taken = `${made.name}_before_20260131t000000`;
    const fixed = Buffer.byteLength(taken) <= 63;
    expect(fixed).toBe(true);
    const quoted = `"${taken.replaceAll('"', '""')}"`;
    await server.sql("postgres", `CREATE DATABASE ${quoted}`);
    const { database } = openPostgres(made.inputs, undefined, testEffects({ now: () => now }));
    await expect(database.replace(Readable.from([body]), () => {})).rejects.toThrow("already exists");
    expect((await dumped(made.database)).facts).toEqual(facts);
    expect(await databases("%\\_new\\_%")).toBe("");
    await server.sql("postgres", `DROP DATABASE ${quoted}`);
  }, 30_000);

  test("masked columns keep joins, fit their width, and are gone from what was derived of them", async () => {
    await using made = await shop(
      server,
      `CREATE SCHEMA "s p"; CREATE TABLE "s p"."Us""er" (id int PRIMARY KEY, "e mail" varchar(12) NOT NULL, note text);
       INSERT INTO "s p"."Us""er" SELECT i, 'u' || i || '@x', 'private' FROM generate_series(1, 20) AS i;
       CREATE TABLE orders (mail varchar(12), twice text GENERATED ALWAYS AS ('=' || mail) STORED);
       INSERT INTO orders SELECT 'u' || i || '@x' FROM generate_series(1, 20) AS i;
       CREATE MATERIALIZED VIEW mails AS SELECT mail FROM orders;
       CREATE TABLE log (old text); CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.log VALUES (OLD.note); RETURN NEW; END';
       CREATE TRIGGER t BEFORE UPDATE ON "s p"."Us""er" FOR EACH ROW EXECUTE FUNCTION keep();`,
    );
    const { body, facts } = await dumped(made.database);
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([body]), scratch);
    const key = Object.keys(facts.tables).find((name) => name.startsWith("s p")) ?? "";
    await made.database.mask?.(scratch, [
      { table: 's p.Us"er', column: "e mail", with: "hash" },
      { table: "orders", column: "mail", with: "hash" },
      { table: 's p.Us"er', column: "note", with: "it's hidden" },
    ]);
    const joined = `SELECT count(*), count(DISTINCT mail), bool_or(mail LIKE '%@%') FROM orders JOIN "s p"."Us""er" ON "e mail" = mail`;
    expect(await server.sql(scratch.name, joined)).toBe("20|20|f");
    expect(await server.sql(scratch.name, `SELECT DISTINCT note FROM "s p"."Us""er"`)).toBe("it's hidden");
    expect(await server.sql(scratch.name, "SELECT count(*) FROM mails WHERE mail LIKE '%@%'")).toBe("0");
    expect(await server.sql(scratch.name, "SELECT count(*) FROM log")).toBe("0");
    expect(key).toBe('s p.Us"er');
    const wrong = [
      { table: "orders", column: "twice", with: "null" },
      { table: 's p.Us"er', column: "id", with: "hash" },
    ];
    await expect(made.database.mask?.(scratch, wrong)).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{}, {}],
    });
  }, 30_000);
});
