import { describe, expect, test } from "vitest";
import { openCalendar } from "../../src/adapters/calendars/croner.ts";
import {
  calendarObstacles,
  type Moment,
  overrideOf,
  type PlanTimes,
  risingObstacles,
} from "../../src/stages/closed-times.ts";

const calendar = await openCalendar();
const hour = 3_600_000;
const zone = { "time-zone": "Europe/Berlin" };
const freeze = [{ cron: "0 18 * * FRI", for: 62 * hour, ...zone, why: "weekend" }];
const window = [
  { cron: "0 9 * * MON-THU", for: 7 * hour, ...zone, why: "somebody is there" },
  { cron: "0 9 * * FRI", for: 3 * hour, ...zone },
];
const times: PlanTimes = { freeze, window };

const moment = (at: string, override?: string): Moment => ({ calendar, now: Date.parse(at), override });
const wednesday = "2026-11-18T09:00:00Z";
const evening = "2026-11-18T19:00:00Z";
const saturday = "2026-11-21T12:00:00Z";

const exception = "wait, or say in `override-freeze` why this release is an exception";
const frozen = {
  kind: "refused",
  where: "plan: freeze",
  what: `nothing is released until 2026-11-23 08:00 (Europe/Berlin) (weekend); ${exception}`,
};
const shut = (opens: string) => ({
  kind: "refused",
  where: "plan: window",
  what: `releases begin in their window alone, which opens next at ${opens} (Europe/Berlin) (somebody is there); ${exception}`,
});

describe("a release begins", () => {
  test.each<[string, PlanTimes, string]>([
    ["where nothing is said about time", {}, saturday],
    ["inside of a window and outside of a freeze", times, wednesday],
    ["outside of a freeze, where there is no window", { freeze }, evening],
  ])("%s", (_, asked, at) => {
    expect(calendarObstacles(asked, moment(at))).toEqual([]);
  });

  test("in a freeze by an override, which the journal gets with everything it has overridden", () => {
    const overridden = moment(saturday, "the payment provider is down");
    expect(calendarObstacles(times, overridden)).toEqual([]);
    expect(overrideOf(times, overridden)).toEqual({
      reason: "the payment provider is down",
      closures: [
        { kind: "freeze", why: "weekend", until: "2026-11-23T07:00:00.000Z" },
        { kind: "window", why: "somebody is there", until: "2026-11-23T08:00:00.000Z" },
      ],
    });
  });

  test("with an override that nothing needs, and the journal gets none", () => {
    expect(overrideOf(times, moment(wednesday, "to be sure"))).toBeNull();
    expect(overrideOf(times, moment(saturday))).toBeNull();
  });
});

describe("a release waits", () => {
  test.each<[string, PlanTimes, string, readonly unknown[]]>([
    ["in a freeze", { freeze }, saturday, [frozen]],
    ["outside of its windows, for the one that opens first", { window }, evening, [shut("2026-11-19 09:00")]],
    ["for both", times, saturday, [frozen, shut("2026-11-23 09:00")]],
  ])("%s", (_, asked, at, obstacles) => {
    expect(calendarObstacles(asked, moment(at))).toEqual(obstacles);
  });

  test("in every freeze that covers the moment", () => {
    const audit = { cron: "0 0 20 11 *", for: 48 * hour, why: "audit" };
    const found = calendarObstacles({ freeze: [...freeze, audit] }, moment(saturday));
    expect(found.map(({ what }) => what)).toEqual([
      frozen.what,
      `nothing is released until 2026-11-22 00:00 (UTC) (audit); ${exception}`,
    ]);
  });
});

test("more traffic waits in a freeze, and not for a window: what has begun in it is not left half-way", () => {
  expect(risingObstacles(times, moment(saturday))).toEqual([frozen]);
  expect(risingObstacles(times, moment(evening))).toEqual([]);
});

test("an occasion that is written wrongly is named by its place, and no override takes that away", () => {
  const wrong = {
    freeze: [...freeze, { cron: "weekend", for: hour }],
    window: [{ ...window[1], "time-zone": "Berlin" }],
  };
  const found = calendarObstacles(wrong as PlanTimes, moment(saturday, "urgent"));
  expect(found.map(({ kind, where }) => [kind, where])).toEqual([
    ["input", "plan: freeze[1]"],
    ["input", "plan: window[0]"],
  ]);
  expect(overrideOf(wrong as PlanTimes, moment(saturday, "urgent"))).toBeNull();
});
