import { describe, expect, test } from "vitest";
import type { EntryBody, JournalState } from "../../src/core/journal.ts";
import { mayLift } from "../../src/core/left-on-duty.ts";
import { openDuty, type WatchFacts } from "../../src/core/watching.ts";
import { change, entry, lease, release, stateAfter } from "./entries.ts";

const facts: WatchFacts = {
  now: Date.parse("2026-11-20T12:00:00.000Z"),
  holder: "ended",
  opener: "ended",
  isPatient: false,
  ramps: [{ item: "flags", steps: [10, 100], to: 100, soak: 3_600_000 }],
  policy: "auto",
  fullUntil: null,
  doubt: null,
  frozen: null,
};

const free = entry("done", "release-lease");
const live = [
  entry("done", "open", { release: release(2, "blue") }),
  entry("done", "mark-good", { release: release(2, "blue") }),
];
const adapter = { kind: "maintenance", name: "nginx", with: {} };
const on = change("maintenance-on", { adapter });

/** v2 is live, v3 is open, and maintenance was turned on for it; then these. */
const v3After = (...entries: readonly EntryBody[]): JournalState =>
  stateAfter(lease(), ...live, entry("done", "open", { id: "open-3", release: release(3) }), ...on, ...entries);

const step = {
  version: "3",
  name: "three",
  hasDown: true,
  probes: [],
  loosens: false,
  needsPerson: false,
  loses: null,
};
const migrated = (verdict: string, previous: string) =>
  change("migrate", { asked: { verdict, versions: ["3"], steps: [{ ...step, verdict, previous }] } });
const cutShort = (verdict: string, previous: string) => {
  const [intend] = migrated(verdict, previous);
  return [intend, entry("failed", "migrate", { of: intend.id, evidence: "environment", reason: "no connection" })];
};
const duty = (state: JournalState, more: Partial<WatchFacts> = {}) => openDuty(state, { ...facts, ...more });

describe("maintenance that a release has left on", () => {
  test.each<[string, readonly EntryBody[]]>([
    ["that had not begun to migrate", []],
    ["that had migrated", migrated("SAFE", "works")],
    ["whose SAFE migration has failed, at a terminal", cutShort("SAFE", "works")],
    [
      "whose traffic soaks",
      [
        ...change("set-weight", { item: "flags", asked: { slot: "green", weight: 10 }, after: { weight: 10 } }),
        entry("note", "verdict", { item: "flags", after: { verdict: "pass", weight: 10 } }),
      ],
    ],
  ])("is turned off by whoever comes by: one %s", (_, entries) => {
    const state = v3After(...entries, free);
    const found = duty(state, { opener: "unknown" });
    expect(found).toEqual({
      kind: "lift",
      why: "visitors are turned away since 2026-11-20T12:00:00.000Z, and nobody works on v3",
    });
    expect(mayLift(state)).toBe(true);
  });

  test.each<[string, readonly EntryBody[]]>([
    ["the live release is broken by the schema", migrated("REVERT-FIRST", "broken")],
    ["nobody knows how far a migration came that is not SAFE", cutShort("UNSAFE", "unknown")],
  ])("is ended by the rollback where %s, also at a terminal", (_, entries) => {
    const state = v3After(...entries, free);
    expect(duty(state, { opener: "unknown" })).toMatchObject({ kind: "roll-back" });
    expect(mayLift(state)).toBe(false);
  });

  test("stays on where a person has to decide about the database", () => {
    const expired = { fullUntil: 1, now: facts.now + 2 };
    expect(duty(v3After(...migrated("REVERT-FIRST", "broken"), free), expired)).toMatchObject({ kind: "held" });
  });

  test("is left to whoever works on the release, or may do so", () => {
    expect(duty(v3After(), { holder: "alive" }).kind).toBe("rest");
    expect(duty(v3After(free), { opener: "alive" }).kind).toBe("rest");
    expect(duty(v3After(), { holder: "unknown" }).kind).toBe("rest");
  });

  test("is ended by the rollback that is due anyway", () => {
    const prepared = change("prepare", { asked: { slot: "green" } });
    expect(duty(v3After(...prepared)).kind).toBe("roll-back");
  });

  test("outlives its release and is turned off all the same, unless somebody works", () => {
    const closed = v3After(entry("done", "close"));
    const why = "visitors are turned away since 2026-11-20T12:00:00.000Z, and no release is open";
    expect(duty(closed)).toEqual({ kind: "lift", why });
    expect(duty(closed, { holder: "alive" })).toMatchObject({ kind: "rest", why: expect.stringContaining("works") });
    const unknown = { kind: "rest", why: expect.stringContaining("`wait` longer than 15 min") };
    expect(duty(closed, { holder: "unknown" })).toMatchObject(unknown);
    expect(duty(closed, { holder: "unknown", isPatient: true }).kind).toBe("lift");
    expect(duty(v3After(entry("done", "close"), entry("done", "maintenance-off"))).kind).toBe("rest");
  });

  test("is a person's where a person has turned it on", () => {
    const manual = change("maintenance-on", { adapter, asked: { isManual: true } });
    const state = stateAfter(lease(), ...live, ...manual, free);
    expect([duty(state).kind, mayLift(state)]).toEqual(["rest", false]);
  });
});
