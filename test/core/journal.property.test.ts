import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold } from "../../src/core/fold.ts";
import {
  deeds,
  type EntryBody,
  emptyState,
  freeDeeds,
  JournalRefusal,
  type JournalState,
} from "../../src/core/journal.ts";
import { entry, release } from "./entries.ts";

const digit = fc.integer({ min: 0, max: 9 });
const item = fc.constantFrom("main", "flags", "edge");
const slot = fc.constantFrom("blue", "green");
const weight = fc.constantFrom(0, 10, 50, 100);

/** What a writer may want to say; whether it fits is decided by the state it meets. */
type Wish = (state: JournalState) => EntryBody;

const current = (state: JournalState, epoch: number | undefined): number => epoch ?? state.epoch;
const staleEpoch = fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined, freq: 8 });

const take: fc.Arbitrary<Wish> = fc
  .constantFrom(1, 1, 1, 0, 2, -1)
  .map((ahead) => (state) => entry("done", "take-lease", { epoch: state.epoch + ahead, asked: { length: 1000 } }));

const named: fc.Arbitrary<Wish> = fc
  .record({ deed: fc.constantFrom("open", "mark-good", "mark-bad"), digit, epoch: staleEpoch })
  .map(
    ({ deed, digit: commit, epoch }) =>
      (state) =>
        entry("note", deed, { epoch: current(state, epoch), release: release(commit) }),
  );

const lone: fc.Arbitrary<Wish> = fc
  .record({ deed: fc.constantFrom("close", "release-lease", "renew", "abort-requested"), epoch: staleEpoch })
  .map(
    ({ deed, epoch }) =>
      (state) =>
        entry("note", deed, { epoch: current(state, epoch) }),
  );

const facts = fc.record({ item, slot, weight, passed: fc.boolean(), epoch: staleEpoch });
const changes = [
  "backup",
  "prune",
  "restore",
  "migrate",
  "take-down",
  "hold-contract",
  "backfill",
  "prepare",
  "start",
  "set-weight",
  "set-flag",
  "promote",
  "stop",
  "roll-back",
  "maintenance-on",
  "maintenance-off",
  "command",
] as const;

const intend: fc.Arbitrary<Wish> = fc.record({ deed: fc.constantFrom(...changes), facts, version: digit }).map(
  ({ deed, facts: f, version }) =>
    (state) =>
      entry("intend", deed, {
        epoch: current(state, f.epoch),
        item: f.item,
        adapter: { kind: "router", name: "flagd", with: {} },
        asked: { slot: f.slot, weight: f.weight, verdict: "SAFE", versions: [String(version)] },
      }),
);

const grown = (name: string, done: boolean) => ({
  held: [{ version: name, name, due: "later" }],
  ...{ table: "t", digest: "d", cursor: "1", rows: 1, done },
});

const answer: fc.Arbitrary<Wish> = fc
  .record({ phase: fc.constantFrom("done", "failed"), facts, pick: fc.nat() })
  .map(({ phase, facts: f, pick }) => (state) => {
    const intent = state.unfinished[pick % Math.max(1, state.unfinished.length)];
    return entry(phase, intent?.deed ?? "backup", {
      epoch: current(state, f.epoch),
      of: intent?.id ?? "nobody",
      item: intent?.item ?? null,
      asked: intent?.asked ?? null,
      after: {
        name: "b",
        location: "/b",
        verified: f.passed,
        weight: f.weight,
        found: { weight: f.weight, cohorts: [] },
        back: f.passed,
        url: "http://a",
        removed: ["b"],
        ...grown(f.item, f.passed),
      },
      reason: "because",
    });
  });

const remark: fc.Arbitrary<Wish> = fc.record({ deed: fc.constantFrom("check", "verdict"), facts }).map(
  ({ deed, facts: f }) =>
    (state) =>
      entry("note", deed, {
        epoch: current(state, f.epoch),
        item: f.item,
        after: { target: "idle", passed: f.passed, verdict: f.passed ? "pass" : "fail", weight: f.weight },
        reason: "because",
      }),
);

