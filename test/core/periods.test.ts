import { expect, test } from "vitest";
import { isoWeek, periods } from "../../src/core/periods.ts";

test.each([
  ["2026-11-29T23:59:59.999Z", "2026-W48"],
  ["2026-11-30T00:00:00.000Z", "2026-W49"],
  ["2027-01-01T12:00:00.000Z", "2026-W53"],
  ["2027-01-04T00:00:00.000Z", "2027-W01"],
  ["2024-12-30T00:00:00.000Z", "2025-W01"],
  ["2022-01-02T23:00:00.000Z", "2021-W52"],
  ["2020-12-31T00:00:00.000Z", "2020-W53"],
])("%s is in week %s", (at, week) => {
  expect(isoWeek(Date.parse(at))).toBe(week);
});

test("days, months and years are those of UTC", () => {
  const keys = periods.map(({ keyOf }) => keyOf(Date.parse("2026-12-31T23:30:00-02:00")));
  expect(keys).toEqual(["2027-01-01", "2026-W53", "2027-01", "2027"]);
});
