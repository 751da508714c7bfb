import { describe, expect, test } from "vitest";
import { emptyState, type JournalState } from "../../src/core/journal.ts";
import { findObstacles, idleSlot, type PreflightFacts } from "../../src/core/preflight.ts";
import type { SplitShares } from "../../src/core/slots.ts";
import { change, entry, lease, release, stateAfter } from "./entries.ts";

const at = "2026-11-20T12:00:00.000Z";
const v1 = release(1, "blue");
const v2 = release(2, "green");
const v3 = release(3, "green");

/** v1 is live in blue and nobody works. */
const live = stateAfter(
  lease(),
  entry("done", "open", { release: v1 }),
  entry("done", "mark-good", { release: v1 }),
  entry("done", "release-lease"),
);
/** v2 is open in green and has its files there. */
const open = stateAfter(
  lease(),
  entry("done", "open", { release: v1 }),
  entry("done", "mark-good", { release: v1 }),
  entry("done", "open", { release: v2 }),
  ...change("prepare", { asked: { slot: "green" } }),
);

const empty = { status: "empty", commit: null };

/** Everything is well, and v2 is to be deployed. */
function facts(parts: Partial<PreflightFacts> = {}): PreflightFacts {
  return {
    commit: v2.commit,
    state: live,
    allowsBadCommit: false,
    splits: [{ item: "flags", active: "blue", weight: 0 }],
    slots: { blue: { status: "ready", commit: v1.commit }, green: empty },
    ramps: [{ item: "flags", steps: [10, 100], granularity: "any" }],
    migrationProblems: [],
    repository: { head: v2.commit, isShallow: false, holdsLive: true },
    ...parts,
  };
}

describe("nothing is in the way", () => {
  test.each<[string, Partial<PreflightFacts>]>([
    ["of a release that is ready to go", {}],
    ["of the first release of all", { state: emptyState, slots: { blue: empty, green: empty } }],
    [
      "of the first release, where stopped files lie in the active slot",
      { state: emptyState, slots: { blue: { status: "stopped", commit: v3.commit }, green: empty } },
    ],
    ["of the release that is open itself", { state: open }],
    [
      "of the open release in the middle of its ramp",
      { state: open, splits: [{ item: "flags", active: "blue", weight: 50 }] },
    ],
    ["of a release without router and host", { splits: [], slots: null, ramps: [] }],
    [
      "of a shallow checkout that holds what it needs",
      { repository: { head: v2.commit, isShallow: true, holdsLive: true } },
    ],
    ["of a live release whose files are gone", { slots: { blue: empty, green: empty } }],
  ])("%s", (_, parts) => {
    expect(findObstacles(facts(parts))).toEqual([]);
  });
});

const bad: JournalState = {
  ...live,
  bad: [{ commit: v2.commit, version: "v2", reason: "31 of 100 requests failed", at }],
};

