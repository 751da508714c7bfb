import { describe, expect, test } from "vitest";
import type { Entry, EntryBody, JournalState } from "../../src/core/journal.ts";
import { agesDue, doubtIn, openDuty, unjudgedSince, type WatchFacts } from "../../src/core/watching.ts";
import { change, entry, lease, release, stateAfter } from "./entries.ts";

const hour = 3_600_000;
const noon = Date.parse("2026-11-20T12:00:00.000Z");
const free = entry("done", "release-lease");
const opening = entry("done", "open", { id: "open-3", release: release(3) });
const live = [
  entry("done", "open", { release: release(2, "blue") }),
  entry("done", "mark-good", { release: release(2, "blue") }),
];

const ramp = { item: "flags", steps: [10, 50, 100], to: 100, soak: 0 };
const facts: WatchFacts = {
  now: noon,
  holder: "ended",
  opener: "ended",
  isPatient: false,
  ramps: [ramp],
  policy: "auto",
  fullUntil: null,
  doubt: null,
  frozen: null,
};

/** v2 is live, and v3 is open; then these. */
const v3After = (...entries: readonly EntryBody[]): JournalState => stateAfter(lease(), ...live, opening, ...entries);
const weight = (to: number, more = {}) =>
  change("set-weight", { item: "flags", asked: { slot: "green", weight: to, ...more }, after: { weight: to } });
const passed = (at: number) => entry("note", "verdict", { item: "flags", after: { verdict: "pass", weight: at } });
const prepared = change("prepare", { asked: { slot: "green" } });

const duty = (state: JournalState, more: Partial<WatchFacts> = {}) => {
  const { kind, ...rest } = openDuty(state, { ...facts, ...more });
  return "ceiling" in rest ? `${kind} to ${rest.ceiling}` : kind;
};

describe("a release that somebody looks after is left alone", () => {
  test("nothing is open", () => {
    expect(openDuty(stateAfter(lease(), ...live, free), facts)).toEqual({ kind: "rest", why: "no release is open" });
  });

  test.each([
    ["its traffic was not judged yet", [...prepared, ...weight(10)]],
    ["a change is under way", [...prepared, weight(10)[0]]],
    [
      "a check has failed and its run puts everything back",
      [...prepared, entry("note", "check", { after: { target: "idle", passed: false }, reason: "503" })],
    ],
    ["it has touched nothing yet", []],
  ])("while the holder of the lease works: %s", (_, entries) => {
    expect(duty(v3After(...entries), { holder: "alive", opener: "alive" })).toBe("rest");
    expect(duty(v3After(...entries), { holder: "alive", opener: "unknown", isPatient: true })).toBe("rest");
  });

  test("between two steps of a run, and while a gate of it waits", () => {
    expect(duty(v3After(...prepared, ...weight(10, { to: 10 }), passed(10), free), { opener: "alive" })).toBe("rest");
    expect(duty(v3After(...prepared, free), { opener: "alive" })).toBe("rest");
  });

  test("while nobody can tell whether the holder works, and the reason says how one could", () => {
    const state = v3After(...prepared, ...weight(10));
    const found = openDuty(state, { ...facts, holder: "unknown" });
    expect(found).toMatchObject({ kind: "rest", why: expect.stringContaining("`wait` longer than 15 min") });
    expect(duty(state, { holder: "unknown", isPatient: true })).toBe("carry-on to 100");
    expect(duty(state, { holder: "unknown", isPatient: true, opener: "alive" })).toBe("rest");
  });
});

