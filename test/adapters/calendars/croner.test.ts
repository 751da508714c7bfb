import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openCalendar } from "../../../src/adapters/calendars/croner.ts";
import type { Occasion } from "../../../src/stages/ports/calendar.ts";

const calendar = await openCalendar();
const hour = 3_600_000;
const minute = 60_000;
const at = (text: string) => Date.parse(text);

/** From Friday at six in the evening to Monday at eight, in Berlin. */
const weekend: Occasion = { cron: "0 18 * * FRI", for: 62 * hour, "time-zone": "Europe/Berlin" };

describe("an occasion covers", () => {
  const from = at("2026-11-20T17:00:00Z");
  const to = at("2026-11-23T07:00:00Z");
  test.each<[string, string, boolean]>([
    ["not the moment before it", "2026-11-20T16:59:59.999Z", false],
    ["its first moment", "2026-11-20T17:00:00.000Z", true],
    ["its middle", "2026-11-21T12:34:56.789Z", true],
    ["its last moment", "2026-11-23T06:59:59.999Z", true],
    ["not its end", "2026-11-23T07:00:00.000Z", false],
  ])("%s", (_, moment, isCovered) => {
    expect(calendar.covering(weekend, at(moment))).toEqual(isCovered ? { from, to } : null);
  });

  test("in its own zone, also after the clocks were changed", () => {
    expect(calendar.covering(weekend, at("2026-07-03T15:59:00Z"))).toBeNull();
    expect(calendar.covering(weekend, at("2026-07-03T16:00:00Z"))?.from).toBe(at("2026-07-03T16:00:00Z"));
  });

  test("in UTC where no zone is named", () => {
    expect(calendar.covering({ cron: "0 18 * * *", for: hour }, at("2026-11-20T18:30:00Z"))).not.toBeNull();
  });

  test("a year that ends in it", () => {
    const holidays = { cron: "0 0 20 12 *", for: 14 * 24 * hour };
    const covering = { from: at("2026-12-20T00:00:00Z"), to: at("2027-01-03T00:00:00Z") };
    expect(calendar.covering(holidays, at("2027-01-01T00:00:00Z"))).toEqual(covering);
  });

  test("what follows without a gap as one", () => {
    const mornings = { cron: "0 6-9 * * *", for: hour };
    expect(calendar.covering(mornings, at("2026-11-20T07:30:00Z"))?.to).toBe(at("2026-11-20T10:00:00Z"));
  });

  test("everything where it never ends, and still answers", () => {
    const always = { cron: "* * * * *", for: 5 * minute };
    expect(calendar.covering(always, at("2026-11-20T07:30:00Z"))?.to).toBeGreaterThan(at("2026-11-20T20:00:00Z"));
  });
});

test("the next beginning comes after the moment, never at it", () => {
  expect(calendar.next(weekend, at("2026-11-20T16:59:59Z"))).toBe(at("2026-11-20T17:00:00Z"));
  expect(calendar.next(weekend, at("2026-11-20T17:00:00Z"))).toBe(at("2026-11-27T17:00:00Z"));
});

test("at each beginning it covers, and its end is outside again where nothing is joined", () => {
  const moments = fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2028-01-01T00:00:00Z") });
  const property = fc.property(moments, (moment) => {
    const next = calendar.next(weekend, moment) ?? 0;
    expect(next).toBeGreaterThan(moment);
    expect(calendar.covering(weekend, next)).toEqual({ from: next, to: next + 62 * hour });
    expect(calendar.covering(weekend, next + 62 * hour)).toBeNull();
  });
  fc.assert(property, { numRuns: 50 });
});

describe("what is written wrongly is told with what to write", () => {
  const fields = "cannot be read; write five fields, such as `0 18 * * FRI` (minute, hour, day, month, weekday)";
  test.each<[string, Occasion, string | null]>([
    ["a cron line", { ...weekend, cron: "every friday" }, `\`cron: every friday\` ${fields}`],
    ["a field out of range", { ...weekend, cron: "0 25 * * *" }, `\`cron: 0 25 * * *\` ${fields}`],
    ["a line with seconds", { ...weekend, cron: "0 0 18 * * FRI" }, `\`cron: 0 0 18 * * FRI\` ${fields}`],
    ["a day that never comes", { ...weekend, cron: "0 0 31 2 *" }, "`cron: 0 0 31 2 *` never begins"],
    [
      "a zone",
      { ...weekend, "time-zone": "Berlin" },
      "`time-zone: Berlin` is no time zone; write one such as `Europe/Berlin` or `UTC`",
    ],
    ["a length of nothing", { ...weekend, for: 0 }, "`for` must be longer than nothing"],
    ["and nothing where all is well", weekend, null],
  ])("%s", (_, occasion, problem) => {
    expect(calendar.problem(occasion)).toBe(problem);
  });
});
