import { describe, expect, test } from "vitest";
import { afterLiveCheck, afterWatch, type Sighting } from "../../scripts/bench/restoration.ts";

const start = Date.UTC(2026, 10, 20);
const says = (after: number, line: string) => ({
  event: "log",
  at: new Date(start + after).toISOString(),
  line,
});
const opened = { event: "open", slot: "green" };
const seen = (after: number, status: number, slot: string | null) => ({ at: start + after, status, slot });
const split = (after: number, active: string, weight: number) => ({ at: start + after, active, weight });

describe("a release found bad in its watch", () => {
  const sighting: Sighting = {
    facts: [opened, says(3_000, "Put all traffic back to slot blue")],
    splits: [split(1_000, "blue", 10), split(3_080, "blue", 0)],
    observations: [
      seen(900, 500, "green"),
      seen(1_500, 500, "green"),
      seen(2_000, 500, "blue"),
      seen(2_900, 500, "green"),
      seen(2_950, 200, "green"),
      seen(2_960, 502, null),
      seen(3_010, 500, "green"),
    ],
  };

  test("counts from the bad answers that came in its slot between its first visitors and the verdict", () => {
    expect(afterWatch(sighting)).toEqual({ sinceCheck: 180, sinceFirst: 1_580 });
  });

  test.each<[string, Partial<Sighting>, string]>([
    ["was never decided", { facts: [opened] }, "never said"],
    ["never had visitors", { splits: [split(0, "blue", 0)] }, "never gave and took"],
    ["kept its visitors", { splits: [split(1_000, "blue", 10)] }, "never gave and took"],
    ["answered well", { observations: [seen(1_500, 200, "green")] }, "no bad answer"],
  ])("has no time when it %s", (_, missing, told) => {
    expect(() => afterWatch({ ...sighting, ...missing })).toThrow(told);
  });
});

test("a release that was promoted counts from its failed check until the door sends everybody home", () => {
  const facts = [opened, says(2_000, "  pass  serves abc"), says(2_100, "  FAIL  not the door: status 200, not 404")];
  const splits = [
    split(1_000, "blue", 100),
    split(1_200, "green", 0),
    split(2_150, "green", 100),
    split(2_200, "blue", 0),
  ];
  expect(afterLiveCheck({ facts, splits, observations: [] })).toEqual({ sinceCheck: 50, sinceFirst: 50 });
});