/** What may be written without the lease. */
const free: fc.Arbitrary<Wish> = fc
  .record({
    deed: fc.constantFrom("publish", "notify", "follow-up", "drill", "rehearse"),
    phase: fc.constantFrom("note", "done", "failed"),
    facts,
    digit,
  })
  .map(({ deed, phase, facts: f, digit: commit }) => (state) => {
    const after = {
      ...(f.passed ? { deployment: f.weight, comments: { [commit]: "IC_1" } } : { revert: f.weight }),
      moment: f.slot,
      what: "contract",
      due: "2026-12-01T00:00:00.000Z",
      issue: f.weight,
      commit: String(commit),
      drills: [{ item: f.item, method: "dump", backup: "b", passed: f.passed, restoreTook: f.weight }],
    };
    const of = phase === "note" ? null : (state.followUps[0]?.id ?? null);
    return entry(phase, deed, { epoch: current(state, f.epoch), release: release(commit), item: f.item, of, after });
  });

/** What a release, or the live one, has had confirmed by somebody. */
const confirmed: fc.Arbitrary<Wish> = fc
  .record({ deed: fc.constantFrom("approve", "sign-off", "override", "watch"), facts })
  .map(({ deed, facts: f }) => (state) => {
    const after = { gate: f.item, run: f.slot, user: "bob", comment: "", at: "", age: f.item, passed: f.passed };
    return entry("note", deed, { epoch: current(state, f.epoch), after });
  });

const often = [take, named, intend, answer, remark].map((arbitrary) => ({ arbitrary, weight: 3 }));
const wish = fc.oneof(...often, ...[lone, free, confirmed].map((arbitrary) => ({ arbitrary, weight: 1 })));
const story = (length: number) => fc.array(wish, { minLength: 1, maxLength: length, size: "max" });

interface Step {
  readonly before: JournalState;
  readonly entry: EntryBody;
  readonly after: JournalState | null;
}

/** Folds what fits and skips what is refused, as writers that lost a race do. Nothing but a JournalRefusal may be thrown. */
function tell(wishes: readonly Wish[]): readonly Step[] {
  let state = emptyState;
  return wishes.map((make) => {
    const before = deepFreeze(state);
    const next = deepFreeze(make(before));
    const after = attempt(before, next);
    state = after ?? before;
    return { before, entry: next, after };
  });
}