describe("each obstacle is told with its remedy", () => {
  test.each<[string, Partial<PreflightFacts>, "input" | "refused", string, string]>([
    [
      "another open release that somebody works on",
      { state: open, commit: v3.commit, repository: { head: v3.commit, isShallow: false, holdsLive: true } },
      "refused",
      "release",
      `v2 (22222222) is open since ${at}, alice works on it; finish it with \`continue\` or take it back with \`rollback\``,
    ],
    [
      "another open release that nobody works on",
      {
        state: { ...open, lease: null },
        commit: v3.commit,
        repository: { head: v3.commit, isShallow: false, holdsLive: true },
      },
      "refused",
      "release",
      `v2 (22222222) is open since ${at}, nobody works on it now; finish it with \`continue\` or take it back with \`rollback\``,
    ],
    [
      "a release that is live already",
      { commit: v1.commit, repository: { head: v1.commit, isShallow: false, holdsLive: true } },
      "refused",
      "release",
      `11111111 is live already, since ${at}; deploy another commit`,
    ],
    [
      "a commit that was marked bad",
      { state: bad },
      "refused",
      "release",
      `22222222 was marked bad at ${at}: 31 of 100 requests failed; deploy a repaired commit, or set \`allow-bad-commit: true\``,
    ],
    [
      "a step that the router does not know",
      { ramps: [{ item: "selector", steps: [10, 100], granularity: "all-or-nothing" }] },
      "input",
      "traffic-shift (selector): steps",
      "this router knows only 0 and 100; use `steps: 100`",
    ],
    [
      "steps that fall",
      { ramps: [{ item: "flags", steps: [50, 10, 100], granularity: "any" }] },
      "input",
      "traffic-shift (flags): steps",
      "must rise; 10 comes after 50",
    ],
    [
      "traffic that is not where the journal says",
      { splits: [{ item: "flags", active: "blue", weight: 10 }] },
      "refused",
      "traffic-shift",
      "`flags`: the router sends 90 % to slot blue, but the journal says that v1 there has all the traffic; find out who changed it; then put it back (`plan: on-drift: overwrite`), or record what is live (`deploy-actions adopt`)",
    ],
    [
      "a live slot that serves something else",
      { slots: { blue: { status: "ready", commit: v3.commit }, green: empty } },
      "refused",
      "deploy-slot",
      "slot blue serves 33333333, but the journal says 11111111 is live there; somebody else has deployed; find out who; then record what is live (`deploy-actions adopt`)",
    ],
    [
      "something that serves although the journal knows of nothing",
      { state: emptyState },
      "refused",
      "deploy-slot",
      "slot blue has the traffic and serves 11111111, which the journal of this environment does not know; check `application`, `environment` and `journal`; if they are right, record what is live (`deploy-actions adopt`)",
    ],
    [
      "another checkout",
      { repository: { head: v3.commit, isShallow: false, holdsLive: true } },
      "input",
      "release",
      "the checkout is at 33333333, not at 22222222; check out the commit that is to be deployed",
    ],
    [
      "a shallow checkout without the good commit",
      { repository: { head: v2.commit, isShallow: true, holdsLive: false } },
      "input",
      "release",
      "the repository does not hold 11111111, the release a rollback returns to; the checkout is shallow: set `fetch-depth: 0` in actions/checkout",
    ],
    [
      "a checkout without the good commit",
      { repository: { head: v2.commit, isShallow: false, holdsLive: false } },
      "input",
      "release",
      "the repository does not hold 11111111, the release a rollback returns to; fetch it",
    ],
    ["a migration that needs a person", { migrationProblems: ["1 was edited"] }, "refused", "migrate", "1 was edited"],
  ])("%s", (_, parts, kind, where, what) => {
    expect(findObstacles(facts(parts))).toEqual([{ kind, where, what }]);
  });

  test("all of them at once", () => {
    const found = findObstacles(
      facts({
        state: bad,
        ramps: [{ item: "flags", steps: [], granularity: "any" }],
        splits: [{ item: "flags", active: "green", weight: 0 }],
        slots: { blue: { status: "ready", commit: v3.commit }, green: empty },
        repository: { head: v3.commit, isShallow: false, holdsLive: false },
        migrationProblems: ["1 was edited", "2 has no file"],
      }),
    );
    expect(found.map(({ where }) => where)).toEqual([
      "release",
      "traffic-shift (flags): steps",
      "traffic-shift",
      "deploy-slot",
      "release",
      "release",
      "migrate",
      "migrate",
    ]);
  });
});

test("a commit that was marked bad may be deployed by somebody who says so", () => {
  expect(findObstacles(facts({ state: bad, allowsBadCommit: true }))).toEqual([]);
});

test.each<[string, JournalState, SplitShares | null, string]>([
  ["the one without traffic", live, { active: "blue", weight: 0 }, "green"],
  ["what the router says, not what the journal says", live, { active: "green", weight: 0 }, "blue"],
  ["the one beside the live release, where there is no router", live, null, "green"],
  ["the open release's own, whatever the router says", open, { active: "green", weight: 0 }, "green"],
  ["green, when nothing is known", emptyState, null, "green"],
])("the idle slot is %s", (_, state, split, slot) => {
  expect(idleSlot(state, split)).toBe(slot);
});