describe("what a dead job has left", () => {
  const failed = entry("note", "verdict", {
    item: "flags",
    after: { verdict: "fail", weight: 10 },
    reason: "9 of 20 failed",
  });

  test("nothing touched: the next release takes its place", () => {
    expect(duty(v3After())).toBe("forgotten");
    expect(duty(v3After(entry("intend", "backup", { item: "tickets" })))).toBe("forgotten");
  });

  test.each([
    ["a failure that was recorded", [...prepared, ...weight(10), failed], "9 of 20 failed"],
    ["a rollback that was begun", [...prepared, entry("intend", "roll-back")], "its rollback was begun"],
    [
      "a migration under way",
      [entry("intend", "migrate", { asked: { verdict: "SAFE", versions: ["3"] } })],
      "`migrate` was begun",
    ],
    ["a weight that was being set", [...prepared, ...weight(10), passed(10), weight(50)[0]], "`set-weight` was begun"],
    ["a slot without traffic", [...prepared], "it has no traffic yet"],
    ["traffic that was put back", [...prepared, ...weight(10), ...weight(0)], "its traffic was put back"],
  ])("%s is rolled back", (_, entries, why) => {
    const found = { kind: "roll-back", why: expect.stringContaining(why) };
    expect(openDuty(v3After(...entries), facts)).toMatchObject(found);
    expect(openDuty(v3After(...entries, free), facts)).toMatchObject(found);
  });

  test("a rollback that another run began and did not finish is not left to the gate that its own run waits for", () => {
    expect(duty(v3After(...prepared, ...weight(10), entry("intend", "roll-back")), { opener: "alive" })).toBe(
      "roll-back",
    );
  });

  test("traffic at a step is taken on, judged or not, and so is a release that only has to be verified", () => {
    expect(duty(v3After(...prepared, ...weight(10)))).toBe("carry-on to 100");
    expect(duty(v3After(...prepared, ...weight(10), passed(10)))).toBe("carry-on to 100");
    expect(duty(v3After(...prepared, ...weight(100), passed(100)))).toBe("carry-on to 100");
    const promoted = change("promote", { item: "flags", asked: { slot: "green" } });
    expect(duty(v3After(...prepared, ...weight(100), passed(100), ...promoted, free))).toBe("carry-on to 100");
  });

  test("nobody raises traffic above what the run that began was allowed", () => {
    const at10 = [...prepared, ...weight(10, { to: 10 })];
    expect(duty(v3After(...at10))).toBe("carry-on to 10");
    const found = openDuty(v3After(...at10, passed(10), free), facts);
    expect(found).toEqual({ kind: "held", why: "v3 has 10 %, and nobody has allowed more" });
  });

  test("where only a person may put traffic back, the person is told", () => {
    const unsafe = change("migrate", { asked: { verdict: "UNKNOWN", versions: ["3"] } });
    const broken = v3After(
      ...unsafe,
      ...prepared,
      ...weight(100),
      entry("intend", "stop", { asked: { slot: "blue" } }),
    );
    expect(duty(broken)).toBe("held");
    expect(duty(broken, { policy: "leave" })).toBe("roll-back");
  });

  test("a person at a terminal runs one command after another: what is not broken is theirs", () => {
    expect(duty(v3After(...prepared, free), { opener: "unknown" })).toBe("rest");
    expect(duty(v3After(...prepared), { opener: "unknown" })).toBe("roll-back");
  });
});

