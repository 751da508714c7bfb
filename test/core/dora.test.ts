import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Delivery, deliveries, doraOf } from "../../src/core/dora.ts";
import { doraMarkdown, doraText } from "../../src/core/dora-sheet.ts";
import type { EntryBody } from "../../src/core/journal.ts";
import { tellStories } from "../../src/core/story.ts";
import { entry, opened, release } from "./entries.ts";

const day = 86_400_000;
const minute = 60_000;
const start = Date.parse("2026-11-20T12:00:00.000Z");

/** Entries with minutes at which they were written, as the journal gives them: newest first. */
function written(...bodies: readonly (readonly [minutes: number, entry: EntryBody])[]) {
  const entries = bodies.map(([minutes, body], i) => {
    return { ...body, place: `place-${i}`, at: new Date(start + minutes * minute).toISOString() };
  });
  return tellStories(entries.reverse());
}

const good = (digit: number) => entry("done", "mark-good", { release: release(digit) });
const weight = (value: number) => entry("done", "set-weight", { item: "flags", after: { weight: value } });
const failing = entry("note", "verdict", { item: "flags", after: { verdict: "fail", weight: 10 } });
const check = (passed: boolean) => entry("note", "check", { item: "web", after: { target: "live", passed } });
const back = entry("done", "close", { after: { outcome: "rolled-back" }, reason: "slow" });
const at = new Map([1, 2, 3].map((digit) => [release(digit).commit, start - digit * day]));

describe("a release in the figures", () => {
  test.each<[string, readonly (readonly [number, EntryBody])[], Partial<Delivery>]>([
    [
      "that became good has a lead time",
      [
        [0, opened(3)],
        [5, weight(100)],
        [30, good(3)],
      ],
      { end: "good", lead: 3 * day + 30 * minute, restore: null },
    ],
    [
      "that failed a live check was restored when its traffic was gone",
      [
        [0, opened(3)],
        [5, weight(100)],
        [10, check(false)],
        [14, weight(0)],
        [16, back],
      ],
      { end: "failed", lead: null, restore: 4 * minute },
    ],
    [
      "whose verdict was written after its traffic had gone counts from the weight that failed",
      [
        [0, opened(3)],
        [5, weight(10)],
        [7, weight(0)],
        [8, failing],
        [9, back],
      ],
      { end: "failed", restore: 2 * minute },
    ],
    [
      "without a sign of failure counts from its last weight",
      [
        [0, opened(3)],
        [5, weight(10)],
        [11, back],
      ],
      { end: "failed", restore: 6 * minute },
    ],
    [
      "that nobody was served by was caught",
      [
        [0, opened(3)],
        [5, check(false)],
        [6, back],
      ],
      { end: "caught", restore: null },
    ],
    [
      "that was good and failed when it was looked at again has failed",
      [
        [0, opened(3)],
        [5, good(3)],
        [120, entry("done", "watch", { release: release(3), after: { age: "2h", passed: false } })],
      ],
      { end: "failed", restore: null },
    ],
  ])("%s", (_, entries, expected) => {
    expect(deliveries(written(...entries), at)).toMatchObject([expected]);
  });

  test.each<[string, readonly (readonly [number, EntryBody])[]]>([
    [
      "that is open",
      [
        [0, opened(3)],
        [5, weight(10)],
      ],
    ],
    [
      "that was superseded",
      [
        [0, opened(3)],
        [5, entry("done", "close", { after: { outcome: "superseded" } })],
      ],
    ],
  ])("%s is none", (_, entries) => {
    expect(deliveries(written(...entries), at)).toEqual([]);
  });

  test("of a commit that nobody knows, or that is younger than itself, has no lead time", () => {
    const entries = written([0, opened(3)], [5, good(3)]);
    expect(deliveries(entries, new Map())).toMatchObject([{ lead: null }]);
    expect(deliveries(entries, new Map([[release(3).commit, start + day]]))).toMatchObject([{ lead: null }]);
  });
});

const delivery = (daysAgo: number, parts: Partial<Delivery> = {}): Delivery => ({
  version: "v1",
  commit: "1",
  endedAt: start - daysAgo * day,
  end: "good",
  lead: 10 * minute,
  restore: null,
  ...parts,
});
const window = { now: start, since: 28 * day };

