import { describe, expect, test } from "vitest";
import type { ReadMigration } from "../../../src/core/judgement/readable.ts";
import { recordedSql, withShownDown } from "../../../src/core/rehearsal/recorded.ts";
import type { Rehearsal, RehearsedMigration, RoundTrip } from "../../../src/core/rehearsal/rehearsal.ts";

function rehearsal(...migrations: Partial<RehearsedMigration>[]): Rehearsal {
  const nothing = { took: 1, statements: null, locks: null, rows: null, down: "not-tried", why: null } as const;
  return {
    of: { kind: "backup", name: "20261120", at: "2026-11-20T12:00:00Z" },
    migrations: migrations.map((one) => ({ versions: ["2"], ...nothing, ...one })),
    ...{ size: { before: 1, after: 2 }, fingerprint: { before: "a", after: "b" }, restore: 1, warnings: [] },
  };
}

const seen = (...sql: string[]) => rehearsal({ statements: sql.map((one, at) => ({ sql: one, at, took: 1 })) });

describe("the SQL of a migration that is no SQL", () => {
  test("is what the server has seen, statement by statement", () => {
    const sql = recordedSql(seen("ALTER TABLE a ADD b int;; ", "  UPDATE a SET b = 1"), "2");
    expect(sql).toBe("ALTER TABLE a ADD b int;\nUPDATE a SET b = 1;");
  });

  test.each([
    ["the history of Doctrine", "INSERT INTO doctrine_migration_versions (version) VALUES ('2')"],
    ["the history of Laravel, quoted", "insert into `migrations` (`migration`) values ('2')"],
    ["the history of EF Core", 'INSERT INTO "__EFMigrationsHistory" VALUES (1)'],
    ["the history in a schema", "CREATE TABLE IF NOT EXISTS public.schema_migrations (version text)"],
    ["a lock of Knex", "UPDATE knex_migrations_lock SET is_locked = 1"],
    ["a schema of a tool", "CREATE SCHEMA IF NOT EXISTS supabase_migrations"],
    ["a question to it", "SELECT version_num FROM alembic_version"],
    ["a transaction", "START TRANSACTION"],
    ["a savepoint", "SAVEPOINT one"],
    ["a setting of the session", "SET statement_timeout = 0"],
  ])("is without %s, which is the tool's own", (_, sql) => {
    expect(recordedSql(seen(sql, "DROP TABLE orders"), "2")).toBe("DROP TABLE orders;");
  });

  test.each([
    ["a table that only begins like a history", "DELETE FROM migrations_of_birds"],
    ["dropping a history: no tool does that", "DROP TABLE schema_migrations"],
    ["a column of that name", "UPDATE orders SET migrations = 0"],
    ["where names lead from here on", "SET search_path TO other"],
    ["whether foreign keys are looked at", "SET foreign_key_checks = 0"],
  ])("keeps %s", (_, sql) => {
    expect(recordedSql(seen(sql), "2")).toBe(`${sql};`);
  });

  test("is not known where nothing was seen, or only several migrations together", () => {
    expect(recordedSql(rehearsal({ statements: null }), "2")).toBeNull();
    expect(recordedSql(rehearsal({ versions: ["2", "3"], statements: [] }), "2")).toBeNull();
    expect(recordedSql(rehearsal({ versions: ["3"], statements: [] }), "2")).toBeNull();
    expect(recordedSql(seen("COMMIT"), "2")).toBe("");
  });
});

describe("a way down that was tried", () => {
  const migration = { version: "2", name: "2_x", phase: "expand", statements: [], why: null, hasDown: null } as const;
  test.each<[RoundTrip, ReadMigration["hasDown"], ReadMigration["hasDown"]]>([
    ["lossless", null, true],
    ["differs", true, false],
    ["failed", true, false],
    ["none", null, false],
    ["not-tried", null, null],
    ["not-tried", true, true],
  ])("and is %s: what was said before, %s, becomes %s", (down, said, shown) => {
    expect(withShownDown({ ...migration, hasDown: said }, rehearsal({ down })).hasDown).toBe(shown);
  });

  test("says nothing of a migration that was not rehearsed", () => {
    const other = { ...migration, version: "9" };
    expect(withShownDown(other, rehearsal({ down: "lossless" }))).toBe(other);
  });
});
