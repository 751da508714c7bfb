import { describe, expect, test } from "vitest";
import { openSqlReader } from "../../../src/adapters/grammars/sql-reader.ts";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import type { ReadMigration } from "../../../src/core/judgement/readable.ts";

const reader = openSqlReader();
const places = async (sql: string) =>
  (await reader.read(sql, "postgres")).statements?.map(({ line, text }) => `${line}: ${text}`);

describe("PostgreSQL's SQL", () => {
  test("is cut where the engine cuts it, with the lines of the text", async () => {
    const sql = "-- ä€😀\nSELECT 1;\n\n/* ; */\n  ALTER TABLE a\n ADD b int;; SELECT ';', $$;$$, E'\\';'\n";
    expect(await places(sql)).toEqual(["2: SELECT 1", "5: ALTER TABLE a\n ADD b int", "6: SELECT ';', $$;$$, E'\\';'"]);
  });

  test("may be empty, or nothing but comments", async () => {
    for (const sql of ["", " \n", "\uFEFF", "-- migrate:up\n/* x */", ";"]) expect(await places(sql)).toEqual([]);
  });

  test.each([
    ["SELECT 1;\nSELEC 2;", 'line 2: syntax error at or near "SELEC"'],
    ["-- ä€\nDROP TABLE 'x'", "line 2: syntax error at or near \"'x'\""],
    ["SELECT 1;\n\\connect other\nDROP TABLE x;", "line 2: `\\connect` is a command of psql and not SQL"],
    ["SELECT 1;\0DROP TABLE x", "line 1: there is a NUL character, which PostgreSQL refuses"],
    ["SELECT 'never closed", 'line 1: unterminated quoted string at or near "\'never closed"'],
    ["ALTER TABLE a MODIFY b INT", 'line 1: syntax error at or near "MODIFY"'],
  ])("that is none is not read at all: %j", async (sql, why) => {
    expect(await reader.read(sql, "postgres")).toEqual({ statements: null, why });
  });

  test("nested deeper than the grammar goes is not read, and the next one is", async () => {
    const deep = `SELECT ${"(".repeat(100_000)}1${")".repeat(100_000)}`;
    expect(await reader.read(deep, "postgres")).toMatchObject({
      statements: null,
      why: expect.stringContaining("memory"),
    });
    expect(await places("SELECT 1")).toEqual(["1: SELECT 1"]);
  });
});

test("the other engines' SQL is read by its tokens", async () => {
  expect((await reader.read("ALTER TABLE `a` ADD b INT; DROP TABLE c", "mysql")).statements).toHaveLength(2);
  expect((await reader.read("SELECT 'open", "sqlite")).statements).toBeNull();
});

test("a thousand migrations are judged by one look at each", async () => {
  const migration = (index: number) =>
    `CREATE TABLE t${index} (id serial PRIMARY KEY, a int REFERENCES t${index - 1}); ALTER TABLE old ADD c${index} text NOT NULL DEFAULT ''; CREATE INDEX ON old (c${index});`;
  const read: ReadMigration[] = [];
  for (let index = 1; index <= 1_000; index++) {
    const { statements } = await reader.read(migration(index), "postgres");
    read.push({ version: `${index}`, name: `m${index}`, phase: "expand", statements, why: null, hasDown: true });
  }
  const { migrations } = judgeMigrations(read, { dialect: "postgres", version: 15 });
  expect(migrations.map(({ findings }) => findings.length)).toEqual([4, ...Array.from({ length: 999 }, () => 3)]);
});
