import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSqlReader } from "../../../src/adapters/grammars/sql-reader.ts";
import type { Finding, JudgedMigration } from "../../../src/core/judgement/finding.ts";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import { knownSchemaQuery, readKnownSchema } from "../../../src/core/judgement/postgres/known-schema.ts";
import type { KnownSchema } from "../../../src/core/judgement/readable.ts";
import { rules } from "../../../src/core/judgement/rules.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Case, shapes } from "./cases.ts";
import { combinations } from "./combinations.ts";
import { contents } from "./content-cases.ts";
import { openSession, type Session } from "./session.ts";
import { checksum, odd, ordinary, schema } from "./shop.ts";

const cases = [...shapes, ...contents];

async function judged({ up, down }: Case, known?: KnownSchema): Promise<JudgedMigration> {
  const reading = await openSqlReader().read(up, "postgres");
  const told = { version: "1", name: "m", phase: "expand", why: null, hasDown: down !== undefined } as const;
  const options = { dialect: "postgres", version: 15, ...(known === undefined ? {} : { known }) } as const;
  const [migration] = judgeMigrations([{ ...told, statements: reading.statements }], options).migrations;
  return migration as JudgedMigration;
}

test("every row of the table that PostgreSQL has is replayed", () => {
  expect([...new Set(cases.map(({ rule }) => rule))].sort()).toEqual(Object.keys(rules).sort());
});