describe("a ramp that soaks", () => {
  const soaking = { ramps: [{ ...ramp, soak: hour }], opener: "unknown" as const };
  const at10 = v3After(...prepared, ...weight(10), passed(10), free);

  test("is left until its time has come, and taken on to the very minute", () => {
    expect(openDuty(at10, { ...facts, ...soaking, now: noon + hour - 1 })).toEqual({
      kind: "rest",
      why: "v3: 10 % soak until 2026-11-20T13:00:00.000Z",
    });
    expect(duty(at10, { ...soaking, now: noon + hour })).toBe("carry-on to 100");
  });

  test("does not rise in a freeze, and is taken on when that is over", () => {
    const found = openDuty(at10, { ...facts, ...soaking, now: noon + hour, frozen: "nothing is released" });
    expect(found).toEqual({ kind: "rest", why: "v3 stays at 10 %: nothing is released" });
    expect(duty(v3After(...prepared, ...weight(10)), { frozen: "nothing is released" })).toBe("carry-on to 10");
  });

  test("no router at all rises in a freeze, also where the first one has arrived", () => {
    const frozen = "nothing is released";
    const arrived = v3After(...prepared, ...weight(100, { to: 100 }), passed(100));
    const ramps = [ramp, { ...ramp, item: "door" }];
    expect(openDuty(arrived, { ...facts, ramps, frozen })).toMatchObject({ kind: "carry-on", isFrozen: true });
  });

  test("a flag that an earlier release had turned on is no traffic of this one", () => {
    const kept = entry("done", "set-weight", { item: "flags", after: { weight: 100, kept: true } });
    expect(duty(v3After(...prepared, kept, free), {})).not.toContain("carry-on");
  });

  test("is held where the newest verdict was neither good nor bad", () => {
    expect(duty(at10, { ...soaking, now: noon + 2 * hour, doubt: "no data" })).toBe("held");
    expect(duty(v3After(...prepared, ...weight(10), free), soaking)).toBe("held");
  });

  test("a second router begins only as far as the first was allowed", () => {
    const promoted = change("promote", { item: "flags", asked: { slot: "green" } });
    const second = v3After(...prepared, ...weight(100, { to: 100 }), passed(100), ...promoted, free);
    expect(duty(second, { ramps: [ramp, { ...ramp, item: "door" }] })).toBe("carry-on to 100");
  });

  test("a configuration that cannot be read keeps nobody from rolling back, and whoever carries on says why", () => {
    expect(duty(at10, { ramps: null })).toBe("carry-on to 100");
    expect(duty(v3After(...prepared, entry("intend", "roll-back")), { ramps: null })).toBe("roll-back");
  });
});

describe("the newest verdict", () => {
  const placed = (...entries: readonly EntryBody[]): readonly Entry[] =>
    entries.map((body) => ({ ...body, place: body.id })).reverse();
  const unsure = entry("note", "verdict", { after: { verdict: "inconclusive", weight: 10 }, reason: "no data" });

  test("is in doubt until the weight changes, another verdict comes, or another release is opened", () => {
    expect(doubtIn(placed(opening, unsure, free))).toBe("no data");
    expect(doubtIn(placed(opening, unsure, passed(10)))).toBe(null);
    expect(doubtIn(placed(opening, unsure, ...weight(50)))).toBe(null);
    expect(doubtIn(placed(opening, unsure, opening))).toBe(null);
    expect(doubtIn([])).toBe(null);
  });
});

describe("the ages of a live release", () => {
  const ages = [
    { name: "24h", after: 24 * hour },
    { name: "2h", after: 2 * hour },
  ];
  const seen = (age: string, isWell: boolean) =>
    entry("done", "watch", { release: release(2, "blue"), after: { age, passed: isWell } });

  test("are due once each, from the moment they are reached", () => {
    const state = stateAfter(lease(), ...live);
    const names = (at: number, of = state) => agesDue(of, ages, noon + at).map(({ name }) => name);
    expect(names(2 * hour - 1)).toEqual([]);
    expect(names(2 * hour)).toEqual(["2h"]);
    expect(names(30 * hour)).toEqual(["2h", "24h"]);
    expect(names(30 * hour, stateAfter(lease(), ...live, seen("2h", true)))).toEqual(["24h"]);
    expect(names(2 * hour, stateAfter(lease(), ...live, seen("2h", false)))).toEqual(["2h"]);
    expect(agesDue(stateAfter(), ages, noon)).toEqual([]);
  });

  test("the time that was not judged begins where the last good look ended", () => {
    const good = { ...release(2, "blue"), at: new Date(noon).toISOString() };
    expect(unjudgedSince(good, [], ages)).toBe(noon);
    expect(unjudgedSince(good, ["2h", "unknown"], ages)).toBe(noon + 2 * hour);
  });
});
