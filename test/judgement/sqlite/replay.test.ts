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

  test.each([
    ["CREATE TABLE notes (name TEXT REFERENCES people (name) ON DELETE CASCADE ON UPDATE CASCADE)", 1],
    ["CREATE TABLE notes (age INTEGER REFERENCES people (age) ON DELETE SET NULL ON UPDATE CASCADE)", 1],
    ["ALTER TABLE orders ADD COLUMN name TEXT REFERENCES people (name) ON DELETE SET NULL ON UPDATE CASCADE", 1],
    ["CREATE TABLE kinds (code TEXT); ALTER TABLE orders ADD COLUMN kind TEXT REFERENCES kinds (code)", 1],
    ["CREATE TABLE notes (code INTEGER REFERENCES people (Code) ON DELETE CASCADE ON UPDATE CASCADE)", 0],
    ["CREATE TABLE notes (a INTEGER REFERENCES single (number) ON DELETE CASCADE ON UPDATE CASCADE)", 0],
    ["CREATE TABLE notes (a INTEGER REFERENCES half (number) ON DELETE CASCADE ON UPDATE CASCADE)", 1],
    [
      "CREATE TABLE notes (a INT, b INT, FOREIGN KEY (a, b) REFERENCES pairs (y, x) ON DELETE CASCADE ON UPDATE CASCADE)",
      0,
    ],
  ])("a key that no column of the other table makes one row is seen by its probe: %s", (up, hits) => {
    const database = fresh();
    database.run(
      `CREATE TABLE single (number INTEGER PRIMARY KEY);
       CREATE TABLE half (id INTEGER PRIMARY KEY, number INTEGER); CREATE UNIQUE INDEX some ON half (number) WHERE id > 1;
       CREATE TABLE pairs (x INT, y INT, PRIMARY KEY (x, y))`,
    );
    const resolution = judgeText(up, "sqlite").findings.find(({ reason }) => reason.includes("mismatch"))?.resolution;
    if (resolution?.by !== "probe") throw new Error("no probe");
    database.run(up);
    expect(database.count(resolution.probe.sql)).toBe(hits);
    const writes = () => database.run("DELETE FROM half; DELETE FROM single; DELETE FROM pairs");
    if (up.includes("half")) expect(writes).toThrow("foreign key mismatch");
    else {
      writes();
      expect(database.works()).toBe(hits === 0);
    }
  });

  test.each([
    ["INSERT INTO empty (id) VALUES (7)", "INSERT"],
    ["ALTER TABLE empty ADD COLUMN c INTEGER; UPDATE empty SET c = 1", "UPDATE"],
  ])("a trigger that fires on it is seen by the probe: %s", (up, event) => {
    const database = fresh();
    database.run(
      `INSERT INTO empty VALUES (1); CREATE TRIGGER clean AFTER ${event} ON Empty BEGIN DELETE FROM orders; END`,
    );
    const judged = judgeText(up, "sqlite");
    const resolution = judged.findings.at(-1)?.resolution;
    if (resolution?.by !== "probe") throw new Error("no probe");
    database.run(up);
    expect([judged.verdict, database.count(resolution.probe.sql), database.isSound()]).toEqual(["PROBE", 1, false]);
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
