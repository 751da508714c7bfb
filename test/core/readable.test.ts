import fc from "fast-check";
import { expect, test } from "vitest";
import { readableMoment, readableSpan } from "../../src/core/readable.ts";

const hour = 3_600_000;

test.each<[number, string]>([
  [0, "0 s"],
  [-5, "0 s"],
  [999, "0 s"],
  [40_000, "40 s"],
  [90_000, "1 min 30 s"],
  [hour, "1 h"],
  [5 * hour + 10 * 60_000 + 59_000, "5 h 10 min"],
  [48 * hour, "2 d"],
  [76 * hour, "3 d 4 h"],
])("%i ms read as %s", (milliseconds, text) => {
  expect(readableSpan(milliseconds)).toBe(text);
});

test("a span never reads as longer than it is, and at most a unit of its second part shorter", () => {
  const sizes = { d: 24 * hour, h: hour, min: 60_000, s: 1000 } as const;
  const property = fc.property(fc.integer({ min: 0, max: 400 * 24 * hour }), (span) => {
    const parts = [...readableSpan(span).matchAll(/(\d+) (\w+)/g)];
    const told = parts.reduce((sum, [, count, unit]) => sum + Number(count) * sizes[unit as keyof typeof sizes], 0);
    expect(told).toBeLessThanOrEqual(span);
    expect(span - told).toBeLessThan(Math.max(told, 1000));
  });
  fc.assert(property);
});

test.each<[string, string, string]>([
  ["2026-11-23T07:00:00Z", "Europe/Berlin", "2026-11-23 08:00 (Europe/Berlin)"],
  ["2026-07-01T23:30:00Z", "Europe/Berlin", "2026-07-02 01:30 (Europe/Berlin)"],
  ["2026-11-23T00:00:00Z", "UTC", "2026-11-23 00:00 (UTC)"],
])("%s is told as the clocks of %s show it", (at, zone, text) => {
  expect(readableMoment(Date.parse(at), zone)).toBe(text);
});
