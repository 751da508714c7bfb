import { describe, expect, test } from "vitest";
import type { TrailStep } from "../../../src/core/take-back/trail.ts";
import { type WayBack, type WayBackFacts, wayBack } from "../../../src/core/take-back/way-back.ts";
import { kinds, recordOf, served, step, told } from "./steps.ts";

const { safe, renaming, mandatory, widening, asked, narrowing, doubtful, unknown, unsafe, contract } = kinds;

const decided = (steps: readonly TrailStep[], facts: Partial<WayBackFacts> = {}): string =>
  told(wayBack(recordOf(steps), { ...served, ...facts }));
const whyOf = (way: WayBack): string => ("why" in way ? way.why : "");

describe("after all traffic the database", () => {
  test.each<[string, readonly TrailStep[], string]>([
    ["SAFE: the schema stays", [safe], "leave"],
    ["widening: the previous release works with whatever is there", [widening], "leave"],
    ["PROBE: it is asked, and the schema stays", [asked], "leave, asks asked"],
    ["narrowing: goes down, which only loosens", [narrowing], "down narrowing"],
    ["REVERT-FIRST: goes down", [renaming], "down renaming"],
    ["a PROBE that only a person answers: waits", [doubtful], "hold"],
    ["UNKNOWN: waits", [unknown], "hold"],
    ["UNSAFE: waits", [unsafe], "hold"],
    ["a contract that was due: is none of the previous release's business", [contract], "leave"],
    ["several to go down: newest first", [renaming, { ...renaming, version: "later" }], "down later renaming"],
    ["what stands above goes down with it", [renaming, { ...safe, loses: null }], "down safe renaming"],
    ["what stands below stays", [contract, renaming], "down renaming"],
    ["a narrowing beside a doubt: a person", [narrowing, doubtful], "hold"],
    ["REVERT-FIRST beside UNSAFE: a person", [renaming, unsafe], "hold"],
    ["REVERT-FIRST under a due contract, which no down brings back: a person", [renaming, contract], "hold"],
  ])("%s", (_, steps, expected) => {
    expect(decided(steps)).toBe(expected);
  });
});

describe("a way down is not gone by itself", () => {
  test.each<[string, readonly TrailStep[], Partial<WayBackFacts>, string]>([
    ["where it loses what the new release has written", [mandatory], {}, "would lose what the new release has written"],
    ["where what stands above it loses something", [renaming, safe], {}, "taking safe down would lose"],
    ["where the tool has none", [{ ...renaming, hasDown: false }], {}, "renaming has no way down"],
    ["where one above it has none", [renaming, step("3", { hasDown: false })], {}, "3 has no way down"],
    ["where only one request in a hundred was served", [mandatory], { highest: 1 }, "would lose"],
  ])("%s", (_, steps, facts, why) => {
    const way = wayBack(recordOf(steps), { ...served, ...facts });
    expect([way.kind, whyOf(way)]).toEqual(["hold", expect.stringContaining(why)]);
  });

  test("but it is, where the new release has served nobody and so has written nothing", () => {
    expect(decided([mandatory], { highest: 0 })).toBe("down mandatory");
  });
});

test("every probe is asked before a down, also of a migration that stays below and of the one that goes", () => {
  expect(decided([widening, renaming])).toBe("down renaming, asks widening");
  const both = { ...renaming, probes: widening.probes };
  expect(decided([both])).toBe("down renaming, asks renaming");
  expect(decided([renaming, asked])).toBe("down asked renaming, asks asked");
});

describe("below all traffic", () => {
  test.each<[string, readonly TrailStep[], string]>([
    ["nothing that merely might break has broken", [unknown, asked, doubtful], "leave"],
    ["what is known to break goes down all the same", [renaming], "down renaming"],
    ["what is known to break and cannot go down waits", [unsafe], "hold"],
  ])("%s", (_, steps, expected) => {
    expect([decided(steps, { highest: 99 }), decided(steps, { highest: 0 })]).toEqual([expected, expected]);
  });
});

describe("a person", () => {
  test.each<[WayBackFacts["policy"], string]>([
    ["leave", "leave"],
    ["down", "down unsafe mandatory"],
    ["restore", "restore"],
  ])("may say `%s` of anything", (policy, expected) => {
    expect(decided([mandatory, unsafe], { policy })).toBe(expected);
  });

  test("is told that no down is known, where an older journal names only versions", () => {
    const record = { verdict: "UNKNOWN", versions: ["2", "3"], applied: true };
    const way = wayBack(record, { ...served, policy: "down" });
    expect([way.kind, whyOf(way)]).toEqual(["hold", expect.stringContaining("2, 3")]);
    expect(told(wayBack(record, { ...served, policy: "restore" }))).toBe("restore");
  });

  test("who asks for anything of a release that has migrated nothing changes nothing", () => {
    for (const policy of ["auto", "leave", "down", "restore"] as const) {
      expect(told(wayBack(recordOf([]), { ...served, policy }))).toBe("untouched");
      expect(told(wayBack(null, { ...served, policy }))).toBe("untouched");
    }
  });
});

describe("once `full-until` has passed", () => {
  const at = "2026-11-20T12:00:00.000Z";
  const begun = Date.parse(at);
  const late = (steps: readonly TrailStep[], policy: WayBackFacts["policy"], after: number): WayBack =>
    wayBack(recordOf(steps, { at }), { ...served, policy, now: begun + after, fullUntil: 60_000 });

  test("neither restore nor down is offered, to nobody", () => {
    for (const policy of ["down", "restore", "auto"] as const) {
      expect(late([renaming], policy, 60_000).kind).toBe(policy === "restore" ? "restore" : "down");
      const way = late([renaming], policy, 60_001);
      expect([way.kind, whyOf(way)]).toEqual(["hold", expect.stringContaining("point of no return is passed")]);
    }
  });

  test("code alone still goes back: the schema stays", () => {
    expect(told(late([safe], "auto", 1e9))).toBe("leave");
    expect(told(late([asked], "auto", 1e9))).toBe("leave, asks asked");
    expect(told(late([unsafe], "leave", 1e9))).toBe("leave");
  });

  test("nothing has passed where no limit was set, or the journal does not tell when it began", () => {
    expect(told(wayBack(recordOf([renaming], { at }), { ...served, now: 1e15 }))).toBe("down renaming");
    expect(told(wayBack(recordOf([renaming]), { ...served, now: 1e15, fullUntil: 1 }))).toBe("down renaming");
  });
});

test("before the first good release nothing can break: even an UNSAFE schema stays", () => {
  expect(decided([unsafe, renaming], { hasPrevious: false })).toBe("leave");
});

test("while visitors are turned away, nobody has seen the previous release work on what is there", () => {
  const record = recordOf([unknown], { verdict: "UNSAFE", applied: false });
  const facts = { ...served, highest: 0 };
  expect(wayBack(record, facts).kind).toBe("leave");
  expect(wayBack(record, { ...facts, isShut: true }).kind).toBe("hold");
  const { steps: _, ...older } = record;
  expect(wayBack(older, { ...facts, isShut: true }).kind).toBe("hold");
});
