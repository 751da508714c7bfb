import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Shift } from "../../src/core/journal.ts";
import { nextMove, type RampFacts, stepsProblem } from "../../src/core/ramp.ts";

const noon = Date.parse("2026-11-20T12:00:00.000Z");
const hour = 3_600_000;

function shift(weight: number, parts: Partial<Shift> = {}): Shift {
  const setAt = new Date(noon).toISOString();
  return { item: "flags", weight, highest: weight, setAt, passedAt: weight, promoted: false, ...parts };
}

function facts(parts: Partial<RampFacts>): RampFacts {
  return { steps: [10, 50, 100], to: 100, soak: 0, shift: undefined, now: noon, ...parts };
}

describe("steps", () => {
  test.each<[readonly number[], "any" | "all-or-nothing", string | null]>([
    [[10, 50, 100], "any", null],
    [[100], "any", null],
    [[100], "all-or-nothing", null],
    [[1, 100], "any", null],
    [[], "any", "must name at least one step"],
    [[50, 10, 100], "any", "must rise; 10 comes after 50"],
    [[50, 50, 100], "any", "must rise; 50 comes after 50"],
    [[0, 100], "any", "must be weights from 1 to 100"],
    [[10, 50], "any", "must end at 100, not at 50"],
    [[10, 50], "all-or-nothing", "must end at 100, not at 50"],
    [[50, 100], "all-or-nothing", "this router knows only 0 and 100; use `steps: 100`"],
  ])("%j for a router of %s: %s", (steps, granularity, problem) => {
    expect(stepsProblem(steps, granularity)).toBe(problem);
  });
});

describe("the next move", () => {
  test.each<[string, Partial<RampFacts>, object]>([
    ["at first, the first step", {}, { move: "set", weight: 10 }],
    ["after everything was put back, the first step", { shift: shift(0) }, { move: "set", weight: 10 }],
    [
      "a weight that nobody has judged is watched",
      { shift: shift(10, { passedAt: null }) },
      { move: "watch", weight: 10 },
    ],
    [
      "a weight is judged again after it was set again",
      { shift: shift(50, { passedAt: 10 }) },
      { move: "watch", weight: 50 },
    ],
    ["what has passed rises", { shift: shift(10) }, { move: "set", weight: 50 }],
    ["and rises to the end", { shift: shift(50) }, { move: "set", weight: 100 }],
    ["where it has arrived", { shift: shift(100) }, { move: "arrived", weight: 100 }],
    ["no further than it may go", { shift: shift(50), to: 50 }, { move: "arrived", weight: 50 }],
    ["nor to a step in between", { shift: shift(50), to: 70 }, { move: "arrived", weight: 50 }],
    ["from a weight that is no step of today's list", { shift: shift(25) }, { move: "set", weight: 50 }],
    [
      "while it soaks it waits",
      { shift: shift(10), soak: hour, now: noon + hour - 1 },
      { move: "soak", weight: 10, remaining: 1 },
    ],
    ["until the time has come", { shift: shift(10), soak: hour, now: noon + hour }, { move: "set", weight: 50 }],
    [
      "the last weight soaks too",
      { shift: shift(100), soak: hour, now: noon },
      { move: "soak", weight: 100, remaining: hour },
    ],
    ["and has arrived then", { shift: shift(100), soak: hour, now: noon + hour }, { move: "arrived", weight: 100 }],
    [
      "where it may go no further it need not soak",
      { shift: shift(50), to: 50, soak: hour },
      { move: "arrived", weight: 50 },
    ],
    [
      "a clock that ran backwards soaks longer, and never less",
      { shift: shift(10), soak: hour, now: noon - hour },
      { move: "soak", weight: 10, remaining: 2 * hour },
    ],
  ])("%s", (_, parts, move) => {
    expect(nextMove(facts(parts))).toEqual(move);
  });
});

/** Steps that a ramp may have. */
const ramp = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 8 })
  .map((steps) => [...steps.sort((a, b) => a - b), 100]);

test("a ramp that always passes sets each of its steps once, in order, and arrives", () => {
  fc.assert(
    fc.property(ramp, fc.nat({ max: hour }), (steps, soak) => {
      expect(stepsProblem(steps, "any")).toBe(null);
      const set: number[] = [];
      let now = noon;
      let present: Shift | undefined;
      for (let moves = 0; moves < 100; moves++) {
        const move = nextMove({ steps, to: 100, soak, shift: present, now });
        if (move.move === "arrived") break;
        if (move.move === "soak") now += move.remaining;
        if (move.move === "watch" && present !== undefined) present = { ...present, passedAt: present.weight };
        if (move.move === "set") {
          // Nobody rises before the weight before has soaked.
          if (present !== undefined) expect(now - Date.parse(present.setAt)).toBeGreaterThanOrEqual(soak);
          set.push(move.weight);
          present = shift(move.weight, { setAt: new Date(now).toISOString(), passedAt: null });
        }
      }
      expect(set).toEqual(steps);
    }),
  );
});

test("no move ever goes beyond what was allowed, nor down", () => {
  fc.assert(
    fc.property(ramp, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), (steps, to, weight) => {
      const move = nextMove(facts({ steps, to, shift: shift(weight) }));
      expect(move.weight).toBeGreaterThanOrEqual(weight);
      if (move.move === "set") expect(move.weight).toBeLessThanOrEqual(to);
    }),
  );
});
