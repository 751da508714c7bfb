import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dumped } from "../../contracts/database.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { openPostgres, people, type Shop, shop } from "./postgres-shop.ts";

/** One object of every kind that a dump holds, with names that have to be quoted. */
const everything = `
  CREATE SCHEMA "an 'other'"; CREATE EXTENSION IF NOT EXISTS plpgsql;
  CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE DOMAIN "e-mail" AS text CHECK (VALUE LIKE '%@%');
  CREATE TYPE pair AS (a int, b text); CREATE TYPE span AS RANGE (subtype = float8);
  CREATE COLLATION german (provider = icu, locale = 'de');
  CREATE SEQUENCE "a seq" INCREMENT 5 START 10;
  CREATE TABLE "we""ird tâble; --" (id bigint GENERATED ALWAYS AS IDENTITY, gone int, "c'ol" mood DEFAULT 'sad', mail "e-mail",
    twice int GENERATED ALWAYS AS (1 + 1) STORED, UNIQUE ("c'ol", id), CHECK (id > 0));
  ALTER TABLE "we""ird tâble; --" DROP COLUMN gone, ADD COLUMN late timestamptz DEFAULT now();
  INSERT INTO "we""ird tâble; --" ("c'ol", mail) VALUES ('glad', 'a@b'), ('sad', NULL);
  CREATE TABLE "an 'other'"."表.x" (k text PRIMARY KEY, p pair); INSERT INTO "an 'other'"."表.x" VALUES ('a', (1, 'b'));
  CREATE TABLE "__proto__" (a int);
  CREATE TABLE parts (at int, x float8) PARTITION BY RANGE (at);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
  CREATE TABLE parts_2 (x float8, at int); ALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES FROM (10) TO (20);
  CREATE INDEX ON parts (at); INSERT INTO parts SELECT i, 0.1 * i FROM generate_series(0, 14) AS i;
  CREATE TABLE parent (a int); CREATE TABLE child (b int) INHERITS (parent); ALTER TABLE parent ADD COLUMN c int;
  INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1, 2, 3), (1, 2, 3);
  CREATE TABLE "Ref" (k text REFERENCES "an 'other'"."表.x" (k) DEFERRABLE, EXCLUDE USING gist (box(point(0, 0)) WITH &&));
  CREATE UNLOGGED TABLE quick (a int); INSERT INTO quick VALUES (1);
  CREATE VIEW a_view AS SELECT p.at, p.x FROM parts p WHERE p.x > 0; CREATE MATERIALIZED VIEW kept AS SELECT count(*) FROM parts;
  CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
  CREATE PROCEDURE "p r"() LANGUAGE sql AS 'SELECT 1'; CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
  CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER "a 'trigger'" BEFORE INSERT ON parts FOR EACH ROW EXECUTE FUNCTION tf();
  CREATE RULE quiet AS ON DELETE TO "__proto__" DO INSTEAD NOTHING;
  CREATE STATISTICS st ON at, x FROM parts; CREATE INDEX partly ON parent (a) WHERE a > 1;
  SELECT lo_from_bytea(0, 'large');
  CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY); INSERT INTO schema_migrations VALUES ('20260102'), ('20260103');`;

