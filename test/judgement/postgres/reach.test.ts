import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSqlReader } from "../../../src/adapters/grammars/sql-reader.ts";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import { knownSchemaQuery, readKnownSchema } from "../../../src/core/judgement/postgres/known-schema.ts";
import type { KnownSchema, ReadMigration } from "../../../src/core/judgement/readable.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { reaching, schema } from "./reach-cases.ts";
import { openSession } from "./session.ts";

const reader = openSqlReader();
const afresh = "DROP SCHEMA IF EXISTS public, attic, admin CASCADE; CREATE SCHEMA public";

async function judged(up: readonly string[], known?: KnownSchema) {
  const read: ReadMigration[] = [];
  for (const [index, sql] of up.entries()) {
    const told = { version: `${index}`, name: `m${index}`, phase: "expand", why: null, hasDown: true } as const;
    read.push({ ...told, statements: (await reader.read(sql, "postgres")).statements });
  }
  return judgeMigrations(read, { dialect: "postgres", version: 15, ...(known === undefined ? {} : { known }) });
}

describe.runIf(can("postgres"))("what reaches the previous release in a roundabout way is told", () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
    await server.sql("postgres", "CREATE DATABASE shop");
  }, 60_000);

  afterAll(() => server[Symbol.asyncDispose]());

  test.each(reaching)("$says", async ({ given = "SELECT 1", up, writes = "SELECT 1", does }) => {
    await using previous = await openSession(server.url("shop"));
    for (const sql of [afresh, schema, given]) await previous.run(sql);
    expect(await previous.attempt(does)).toBeNull();
    const known = readKnownSchema((await previous.run(knownSchemaQuery)).rows);
    const { verdict, previous: told } = await judged(up, known);
    expect([verdict, told]).not.toEqual(["SAFE", "works"]);
    for (const sql of [...up, writes]) {
      await using migration = await openSession(server.url("shop"));
      await migration.run(sql);
    }
    expect(await previous.attempt(does)).not.toBeNull();
  });

  test("whether a new table hides an older one is asked of roles and paths", async () => {
    await using session = await openSession(server.url("shop"));
    for (const sql of [afresh, schema]) await session.run(sql);
    const known = readKnownSchema((await session.run(knownSchemaQuery)).rows);
    const hits = async (name: string) => {
      const { migrations } = await judged([`CREATE TABLE ${name}.orders (id int)`], known);
      const [resolution] = (migrations[0]?.findings ?? []).flatMap(({ resolution }) => resolution ?? []);
      return resolution?.by === "probe" ? Number(await session.cell(resolution.probe.sql)) : null;
    };
    expect([await hits("attic"), await hits("admin")]).toEqual([0, 1]);
    await session.run("CREATE ROLE clerk; ALTER ROLE clerk SET search_path = attic, public");
    expect(await hits("attic")).toBe(1);
    expect((await judged(["CREATE TABLE attic.others (id int)"], known)).verdict).toBe("SAFE");
  });
});
