import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Plan, planSubstance, rollbackPlan, substanceOf } from "../../src/core/plan.ts";
import type { Judgement } from "../../src/core/preflight/finding.ts";
import { release } from "./entries.ts";
import { judged, live, plan } from "./plans.ts";

describe("the way back", () => {
  const home = "prove that v1 (11111111) in slot blue answers as that commit";
  const away = "send all traffic away from slot green";
  const end = "stop v2 in slot green";
  const noReturn = "no point of no return: it can be taken back until it is verified good";
  test.each<[string, Partial<Plan>, readonly string[]]>([
    ["without migrations", {}, [home, away, end, "the database is not touched", noReturn]],
    [
      "after safe migrations",
      { pending: [judged("2", "SAFE")] },
      [home, away, end, "the schema stays: the previous release works on it and nothing is lost", noReturn],
    ],
    [
      "of a first release",
      { live: null },
      [
        "there is no earlier good release: traffic is taken away and nothing serves",
        away,
        end,
        "the database is not touched",
        noReturn,
      ],
    ],
  ])("%s", (_, parts, expected) => {
    expect(rollbackPlan(plan(parts))).toEqual(expected);
  });

  test("what `full-until` takes away later is announced before the approval", () => {
    const lines = rollbackPlan(plan({ pending: [judged("2", "SAFE")], fullUntil: 24 * 3_600_000 }));
    expect(lines.at(-1)).toBe("point of no return: 1 d after the migrations; from there only the code goes back");
  });

  test("after migrations that nobody can judge it names the point of no return", () => {
    const lines = rollbackPlan(plan({ pending: [judged("2", "UNKNOWN")], verdict: "UNKNOWN" }));
    expect(lines.at(-2)).toContain("a person decides (`rollback --database leave`)");
    expect(lines.at(-1)).toMatch(/^point of no return: /);
  });
});

describe("what an approval is about", () => {
  const substance = (parts: Partial<Plan> = {}, configuration = "c", fingerprint = "f") =>
    planSubstance(plan(parts), configuration, fingerprint);
  const pending = [judged("2", "SAFE")];

  test("is the same for the same plan, whatever was found beside it", () => {
    const beside = { warnings: ["w"], newestBackup: { name: "b", at: "x" }, chain: [], version: "other name" };
    expect(substance(beside)).toBe(substance());
    expect(substance({ live: { ...live, at: "later" } })).toBe(substance());
  });

  test.each<[string, string]>([
    ["the application", substance({ application: "other" })],
    ["the environment", substance({ environment: "staging" })],
    ["the commit", substance({ commit: release(3).commit })],
    ["what is pending", substance({ pending })],
    ["the slot", substance({ slot: "blue" })],
    ["what this release will overwrite", substance({ overwritten: ["traffic-shift: `flags`: 0 % to slot blue"] })],
    ["the verdict", substance({ verdict: "UNKNOWN" })],
    ["what a rollback returns to", substance({ live: { ...live, commit: release(9).commit } })],
    ["that nothing is live", substance({ live: null })],
    ["the configuration", substance({}, "other")],
    ["the schema", substance({}, "c", "other")],
  ])("and changes with %s", (_, other) => {
    expect(other).not.toBe(substance());
  });

  test("keeps its parts apart", () => {
    expect(substance({ pending: [judged("2,3", "SAFE")] })).not.toBe(
      substance({ pending: [judged("2", "SAFE"), judged("3", "SAFE")] }),
    );
    expect(substance({}, "a", "bc")).not.toBe(substance({}, "ab", "c"));
  });

  test("does not change by what changes by itself while somebody decides", () => {
    const judgement = fc.constantFrom<Judgement>("met", "refused", "warned", "unseen");
    const finding = fc.record({ what: fc.string(), judgement, found: fc.string() });
    const line = fc.record({
      item: fc.string(),
      role: fc.constant(null),
      who: fc.option(fc.string()),
      at: fc.option(fc.string()),
      evidence: fc.option(fc.string()),
      isMet: fc.option(fc.boolean()),
      why: fc.string(),
      missing: fc.constantFrom("refuse" as const, "warn" as const),
    });
    const gate = fc.record({
      name: fc.string(),
      approvers: fc.option(fc.array(fc.string())),
      notes: fc.array(fc.string()),
    });
    const passing = fc.record({
      madeAt: fc.string(),
      newestBackup: fc.option(fc.record({ name: fc.string(), at: fc.string() })),
      open: fc.option(fc.record({ version: fc.string(), commit: fc.string(), openedAt: fc.string() })),
      drift: fc.array(fc.string()),
      lastDrill: fc.option(fc.record({ at: fc.string() })),
      obstacles: fc.array(fc.record({ kind: fc.constant("refused" as const), where: fc.string(), what: fc.string() })),
      warnings: fc.array(fc.string()),
      conditions: fc.record({
        findings: fc.array(finding),
        gates: fc.array(gate),
        checklist: fc.array(line),
        contacts: fc.array(fc.record({ role: fc.string(), reach: fc.string() })),
      }),
    });
    const property = fc.property(passing, (parts) => {
      expect(substance(parts)).toBe(substance());
    });
    fc.assert(property);
  });

  test("is equal only where every part is, whatever the parts hold", () => {
    const text = fc.oneof(fc.string(), fc.constantFrom("", ",", '"', '","', "[]"));
    const parts = fc.record({
      application: text,
      environment: text,
      commit: text,
      versions: fc.array(text, { maxLength: 3 }),
      configuration: text,
      fingerprint: text,
    });
    const textOf = ({
      versions,
      configuration,
      fingerprint,
      ...rest
    }: typeof parts extends fc.Arbitrary<infer P> ? P : never) =>
      substance({ ...rest, pending: versions.map((version) => judged(version, "SAFE")) }, configuration, fingerprint);
    const property = fc.property(parts, parts, (one, other) => {
      expect(textOf(one) === textOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    });
    fc.assert(property);
  });

  test("can be told part by part", () => {
    expect(substanceOf(plan({ pending }), "c", "f")).toEqual({
      application: "shop",
      environment: "production",
      commit: release(2).commit,
      slot: "green",
      verdict: "SAFE",
      migrations: '["2"]',
      "rollback-target": release(1).commit,
      overwritten: "[]",
      configuration: "c",
      schema: "f",
    });
  });
});