describe.runIf(can("postgres"))("on a real PostgreSQL", () => {
  let server: PostgresServer;
  let migration: Session;
  let previous: Session;
  let known: KnownSchema;

  beforeAll(async () => {
    server = await startPostgres();
    await server.sql(
      "postgres",
      "CREATE DATABASE shop; CREATE ROLE app LOGIN PASSWORD 'app'; ALTER DATABASE shop SET search_path = shop",
    );
    migration = await openSession(server.url("shop"));
    previous = await openSession(server.url("shop", "app", "app"));
    await freshSchema();
    known = readKnownSchema((await migration.run(knownSchemaQuery)).rows);
  }, 60_000);

  afterAll(async () => {
    await migration[Symbol.asyncDispose]();
    await previous[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function freshSchema(): Promise<void> {
    await migration.run(
      "SET client_min_messages = warning; DROP SCHEMA IF EXISTS shop CASCADE; DROP SCHEMA IF EXISTS attic CASCADE; CREATE SCHEMA shop",
    );
    await migration.run(schema);
    await migration.run(
      "GRANT USAGE ON SCHEMA shop TO app; GRANT ALL ON ALL TABLES IN SCHEMA shop TO app; GRANT ALL ON ALL SEQUENCES IN SCHEMA shop TO app",
    );
    await previous.run("DISCARD PLANS");
  }

  /** What fails of what the previous release does; nothing of it stays. */
  async function complaints(statements: readonly (readonly [string, number])[]): Promise<readonly string[]> {
    const failed: string[] = [];
    for (const [sql, rows] of statements) failed.push((await previous.attempt(sql, rows)) ?? "");
    return failed.filter((complaint) => complaint !== "");
  }
  const ordinarily = () => complaints(ordinary);
  const oddly = () => complaints(odd.map((sql) => [sql, 0]));

  const content = () => migration.cell(checksum).catch((error) => `gone: ${error.message}`);
  const asked = (finding: Finding) =>
    finding.resolution?.by === "probe" ? migration.cell(finding.resolution.probe.sql).then(Number) : null;

  async function harmsNothing(judgement: JudgedMigration, before: string | null): Promise<void> {
    expect(await content()).toBe(before);
    expect(await ordinarily()).toEqual([]);
    if (judgement.previous === "works") expect(await oddly()).toEqual([]);
  }

  async function harm(before: string | null): Promise<readonly string[]> {
    const isLost = (await content()) !== before;
    return [...(isLost ? ["what was there is not there any more"] : []), ...(await ordinarily()), ...(await oddly())];
  }

  /** With the schema left as it is: before and after the new release has written. */
  async function replaySafe(kase: Case, judgement: JudgedMigration, before: string | null): Promise<void> {
    await harmsNothing(judgement, before);
    if (kase.writes !== undefined) await migration.run(kase.writes);
    await harmsNothing(judgement, before);
  }

  async function replayProbe(kase: Case, judgement: JudgedMigration, before: string | null): Promise<void> {
    expect(await content()).toBe(before);
    const probed = judgement.findings.filter(({ resolution }) => resolution?.by === "probe");
    for (const finding of probed) expect(await asked(finding), finding.rule).toBe(0);
    if (probed.length > 0) await harmsNothing({ ...judgement, previous: "conditional" }, before);
    if (judgement.findings.some(({ resolution }) => resolution?.by === "loosening")) {
      expect([...(await ordinarily()), ...(await oddly())]).not.toEqual([]);
      await migration.run(kase.down ?? "");
      await harmsNothing({ ...judgement, previous: "works" }, before);
      return;
    }
    expect(kase.writes).toBeDefined();
    await migration.run(kase.writes ?? "");
    for (const finding of probed) expect(await asked(finding), finding.rule).toBeGreaterThan(0);
    if (kase.downFails === true) expect(await migration.attempt(kase.down ?? "")).not.toBeNull();
    else if (kase.down !== undefined) expect(await migration.attempt(kase.down)).toBeNull();
  }

  async function replayRevertFirst(kase: Case, before: string | null): Promise<void> {
    expect(await ordinarily()).not.toEqual([]);
    await migration.run(kase.down ?? "");
    await harmsNothing({ previous: "works" } as JudgedMigration, before);
    await migration.run(kase.up);
    await migration.run(kase.writes ?? "");
    await migration.run(kase.down ?? "");
    await harmsNothing({ previous: "works" } as JudgedMigration, before);
  }

  async function replayUnsafe(kase: Case, before: string | null): Promise<void> {
    const broken = await ordinarily();
    if (kase.down !== undefined) await migration.run(kase.down);
    const isLost = (await content()) !== before;
    const stays = await ordinarily();
    expect(isLost || (broken.length > 0 && stays.length > 0)).toBe(true);
  }

  test.each(cases)("$rule is $verdict: $up", async (kase) => {
    const judgement = await judged(kase, known);
    expect([judgement.verdict, judgement.findings.map(({ rule }) => rule)]).toEqual([
      kase.verdict,
      expect.arrayContaining([kase.rule]),
    ]);
    await freshSchema();
    const before = await content();
    await migration.run(kase.up);
    if (kase.shows === "nothing") return;
    if (kase.verdict === "SAFE") await replaySafe(kase, judgement, before);
    if (kase.verdict === "PROBE") await replayProbe(kase, judgement, before);
    if (kase.verdict === "REVERT-FIRST") await replayRevertFirst(kase, before);
    if (kase.verdict === "UNSAFE") await replayUnsafe(kase, before);
  });

  test.each(cases.filter(({ verdict, down }) => verdict === "SAFE" && down !== undefined))(
    "$rule, taken back at once: $up",
    async ({ up, down = "" }) => {
      await freshSchema();
      const before = await content();
      await migration.run(up);
      await migration.run(down);
      await harmsNothing({ previous: "works" } as JudgedMigration, before);
    },
  );

  test.each([
    ["C2", "ALTER TABLE orders ADD COLUMN line serial", "a role may not use the sequence"],
    ["C1", "ALTER TABLE orders ADD COLUMN reason code", "the type is a domain"],
    [
      "T1",
      "CREATE FUNCTION label(int, text DEFAULT '') RETURNS text LANGUAGE sql AS 'SELECT $2'",
      "a call cannot choose",
    ],
  ])("the probe of %s hits at once where the release does harm: %s", async (rule, up) => {
    const { findings } = await judged({ rule, up, verdict: "PROBE" });
    await freshSchema();
    await migration.run(up);
    const hits = await Promise.all(findings.map(asked));
    expect(hits.some((hit) => hit !== null && hit > 0)).toBe(true);
  });

  test("none of many combinations that is called SAFE does harm", async () => {
    let [safe, refused] = [0, 0];
    for (const up of combinations) {
      const judgement = await judged({ rule: "T1", up, down: "", verdict: "SAFE" }, known);
      if (judgement.verdict !== "SAFE") continue;
      await freshSchema();
      const before = await content();
      const refusal = await migration.run(up).then(
        () => null,
        (error) => error,
      );
      if (refusal === null) expect([up, await harm(before)]).toEqual([up, []]);
      else refused++;
      safe++;
    }
    expect(safe - refused).toBeGreaterThan(80);
  }, 60_000);

  test("a table that hides one of the same name is not called new", async () => {
    await freshSchema();
    const up = "CREATE TABLE drafts (id int)";
    expect((await judged({ rule: "T1", up, down: "", verdict: "SAFE" }, known)).verdict).toBe("UNKNOWN");
    await migration.run(
      `CREATE SCHEMA attic; GRANT USAGE ON SCHEMA attic TO app; SET search_path = attic, shop; ${up}; RESET search_path`,
    );
    expect(await previous.attempt("SET LOCAL search_path = attic, shop; SELECT id, name FROM drafts")).not.toBeNull();
  });

  test("without the database's own types, no change of a type is decided by itself", async () => {
    for (const kase of cases.filter(({ rule }) => ["Y1", "Y2", "Y3"].includes(rule))) {
      const { verdict, findings } = await judged(kase);
      expect(["PROBE", "UNKNOWN"]).toContain(verdict);
      expect(findings.map(({ resolution }) => resolution?.by ?? "person")).toEqual(["person"]);
    }
  });
});