function attempt(state: JournalState, next: EntryBody): JournalState | null {
  try {
    return fold(state, next);
  } catch (error) {
    if (error instanceof JournalRefusal) return null;
    throw error;
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** Holds for every step of every story. */
function always(holds: (step: Step & { readonly after: JournalState }) => void): void {
  fc.assert(
    fc.property(story(120), (wishes) => {
      for (const step of tell(wishes)) if (step.after !== null) holds({ ...step, after: step.after });
    }),
    { numRuns: 150, seed: 20261120 },
  );
}

describe("whatever is written, in whatever order", () => {
  test("epochs only grow, one by one, and only by taking the lease", () => {
    always(({ before, entry: { deed }, after }) => {
      expect(after.epoch - before.epoch).toBe(deed === "take-lease" ? 1 : 0);
    });
  });

  test("an entry of another epoch changes nothing, unless it asks for an abort, takes the lease or only tells somebody something", () => {
    always(({ before, entry: { deed, epoch } }) => {
      const isFree = deed === "take-lease" || deed === "abort-requested" || freeDeeds.includes(deed);
      if (!isFree) expect(epoch).toBe(before.epoch);
    });
  });

  test("a lease belongs to the present epoch", () => {
    always(({ after }) => {
      if (after.lease !== null) expect(after.lease.epoch).toBe(after.epoch);
    });
  });

  test("an open release gives way to nothing but its own end", () => {
    always(({ before, entry: { deed }, after }) => {
      if (before.open === null || after.open?.id === before.open.id) return;
      expect(after.open).toBeNull();
      expect(["mark-good", "close"]).toContain(deed);
    });
  });

  test("only a release that is marked good becomes live", () => {
    always(({ before, entry: next, after }) => {
      if (after.live === before.live) return;
      expect(next.deed).toBe("mark-good");
      expect(after.live?.commit).toBe(next.release?.commit);
    });
  });

  test("the good list begins with the live release and names no commit twice", () => {
    always(({ after: { good, live } }) => {
      expect(good[0] ?? null).toEqual(live);
      expect(new Set(good.map(({ commit }) => commit)).size).toBe(good.length);
    });
  });

  test("an answer settles exactly the intend that it names", () => {
    always(({ before, entry: { of, phase, deed }, after }) => {
      if (of === null || (phase !== "done" && phase !== "failed") || freeDeeds.includes(deed)) return;
      expect(before.unfinished.map(({ id }) => id)).toContain(of);
      expect(after.unfinished).toEqual(before.unfinished.filter(({ id }) => id !== of));
      expect(deeds).toContain(deed);
    });
  });

  test("a failure is never forgotten while the release is open", () => {
    always(({ before, after }) => {
      if (before.open?.failure != null && after.open !== null) expect(after.open.failure).toBe(before.open.failure);
    });
  });

  test("what is written without the lease touches neither the release, nor the lease, nor what is live", () => {
    always(({ before, entry: { deed }, after }) => {
      if (!freeDeeds.includes(deed)) return;
      const told = { publication: null, followUps: [], lastDrill: null, drills: [], rehearsals: [] };
      expect({ ...after, ...told }).toEqual({ ...before, ...told });
    });
  });

  test("asking for an abort touches nothing else", () => {
    always(({ before, entry: { deed }, after }) => {
      if (deed !== "abort-requested" || before.open === null) return;
      expect({ ...after, open: { ...after.open, abortRequested: null } }).toEqual({
        ...before,
        open: { ...before.open, abortRequested: null },
      });
    });
  });

  test("the same entries give the same state, and neither state nor entry is altered", () => {
    always(({ before, entry: next, after }) => {
      expect(fold(before, next)).toEqual(after);
    });
  });

  test("the state survives being written down as JSON", () => {
    always(({ after }) => {
      expect(JSON.parse(JSON.stringify(after))).toEqual(after);
    });
  });
});

test("the stories reach every deed, and refusals too", () => {
  const steps = fc.sample(story(120), { numRuns: 150, seed: 20261120 }).flatMap(tell);
  const told = new Set(steps.flatMap(({ after, entry: { deed } }) => (after === null ? [] : [deed])));
  expect([...told].sort()).toEqual([...deeds].sort());
  expect(steps.filter(({ after }) => after === null).length).toBeGreaterThan(1000);
  expect(steps.filter(({ after }) => after?.open?.failure != null).length).toBeGreaterThan(100);
});

test("the state stays bounded however long the story", () => {
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1000, maxLength: 1000, size: "max" }), (wishes) => {
      const state = tell(wishes).reduce((last, step) => step.after ?? last, emptyState);
      expect(state.good.length).toBeLessThanOrEqual(20);
      expect(state.bad.length).toBeLessThanOrEqual(100);
      expect(state.backups.length).toBeLessThanOrEqual(20);
      expect(state.unfinished.length).toBeLessThanOrEqual(50);
      expect(JSON.stringify(state).length).toBeLessThan(64_000);
    }),
    { numRuns: 8, seed: 20261120 },
  );
});

test("the lists are bounded with ever new names too", () => {
  let state = fold(emptyState, entry("done", "take-lease", { asked: { length: 1000 } }));
  for (let i = 0; i < 300; i++) {
    const commit = { commit: String(i).padStart(40, "0"), version: `v${i}`, slot: "blue" as const };
    state = fold(state, entry("note", "mark-bad", { release: commit, reason: "slow" }));
    state = fold(state, entry("done", "mark-good", { release: commit }));
    const intend = entry("intend", "backup", { item: `item-${i}` });
    state = fold(state, intend);
    const stored = { name: `b${i}`, location: "/b", verified: true };
    state = fold(state, entry("done", "backup", { of: intend.id, after: stored }));
  }
  expect([state.good.length, state.bad.length, state.backups.length]).toEqual([20, 100, 20]);
  expect([state.good[0]?.version, state.bad[0]?.version, state.backups[0]?.name]).toEqual(["v299", "v299", "b299"]);
  for (let i = 0; i < 60; i++) state = attempt(state, entry("intend", "command")) ?? state;
  expect(state.unfinished).toHaveLength(50);
});
