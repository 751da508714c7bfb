import { describe, expect, test } from "vitest";
import { type Plan, planSubstance, renderPlan, rollbackPlan } from "../../src/core/plan.ts";
import { release } from "./entries.ts";

const live = { ...release(1, "blue"), at: "2026-11-20T12:00:00.000Z" };
const judged = (version: string, verdict: "SAFE" | "UNKNOWN") => ({ version, name: "change", verdict, reason: "why" });

function plan(parts: Partial<Plan> = {}): Plan {
  return {
    application: "shop",
    environment: "production",
    ...release(2),
    live,
    chain: [
      { stage: "backup", what: "orders: copy to /backups" },
      { stage: "traffic-shift", what: "flags: 10, 100 %" },
    ],
    pending: [],
    verdict: "SAFE",
    newestBackup: null,
    obstacles: [],
    warnings: [],
    ...parts,
  };
}

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
});

test("a plan reads from top to bottom", () => {
  const text = renderPlan(
    plan({
      pending: [judged("2", "SAFE")],
      obstacles: [{ kind: "refused", where: "release", what: "it is live already; use `rollback`" }],
      warnings: ["3 files have uncommitted changes"],
    }),
    "0123456789abcdef0123",
  );
  expect(text.split("\n")).toEqual([
    "## Plan: `shop` to `production`",
    "",
    "Release `v2` (`222222222222`) into slot `green`; live now: `v1` (`111111111111`).",
    "",
    "| Stage | What happens |",
    "| --- | --- |",
    "| backup | orders: copy to /backups |",
    "| traffic-shift | flags: 10, 100 % |",
    "",
    "### Pending migrations",
    "| Migration | Verdict | Why |",
    "| --- | --- | --- |",
    "| `2 change` | SAFE | why |",
    "",
    "### If it has to be taken back",
    "1. prove that v1 (11111111) in slot blue answers as that commit",
    "2. send all traffic away from slot green",
    "3. stop v2 in slot green",
    "4. the schema stays: the previous release works on it and nothing is lost",
    "5. no point of no return: it can be taken back until it is verified good",
    "",
    "### In the way",
    "- **release**: it is live already; use `rollback`",
    "",
    "### Worth knowing",
    "- 3 files have uncommitted changes",
    "",
    "Plan digest: `0123456789abcdef`",
    "",
  ]);
});

test("a first plan says that nothing is live and nothing pending", () => {
  const text = renderPlan(plan({ live: null }), "0");
  expect(text).toContain("live now: nothing yet.");
  expect(text).toContain("No migration is pending.");
});

test("a release, a migration or a path with a hostile name is only read", () => {
  const hostile = "x\n# y <img src=x> [a](b) @octocat ::error::z | w";
  const text = renderPlan(
    plan({
      application: hostile,
      version: hostile,
      live: { ...live, version: hostile },
      chain: [{ stage: "backup", what: hostile }],
      pending: [{ version: hostile, name: hostile, verdict: "SAFE", reason: hostile }],
      obstacles: [{ kind: "input", where: hostile, what: hostile }],
      warnings: [hostile],
    }),
    "0",
  );
  const outside = text.replace(/`[^`\n]*`/g, "").replace(/\\[\\`*_{}[\]<>#|~]/g, ".");
  expect(outside).not.toMatch(/<img|\[a\]|@o|::/);
  expect(text.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(5);
  // No row has more cells than its head.
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  expect(rows.map((row) => row.split(" | ").length)).toEqual([2, 2, 2, 3, 3, 3]);
});
