import { describe, expect, test } from "vitest";
import { median, spread, upperBound } from "../../scripts/bench/figures.ts";
import { tableOf } from "../../scripts/bench/table.ts";

describe("the median", () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 2, 1, 100], 6],
    [[2, 10, 1], 2],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test("of nothing is no number", () => {
    expect(() => median([])).toThrow("nothing was measured");
  });

  test("leaves the values in their order", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

test("the spread names the smallest and the largest value", () => {
  expect(spread([12.4, 3.6, 7], "ms")).toBe("4 to 12 ms");
});

describe("the upper bound of the share of failures", () => {
  test("without failures is the rule of three", () => {
    expect(upperBound(0, 3000) * 3000).toBeCloseTo(2.996, 2);
  });

  // From tables of exact Poisson limits, one-sided 95 %.
  test.each([
    [1, 4.744],
    [2, 6.296],
    [10, 16.962],
  ])("with %d failures stands for %d", (failed, expected) => {
    expect(upperBound(failed, 100_000) * 100_000).toBeCloseTo(expected, 2);
  });

  test("is never more than everything", () => {
    expect(upperBound(0, 0)).toBe(1);
    expect(upperBound(5, 5)).toBe(1);
  });
});

test("the table says what was measured and whether it is enough", () => {
  const table = tableOf([
    { what: "start", value: 2.754, unit: "x", target: 3, how: "15 turns" },
    { what: "back", value: 2387.4, unit: "ms", target: 2000, how: "3 releases" },
    { what: "calls", value: 0, unit: "calls", target: null, how: "counted" },
  ]);
  expect(table.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
    ["what", "measured", "target", "how"],
    [expect.stringMatching(/^-+$/), ...Array(4).fill(expect.stringMatching(/^-+$/))],
    ["start", "2.75x", "<= 3.00x", "met", "15 turns"],
    ["back", "2387 ms", "<= 2000 ms", "missed", "3 releases"],
    ["calls", "0 calls", "counted"],
  ]);
});