describe.runIf(can("postgres", "tar"))("with a real server", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  async function restored(made: Shop, body: Buffer) {
    const scratch = await made.database.openScratch();
    try {
      await made.database.restore(Readable.from([body]), scratch);
    } catch (error) {
      await scratch[Symbol.asyncDispose]();
      throw error;
    }
    return scratch;
  }

  test.for(["custom", "directory"])(
    "every kind of object and name comes through in %s format",
    { timeout: 60_000 },
    async (format) => {
      await using made = await shop(server, everything, { "postgres-format": format, "postgres-jobs": "2" });
      const { body, facts } = await dumped(made.database, { hashRows: true });
      expect(facts.tables).toMatchObject({
        ...{
          'we"ird tâble; --': 2,
          "an 'other'.\"表.x\"": 1,
          parts_1: 10,
          parts_2: 5,
          parent: 1,
          child: 2,
          Ref: 0,
          quick: 1,
        },
      });
      expect(Object.hasOwn(facts.tables, "__proto__")).toBe(true);
      expect(Object.hasOwn(facts.tables, "parts")).toBe(false);
      expect(facts.objects).toMatchObject({
        ...{
          schemas: 1,
          tables: 11,
          views: 1,
          "materialized views": 1,
          sequences: 2,
          functions: 4,
          triggers: 1,
          types: 4,
        },
        ...{ policies: 0, rules: 1, statistics: 1, extensions: 0, "large objects": 1, indexes: 4 },
      });
      expect(facts.migrationHead).toBe("20260103");
      await made.database.inspect(Readable.from([body]));
      await using scratch = await restored(made, body);
      expect(await made.database.census(scratch, { hashRows: true })).toEqual(facts);
      expect(await made.database.fingerprint(scratch)).toBe(await made.database.fingerprint());
    },
  );

  test("the fingerprint sees every change of the schema, and none of the rows", { timeout: 60_000 }, async () => {
    await using made = await shop(server, everything);
    const seen = new Set([await made.database.fingerprint()]);
    await made.sql("INSERT INTO parts VALUES (1, 2); ANALYZE; SELECT nextval('\"a seq\"')");
    seen.add(await made.database.fingerprint());
    expect(seen.size).toBe(1);
    const changes = [
      "ALTER TYPE mood ADD VALUE 'mad'",
      "ALTER TABLE parent ALTER COLUMN a SET NOT NULL",
      "ALTER TABLE parent ALTER COLUMN a SET DEFAULT 7",
      "ALTER TABLE parent ALTER COLUMN c TYPE bigint",
      "ALTER TABLE parent ADD CONSTRAINT positive CHECK (a > 0) NOT VALID",
      "ALTER TABLE parent RENAME COLUMN c TO d",
      "CREATE INDEX another ON parent (d)",
      "CREATE UNIQUE INDEX single ON schema_migrations (version)",
      "CREATE OR REPLACE VIEW a_view AS SELECT p.at, p.x FROM parts p WHERE p.x > 1",
      "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN $1 + 1; END'",
      "ALTER TABLE parts DISABLE TRIGGER \"a 'trigger'\"",
      "ALTER TABLE parent ENABLE ROW LEVEL SECURITY",
      "CREATE POLICY mine ON parent USING (a = 1)",
      'ALTER SEQUENCE "a seq" INCREMENT 6',
      "ALTER DOMAIN \"e-mail\" SET DEFAULT 'x@y'",
      'DROP RULE quiet ON "__proto__"',
    ];
    for (const [i, change] of changes.entries()) {
      await made.sql(change);
      seen.add(await made.database.fingerprint());
      expect(seen.size, change).toBe(i + 2);
    }
  });

  test("counts and copy are of one moment while others write", { timeout: 60_000 }, async () => {
    await using made = await shop(server, "CREATE TABLE left_rows (x text); CREATE TABLE right_rows (x text);");
    let isOver = false;
    const writer = (async () => {
      while (!isOver) {
        await made.sql(
          "BEGIN; INSERT INTO left_rows SELECT repeat('x', 500) FROM generate_series(1, 500); INSERT INTO right_rows SELECT repeat('x', 500) FROM generate_series(1, 500); COMMIT",
        );
      }
    })();
    try {
      let last = -1;
      for (let round = 0; round < 2; round++) {
        const dump = await made.database.dump({ hashRows: true });
        await new Promise((later) => setTimeout(later, 150));
        const body = await buffer(dump.body);
        const facts = await dump.facts();
        expect(facts.tables.left_rows).toBe(facts.tables.right_rows);
        expect(facts.tables.left_rows).toBeGreaterThan(last);
        last = facts.tables.left_rows ?? 0;
        await using scratch = await restored(made, body);
        expect(await made.database.census(scratch, { hashRows: true })).toEqual(facts);
      }
    } finally {
      isOver = true;
      await writer;
    }
  });

  test("a row that is there twice counts twice in the digest, and the order of rows does not", async () => {
    await using made = await shop(server, "CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, 'y')");
    const digest = async () => (await dumped(made.database, { hashRows: true })).facts.hashes?.t;
    const first = await digest();
    await made.sql("TRUNCATE t; INSERT INTO t VALUES (2, 'y'), (1, 'x')");
    expect(await digest()).toBe(first);
    await made.sql("INSERT INTO t VALUES (3, 'z'), (3, 'z')");
    expect(await digest()).not.toBe(first);
  });

  test("policies of roles that the scratch server does not have are named with the remedy", async () => {
    await using made = await shop(server, people);
    await server.sql("postgres", 'CREATE ROLE "the shop\'s"');
    await made.sql(`CREATE POLICY mine ON people FOR SELECT TO "the shop's" USING (name = ' TO x')`);
    const { body } = await dumped(made.database);
    await made.sql("DROP POLICY mine ON people");
    await server.sql("postgres", 'DROP ROLE "the shop\'s"');
    await expect(restored(made, body)).rejects.toMatchObject({
      code: "invalid_input",
      hint: expect.stringContaining('CREATE ROLE "the shop\'s" NOLOGIN'),
    });
    // A server of its own gets the role.
    const { database } = openPostgres({ "postgres-url": made.inputs["postgres-url"] ?? "" });
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect((await database.census(scratch)).objects).toMatchObject({ policies: 1 });
  }, 60_000);

  test("encoding and locale of the source are those of the copy", async () => {
    await server.sql("postgres", "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    await server.sql(
      "postgres",
      "CREATE DATABASE icu TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LOCALE 'C.UTF-8'",
    );
    for (const [name, expected] of [
      ["latin", "LATIN1||c"],
      ["icu", "UTF8|de-DE|i"],
    ] as const) {
      const { database } = openPostgres({
        "postgres-url": server.url(name),
        "postgres-scratch-url": server.url("postgres"),
      });
      const { body } = await dumped(database);
      await using scratch = await database.openScratch();
      await database.restore(Readable.from([body]), scratch);
      const asked = `SELECT pg_encoding_to_char(encoding), daticulocale, datlocprovider FROM pg_database WHERE datname = '${scratch.name}'`;
      expect(await server.sql("postgres", asked)).toBe(expected);
    }
  }, 30_000);
});
