import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { judgeText } from "../../core/judgement/text-cases.ts";
import { operations, original, previous, schema } from "./operations.ts";

function fresh() {
  const database = new DatabaseSync(":memory:");
  database.exec(schema);
  const rows = () => original.map((sql) => database.prepare(sql).all());
  const before = rows();
  return {
    run: (sql: string) => database.exec(sql),
    count: (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]),
    works: () => {
      try {
        database.exec(`BEGIN;${previous}`);
        return true;
      } catch {
        return false;
      } finally {
        database.exec("ROLLBACK");
      }
    },
    isSound: () => {
      try {
        expect(rows()).toEqual(before);
        return true;
      } catch {
        return false;
      }
    },
  };
}

describe("each row of the verdict table, replayed on SQLite", () => {
  test.each(operations)("$rule, $verdict: $up", ({ rule, up, down, verdict, later, breaks }) => {
    const judged = judgeText(up, "sqlite");
    expect(judged.verdict).toBe(verdict);
    expect(judged.findings.map((found) => found.rule)).toContain(rule);
    const database = fresh();
    expect([database.works(), database.isSound()]).toEqual([true, true]);
    database.run(up);
    const works = database.works();
    if (breaks !== undefined) expect(works).toBe(!breaks);
    if (verdict === "SAFE") expect([works, database.isSound()]).toEqual([true, true]);
    const probe = judged.findings.map(({ resolution }) => resolution).find((found) => found?.by === "probe");
    if (probe?.by === "probe") expect(database.count(probe.probe.sql)).toBe(0);
    if (later !== undefined) {
      database.run(later);
      if (probe?.by === "probe") expect([database.count(probe.probe.sql) > 0, database.works()]).toEqual([true, false]);
      if (verdict === "SAFE") expect([database.works(), database.isSound()]).toEqual([true, true]);
    }
    if (verdict === "REVERT-FIRST") expect(works).toBe(false);
    if (down !== null) database.run(down);
    if (verdict === "UNSAFE") expect(database.isSound()).toBe(false);
    const isLoosened = judged.findings.some(({ resolution }) => resolution?.by === "loosening");
    if (verdict === "SAFE" || verdict === "REVERT-FIRST" || isLoosened)
      expect([database.isSound(), database.works()]).toEqual([true, true]);
  });

  test("what SQLite is said to refuse, it refuses on a table with rows", () => {
    for (const definition of [
      "c TEXT NOT NULL",
      "c TEXT DEFAULT CURRENT_TIMESTAMP",
      "c TEXT UNIQUE",
      "c INTEGER PRIMARY KEY",
      "c INT AS (id + 1) STORED",
    ]) {
      const up = `ALTER TABLE people ADD COLUMN ${definition}`;
      expect(
        judgeText(up, "sqlite")
          .findings.map(({ reason }) => reason)
          .join(),
      ).toContain("SQLite refuses");
      expect(() => fresh().run(up)).toThrow(/Cannot add|cannot add/);
    }
  });

  test("a full-text table takes a row for a command, as the judge fears", () => {
    const database = fresh();
    database.run(
      "CREATE VIRTUAL TABLE docs USING fts5(body, content=''); INSERT INTO docs (rowid, body) VALUES (1, 'a')",
    );
    const up = "INSERT INTO docs(docs) VALUES ('delete-all')";
    expect(judgeText(up, "sqlite").verdict).toBe("UNKNOWN");
    database.run(up);
    expect(database.count("SELECT count(*) FROM docs WHERE docs MATCH 'a'")).toBe(0);
  });
});