describe("the four figures", () => {
  const some = [
    ...[1, 2, 3, 8].map((ago, i) => delivery(ago, { lead: (i + 1) * 10 * minute })),
    delivery(9, { end: "failed", lead: null, restore: 2 * minute }),
    delivery(10, { end: "caught", lead: null }),
    delivery(40),
  ];

  test("count what ended in the window", () => {
    expect(doraOf(some, window)).toMatchObject({
      ...{ good: 4, failed: 1, caught: 1, perWeek: 1, failureRate: 20 },
      lead: { count: 4, median: 25 * minute, p90: 40 * minute },
      restore: null,
    });
    expect(doraOf(some, window).weeks.map((week) => [week.good, week.failed])).toEqual([
      [0, 0],
      [0, 0],
      [1, 1],
      [3, 0],
    ]);
  });

  test("are not told where they rest on fewer than three", () => {
    const few = doraOf(some.slice(0, 2), window);
    expect([few.perWeek, few.lead, few.failureRate, few.restore]).toEqual([null, null, null, null]);
    expect(doraText(few, { application: "shop", environment: "production" })).toMatch(
      /deployment frequency +not enough +2 releases/,
    );
  });

  test("lie between the smallest and the largest, and every release is in one week", () => {
    const times = fc.array(fc.integer({ min: 0, max: 365 * day }), { minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(times, times, (ages, leads) => {
        const all = ages.map((age, i) => ({
          ...delivery(0),
          endedAt: start - age,
          lead: leads[i % leads.length] ?? 0,
        }));
        const dora = doraOf(all, { now: start, since: 366 * day });
        const used = all.map(({ lead }) => lead);
        expect(dora.good).toBe(all.length);
        expect(dora.weeks.reduce((sum, week) => sum + week.good, 0)).toBe(all.length);
        expect(dora.lead?.median).toBeGreaterThanOrEqual(Math.min(...used));
        expect(dora.lead?.p90).toBeGreaterThanOrEqual(dora.lead?.median ?? 0);
        expect(dora.lead?.p90).toBeLessThanOrEqual(Math.max(...used));
      }),
    );
  });

  test("are told in a terminal with a bar for each week", () => {
    expect(doraText(doraOf(some, window), { application: "shop", environment: "production" }).split("\n")).toEqual([
      "shop in production, last 28 days",
      "",
      "deployment frequency      1 per week                    5 releases",
      "lead time (median)        25 min (p90 40 min)           4 releases",
      "change failure rate       20 %                          5 releases",
      "time to restore (median)  not enough                    fewer than 3 failures",
      "",
      "week from   good █  failed ▒",
      "2026-10-23",
      "2026-10-30",
      "2026-11-06  █▒ 1 + 1",
      "2026-11-13  ███ 3",
      "",
      "4 verified good, 1 failed with traffic on them, 1 taken back before any traffic.",
      "Lead time counts from the commit to verified good; a figure needs at least 3. Open and superseded releases do not count.",
    ]);
  });

  test("are told as Markdown with a picture and a table, whatever things are called", () => {
    const text = doraMarkdown(doraOf(some, window), { application: "shop\n# x @all", environment: "prod" });
    expect(text.split("\n").filter((line) => line.startsWith("#"))).toEqual([
      "## Deliveries of shop \\#\u200b x @\u200ball to prod",
    ]);
    expect(text).toContain("| change failure rate | 20 % | 5 releases |");
    expect(text).toMatch(/```mermaid\nxychart-beta\n[\s\S]*bar \[0, 0, 1, 3\]\n {2}line \[0, 0, 1, 0\]\n```/);
  });

  test("of a very busy week stay on a line", () => {
    const busy = [...Array(500).keys()].map(() => delivery(1));
    const longest = Math.max(
      ...doraText(doraOf(busy, window), { application: "a", environment: "b" })
        .split("\n")
        .slice(0, -2)
        .map((line) => line.length),
    );
    expect(longest).toBeLessThan(80);
  });
});
