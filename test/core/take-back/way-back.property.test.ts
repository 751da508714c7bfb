import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type JudgedMigration,
  type MigrationVerdict,
  type PreviousRelease,
  worse,
  worsePrevious,
} from "../../../src/core/judgement/finding.ts";
import { finding, type RuleId, rules } from "../../../src/core/judgement/rules.ts";
import { type TrailStep, trailStep } from "../../../src/core/take-back/trail.ts";
import { wayBack } from "../../../src/core/take-back/way-back.ts";
import { recordOf, served } from "./steps.ts";

const at = "2026-11-20T12:00:00.000Z";

/** One finding of any row of the verdict table, with or without the probe that would decide it. */
const anyFinding = fc
  .record({ id: fc.constantFrom(...(Object.keys(rules) as RuleId[])), isProbed: fc.boolean() })
  .map(({ id, isProbed }) => {
    const probe = { by: "probe", probe: { asks: id, sql: "SELECT 0" } } as const;
    return finding(id, { about: "t", statement: "s", line: 1, ...(isProbed ? { resolution: probe } : {}) });
  });

const anyMigration = fc
  .record({ findings: fc.array(anyFinding, { maxLength: 4 }), hasDown: fc.constantFrom(true, true, null, false) })
  .map(({ findings, hasDown }): Omit<JudgedMigration, "version" | "name"> => {
    const verdict = findings.reduce<MigrationVerdict>((worst, next) => worse(worst, next.verdict), "SAFE");
    const previous = findings.reduce<PreviousRelease>((worst, next) => worsePrevious(worst, next.previous), "works");
    return { ...{ verdict, previous, hasDown, findings }, reason: "", phase: "expand", hazards: [], warnings: [] };
  });

const anyRelease = fc
  .array(anyMigration, { minLength: 1, maxLength: 4 })
  .map((migrations) => migrations.map((one, i) => trailStep({ ...one, version: `${i + 1}`, name: `${i + 1}.sql` })));

const anyFacts = fc.record({
  highest: fc.constantFrom(0, 1, 50, 99, 100),
  now: fc.constantFrom(0, 500, 1_001, 1e9).map((after) => Date.parse(at) + after),
  fullUntil: fc.constantFrom(null, 1_000),
  hasPrevious: fc.boolean(),
});

const automatic = fc.record({ steps: anyRelease, facts: anyFacts }).map(({ steps, facts }) => ({
  ...{ steps, facts },
  way: wayBack(recordOf(steps, { at }), { ...served, ...facts, policy: "auto" }),
}));

const worstOf = (steps: readonly TrailStep[]) =>
  steps.reduce<MigrationVerdict>((worst, { verdict }) => worse(worst, verdict), "SAFE");

test("an UNSAFE or UNKNOWN release is never taken down by itself, and nothing is ever restored without a person", () => {
  const seen = new Set<string>();
  const holds = fc.property(automatic, ({ steps, way }) => {
    const worst = worstOf(steps);
    seen.add(`${worst} ${way.kind}`);
    expect(way.kind).not.toBe("restore");
    if (worst === "UNSAFE" || worst === "UNKNOWN") expect(way.kind).not.toBe("down");
  });
  fc.assert(holds, { numRuns: 3_000 });
  for (const kind of ["UNSAFE hold", "UNSAFE leave", "UNKNOWN hold", "REVERT-FIRST down", "REVERT-FIRST hold"])
    expect(seen).toContain(kind);
});

test("a SAFE release leaves the schema, whatever else is true", () => {
  const safe = automatic.filter(({ steps }) => worstOf(steps) === "SAFE");
  const holds = fc.property(safe, ({ way }) => {
    expect(way).toMatchObject({ kind: "leave", probes: [] });
  });
  fc.assert(holds);
});

test("an automatic way down is whole, newest first, lossless for what was served, and asks every probe", () => {
  const down = automatic.filter(({ way }) => way.kind === "down");
  const holds = fc.property(down, ({ steps, facts, way }) => {
    if (way.kind !== "down") return;
    expect(way.steps.toReversed()).toEqual(steps.slice(steps.length - way.steps.length));
    expect(way.probes).toEqual(steps.filter(({ probes }) => probes.length > 0));
    expect(steps.filter(({ previous }) => previous === "broken").every((one) => way.steps.includes(one))).toBe(true);
    expect(way.steps.some(({ hasDown, needsPerson }) => hasDown === false || needsPerson)).toBe(false);
    if (facts.highest > 0) expect(way.steps.every(({ loses }) => loses === null)).toBe(true);
    expect(facts.fullUntil === null || facts.now - Date.parse(at) <= facts.fullUntil).toBe(true);
  });
  fc.assert(holds, { numRuns: 300 });
});

test("nobody who asks after `full-until` gets a down or a restore", () => {
  const facts = anyFacts.filter(({ now, fullUntil }) => fullUntil !== null && now - Date.parse(at) > fullUntil);
  const policy = fc.constantFrom("auto" as const, "down" as const, "restore" as const);
  const holds = fc.property(anyRelease, facts, policy, (steps, late, asked) => {
    const { kind } = wayBack(recordOf(steps, { at }), { ...served, ...late, policy: asked });
    expect(["leave", "hold"]).toContain(kind);
  });
  fc.assert(holds);
});

test("a release that is known to break the previous one never simply stays where that one has to serve", () => {
  const breaking = automatic.filter(
    ({ steps, facts }) => facts.hasPrevious && steps.some(({ previous }) => previous === "broken"),
  );
  const holds = fc.property(breaking, ({ way }) => {
    expect(["down", "hold"]).toContain(way.kind);
  });
  fc.assert(holds);
});
