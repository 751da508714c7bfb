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
    ["several settings at once", "SET SESSION lock_wait_timeout = 5, innodb_lock_wait_timeout = 5"],
    ["the time zone of the session", "SET SESSION timezone TO 'UTC'"],
    ["the character set of the session", "set names 'utf8mb4' collate 'utf8mb4_unicode_ci'"],
    ["how its transactions are kept apart", "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"],
    ["a transaction with its isolation", "BEGIN ISOLATION LEVEL READ COMMITTED"],
    ["the end of a savepoint", 'ROLLBACK TO SAVEPOINT "one"'],
    ["the lock of Knex that it asks for", 'select * from "knex_migrations_lock" for update'],
    ["its advisory lock", "SELECT pg_try_advisory_lock(4711)"],
    ["the lock of MySQL", "SELECT GET_LOCK('rails', 0)"],
    ["the version", "select pg_catalog.version()"],
    ["a question whether it lives", "SELECT 1"],
    ["a variable of the server", "SELECT @@transaction_isolation, @@lower_case_table_names"],
    [
      "a question to the catalogue",
      `SELECT EXISTS (SELECT 1 FROM "pg_catalog"."pg_class" c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relname = 'purge(now)' AND pg_catalog.format_type(c.reltype, NULL) IN ('a'))`,
    ],
    ["columns of a question", "WITH t AS (SELECT 1) SELECT a FROM unnest(current_schemas(false)) AS names(a), pg_type"],
  ])("is without %s, which is the tool's own", (_, sql) => {
    expect(recordedSql(seen(sql, "DROP TABLE orders"), "2")).toBe("DROP TABLE orders;");
  });

  test.each([
    ["a table that only begins like a history", "DELETE FROM migrations_of_birds"],
    ["dropping a history: no tool does that", "DROP TABLE schema_migrations"],
    ["a column of that name", "UPDATE orders SET migrations = 0"],
    ["where names lead from here on", "SET search_path TO other"],
    ["whether foreign keys are looked at", "SET foreign_key_checks = 0"],
    ["switching triggers off", "SET session_replication_role = replica"],
    ["a setting of the whole server", "SET GLOBAL read_only = 1"],
    ["another setting behind a known one", "SET lock_timeout = 1, GLOBAL read_only = 1"],
    ["a password", "SET PASSWORD FOR app = 'x'"],
    ["another role", "SET ROLE admin"],
    ["texts that mean something else", "SET standard_conforming_strings = off"],
    ["a sequence that is set", "SELECT pg_catalog.setval('s', 1)"],
    ["a function of the application", "SELECT 1 FROM purge()"],
    ["a function with the name of one of the engine", "SELECT app.count(1) FROM pg_class"],
    ["a function whose name is quoted", 'SELECT "purge count"() FROM pg_class'],
    ["a function that a strange quote hides", "SELECT 'it\\'s', purge('x'), '' FROM information_schema.tables"],
    ["a table that is made of the catalogue", "SELECT * INTO kept FROM pg_class"],
    ["what some servers read in a comment", "SELECT 1 /*! INTO OUTFILE 'x' */"],
    ["a block that begins like a transaction", "BEGIN NOT ATOMIC DROP TABLE orders; END"],
    ["the end of a prepared transaction", "COMMIT PREPARED 'x'"],
    ["a question to a table of the application", "SELECT * FROM users"],
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
