import { describe, expect, test } from "vitest";
import type { Finding, JudgedMigration } from "../../../src/core/judgement/finding.ts";
import { finding, type RuleId } from "../../../src/core/judgement/rules.ts";
import { type TrailStep, trailStep } from "../../../src/core/take-back/trail.ts";
import { wayBack } from "../../../src/core/take-back/way-back.ts";
import { judged } from "../plan/judged.ts";
import { kinds, recordOf, served, told } from "./steps.ts";

const where = { about: "orders.note", statement: "ALTER TABLE orders …", line: 1 };
const asking = (sql: string) => ({ resolution: { by: "probe", probe: { asks: `about ${sql}`, sql } } }) as const;

/** A migration that was judged by one row of the table. */
function by(id: RuleId, parts: Partial<Finding> = {}, more: Partial<JudgedMigration> = {}): TrailStep {
  const found = finding(id, { ...where, ...parts });
  const { verdict, previous } = found;
  return trailStep(judged({ version: id, verdict, previous, hasDown: true, findings: [found], ...more }));
}

describe("what a rollback has to know of a row of the verdict table", () => {
  test.each<[RuleId, Partial<TrailStep>]>([
    ["C1", { needsPerson: false, loses: "what the new release wrote into the column" }],
    ["C3", { needsPerson: false, previous: "broken", loses: "what the new release wrote into the column" }],
    ["C5", { needsPerson: false, previous: "broken", loses: null }],
    ["C4", { needsPerson: true, previous: "broken", loses: "the column's values" }],
    ["N1", { needsPerson: false, previous: "conditional", loosens: true, loses: null }],
    ["Y3", { needsPerson: true, previous: "conditional", loosens: false }],
    ["X3", { needsPerson: true, previous: "unknown", loosens: false }],
  ])("%s", (id, expected) => {
    expect(by(id)).toMatchObject({ version: id, hasDown: true, probes: [], ...expected });
  });
});

test("a PROBE with its question needs no person, one without it does", () => {
  const { probes, needsPerson, loosens } = by("N2", asking("SELECT 1"));
  expect([probes, needsPerson, loosens]).toEqual([[{ asks: "about SELECT 1", sql: "SELECT 1" }], false, false]);
  expect(by("N2")).toMatchObject({ probes: [], needsPerson: true });
});

test("the question of a down that may fail goes along with whatever else the migration does", () => {
  const findings = [finding("C5", where), finding("N2", { ...where, ...asking("SELECT 1") })];
  const step = trailStep(judged({ verdict: "REVERT-FIRST", previous: "broken", findings, version: "7" }));
  expect(told(wayBack(recordOf([step]), served))).toBe("down 7, asks 7");
});

test("more questions than can be asked at night are left to a person, and only the first are kept", () => {
  const many = (count: number) =>
    trailStep(
      judged({
        ...{ verdict: "PROBE", previous: "works" },
        findings: Array.from({ length: count }, (_, i) => finding("N2", { ...where, ...asking(`SELECT ${i}`) })),
      }),
    );
  expect([many(20).needsPerson, many(20).probes.length]).toEqual([false, 20]);
  expect([many(21).needsPerson, many(21).probes.length]).toEqual([true, 20]);
});

describe("a way down that only seems to be one", () => {
  test("is none: a value of an enum cannot be taken away, whatever the file says", () => {
    const enumValue = by("E1", asking("SELECT 1"));
    expect(enumValue.hasDown).toBe(false);
    expect(told(wayBack(recordOf([enumValue]), served))).toBe("leave");
    expect(told(wayBack(recordOf([kinds.renaming, enumValue]), served))).toBe("hold");
    expect(told(wayBack(recordOf([enumValue, kinds.renaming]), served))).toBe("down renaming, asks E1");
  });

  test("is not gone by itself where deleting inserted rows takes along what has come to refer to them", () => {
    const inserting = by("M4");
    expect(inserting).toMatchObject({ verdict: "SAFE", loses: "what refers to orders.note by then" });
    expect(told(wayBack(recordOf([inserting]), served))).toBe("leave");
    expect(told(wayBack(recordOf([kinds.renaming, inserting]), served))).toBe("hold");
    expect(told(wayBack(recordOf([kinds.renaming, inserting]), { ...served, highest: 0 }))).toBe("down M4 renaming");
  });
});

test("losses are told once each, the first three, in one short line", () => {
  const losses = ["a", "a", "b", "c", "d", null].map((loses) => finding("C1", { ...where, loses }));
  expect(trailStep(judged({ findings: losses })).loses).toBe("a; b; c");
  const long = finding("C1", { ...where, loses: "x".repeat(500) });
  expect(trailStep(judged({ findings: [long] })).loses).toHaveLength(200);
});
