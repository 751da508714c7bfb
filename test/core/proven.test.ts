import { expect, test } from "vitest";
import { emptyState, type GoodRelease, type JournalState } from "../../src/core/journal.ts";
import { provenIn } from "../../src/core/proven.ts";
import { entry, lease, release, stateAfter } from "./entries.ts";

const hour = 3_600_000;
const noon = Date.parse("2026-11-20T12:00:00.000Z");
const at = (hours: number) => new Date(noon + hours * hour).toISOString();
const good = (digit: number, hours: number): GoodRelease => ({ ...release(digit), at: at(hours) });

/** v2 is live since noon; v1 was, ten hours before. */
const staging: JournalState = { ...emptyState, live: good(2, 0), good: [good(2, 0), good(1, -10)] };
const judge = (state: JournalState, digit: number, { hours = 48, minHours = 48 } = {}) =>
  provenIn(state, { commit: release(digit).commit, now: noon + hours * hour, minAge: minHours * hour });

test("a commit that is live and good there for long enough is proven", () => {
  expect(judge(staging, 2)).toEqual({ isProven: true, release: good(2, 0), age: 48 * hour, isLive: true });
});

test("a commit that was live there for long enough stays proven when a later one takes its place", () => {
  expect(judge(staging, 1, { minHours: 10 })).toEqual({
    isProven: true,
    release: good(1, -10),
    age: 10 * hour,
    isLive: false,
  });
});

test("a commit that was marked bad before it was found good is proven all the same", () => {
  const bad = [{ commit: release(2).commit, version: "v2", reason: "slow", at: at(-1) }];
  expect(judge({ ...staging, bad }, 2).isProven).toBe(true);
});

test("a clock that is behind the journal's proves nothing that time has to prove", () => {
  expect(judge(staging, 2, { hours: -1, minHours: 0 })).toMatchObject({ isProven: true, age: 0 });
  expect(judge(staging, 2, { hours: -1, minHours: 1 }).isProven).toBe(false);
});

const open = stateAfter(lease(), entry("done", "open", { release: release(3) }));
const bad = { ...staging, bad: [{ commit: release(2).commit, version: "v2", reason: "31 of 100 failed", at: at(1) }] };

test.each<[string, JournalState, number, { hours?: number; minHours?: number }, string]>([
  ["never was there", staging, 3, {}, "33333333 was never verified good there"],
  ["is not good yet", open, 3, {}, "33333333 is open there since 2026-11-20T12:00:00.000Z and not verified good yet"],
  ["was marked bad since", bad, 2, {}, "22222222 was marked bad there at 2026-11-20T13:00:00.000Z: 31 of 100 failed"],
  [
    "is good there for too short a time",
    staging,
    2,
    { hours: 47.5 },
    "22222222 is good there since 2026-11-20T12:00:00.000Z, for 1 d 23 h; 2 d are asked: wait until 2026-11-22T12:00:00.000Z",
  ],
  [
    "was replaced before its time, however long ago",
    staging,
    1,
    { hours: 500 },
    "11111111 was live there for 10 h only, then v2 took its place; 2 d are asked",
  ],
])("a commit that %s is not proven, and the reason says so", (_, state, digit, times, why) => {
  expect(judge(state, digit, times)).toEqual({ isProven: false, why });
});
