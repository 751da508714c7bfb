import { describe, expect, test } from "vitest";
import { openSqlReader } from "../../../src/adapters/grammars/sql-reader.ts";
import type { JudgedMigration } from "../../../src/core/judgement/finding.ts";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import type { ReadMigration } from "../../../src/core/judgement/readable.ts";
import { finding, type RuleId, rules } from "../../../src/core/judgement/rules.ts";

const where = { about: "orders", statement: "SELECT\n  1", line: 3 };

describe("a row of the table", () => {
  test.each(Object.keys(rules) as RuleId[])("%s makes a finding that says everything a person needs", (rule) => {
    const made = finding(rule, where);
    expect(made).toMatchObject({ rule, about: "orders", statement: "SELECT 1", line: 3 });
    expect(made.reason).toMatch(/^[^.]+[^.]$/);
    expect(made.resolution === null).toBe(made.verdict !== "PROBE");
    const isFatal = made.verdict !== "SAFE" && rule !== "T4";
    if (isFatal) expect(made.remedy).toEqual(expect.any(String));
  });

  test("asks a person where no probe was given", () => {
    expect(finding("N2", where).resolution).toEqual({ by: "person" });
    const probe = { asks: "rows", sql: "SELECT 0" };
    expect(finding("N2", { ...where, resolution: { by: "probe", probe } }).resolution).toEqual({ by: "probe", probe });
    expect(finding("N1", where).resolution).toEqual({ by: "loosening" });
  });

  test("shows at most 200 characters of a statement", () => {
    expect(finding("M2", { ...where, statement: "x ".repeat(5_000) }).statement).toHaveLength(200);
  });
});

async function judged(sql: string, told: Partial<ReadMigration> = {}): Promise<JudgedMigration> {
  const { statements } = await openSqlReader().read(sql, "postgres");
  const migration = {
    version: "1",
    name: "1_change",
    phase: "expand",
    statements,
    why: null,
    hasDown: true,
    ...told,
  } as const;
  return judgeMigrations([migration], { dialect: "postgres", version: 15 }).migrations[0] as JudgedMigration;
}

const rename = "ALTER TABLE orders RENAME COLUMN a TO b";
const narrow = "ALTER TABLE orders ALTER COLUMN a SET NOT NULL";
const wide = "ALTER TABLE orders ALTER COLUMN a DROP NOT NULL";

describe("without a way down", () => {
  test.each([
    ["what is SAFE stays so", "CREATE TABLE a (b int)", "SAFE"],
    ["what is broken cannot be mended", rename, "UNSAFE"],
    ["what could only be loosened is a person's matter", narrow, "UNKNOWN"],
    ["what a probe decides is still decided by it", wide, "PROBE"],
    ["what a person decides anyway is UNKNOWN", "DROP TRIGGER t ON orders", "UNKNOWN"],
  ])("%s", async (_says, sql, verdict) => {
    const judgement = await judged(sql, { hasDown: false });
    expect(judgement.verdict).toBe(verdict);
    const isWorse = (await judged(sql)).verdict !== verdict;
    expect(judgement.findings.some(({ rule }) => rule === "X4")).toBe(isWorse);
  });

  test("a warning says so where nobody can tell", async () => {
    expect(await judged(rename, { hasDown: null })).toMatchObject({
      verdict: "REVERT-FIRST",
      warnings: [expect.stringContaining("UNSAFE")],
    });
    expect((await judged(rename)).warnings).toEqual([]);
  });
});

describe("a release", () => {
  test("is as bad as its worst operation, and says which", async () => {
    const judgement = await judged(
      `ALTER TABLE orders ADD c int; ${rename}; ALTER TABLE orders DROP COLUMN d; ${wide}`,
    );
    expect(judgement).toMatchObject({ verdict: "UNSAFE", previous: "broken" });
    expect(judgement.reason).toBe("orders.d: the previous release names it, and no down brings its values back");
    expect(judgement.findings.map(({ line }) => line)).toEqual([1, 1, 1, 1]);
  });

  test("that changes nothing is SAFE", async () => {
    expect(await judged("-- nothing yet")).toMatchObject({
      verdict: "SAFE",
      reason: "it changes nothing",
      findings: [],
    });
    expect(judgeMigrations([], { dialect: "postgres", version: 15 })).toEqual({
      verdict: "SAFE",
      previous: "works",
      migrations: [],
    });
  });

  test("whose SQL nobody knows is UNKNOWN, and says why", async () => {
    const judgement = await judged("", { statements: null, why: "it is written in PHP" });
    expect(judgement).toMatchObject({ verdict: "UNKNOWN", previous: "unknown", reason: "it is written in PHP" });
  });

  test("whose statements come without the grammar's tree is UNKNOWN", async () => {
    const statements = [{ text: "CREATE TABLE a (b int)", line: 1 }];
    expect((await judged("", { statements })).verdict).toBe("UNKNOWN");
  });
});
