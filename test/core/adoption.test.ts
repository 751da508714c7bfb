import { describe, expect, test } from "vitest";
import { adoption, type ServedFacts } from "../../src/core/adoption.ts";
import { driftIn, driftObstacles, overwritten } from "../../src/core/drift.ts";
import { emptyState } from "../../src/core/journal.ts";
import { plannedSlot } from "../../src/core/preflight.ts";
import { release } from "./entries.ts";

const v1 = { ...release(1), slot: "blue" as const };
const v2 = { ...release(2), slot: "green" as const };
const at = "2026-11-20T12:00:00.000Z";
const ready = (commit: string) => ({ status: "ready", commit });
const empty = { status: "empty", commit: null };

function facts(parts: Partial<ServedFacts>): ServedFacts {
  return {
    state: emptyState,
    commit: v1.commit,
    allowsBadCommit: false,
    splits: [{ item: "flags", active: "blue", weight: 0 }],
    slots: { blue: ready(v1.commit), green: empty },
    served: [{ item: "public", failure: null }],
    ...parts,
  };
}

describe("what is live is recorded", () => {
  test("where host, router and the public address agree", () => {
    expect(adoption(facts({}))).toEqual({
      isProven: true,
      slot: "blue",
      proof: [
        "the host says that slot blue is ready and holds 11111111",
        "`public`: the public address answers as 11111111",
      ],
    });
  });

  test("where one witness is there, and no other speaks against it", () => {
    expect(adoption(facts({ served: [], splits: [] }))).toMatchObject({ isProven: true, slot: "blue" });
    expect(adoption(facts({ slots: null }))).toMatchObject({ isProven: true, slot: "blue" });
    const onGreen = { splits: [], slots: { blue: empty, green: ready(v1.commit) } };
    expect(adoption(facts(onGreen))).toMatchObject({ isProven: true, slot: "green" });
  });

  test("over what somebody has deployed past the journal", () => {
    const state = { ...emptyState, live: { ...v2, slot: "blue" as const, at } };
    expect(adoption(facts({ state }))).toMatchObject({ isProven: true, slot: "blue" });
  });

  const bad = { ...emptyState, bad: [{ commit: v1.commit, version: "v1", reason: "it lost orders", at }] };

  test("although its commit was marked bad, where somebody says so", () => {
    expect(adoption(facts({ state: bad, allowsBadCommit: true }))).toMatchObject({ isProven: true, slot: "blue" });
  });

  test.each<[string, Partial<ServedFacts>, string]>([
    [
      "while traffic is split",
      { splits: [{ item: "flags", active: "blue", weight: 10 }] },
      "`flags`: the router sends 90 % to slot blue; send all traffic to one slot first",
    ],
    [
      "while a second router has everybody on the other slot",
      {
        splits: [
          { item: "flags", active: "blue", weight: 0 },
          { item: "door", active: "green", weight: 0 },
        ],
      },
      "`door`: the router sends 0 % to slot blue; send all traffic to one slot first",
    ],
    [
      "where its commit was marked bad",
      { state: bad },
      `11111111 was marked bad at ${at}: it lost orders; deploy a repaired commit, or set \`allow-bad-commit: true\``,
    ],
    [
      "where the host holds another commit",
      { slots: { blue: ready(v2.commit), green: empty } },
      "slot blue has the traffic; the host says it is ready and holds 22222222, not 11111111",
    ],
    [
      "where the slot is not well",
      { slots: { blue: { status: "unhealthy", commit: v1.commit }, green: empty } },
      "the host says it is unhealthy",
    ],
    [
      "where the public address says something else",
      { served: [{ item: "public", failure: "it serves `2`" }] },
      "`public`: the public address does not answer as 11111111: it serves `2`",
    ],
    ["without any witness", { slots: null, served: [] }, "nobody can be asked what is live"],
    ["twice", { state: { ...emptyState, live: { ...v1, at } } }, "11111111 in slot blue is recorded already"],
  ])("not %s", (_, parts, told) => {
    const found = adoption(facts(parts));
    expect(found.isProven).toBe(false);
    expect("problems" in found && found.problems.join("\n")).toContain(told);
  });
});

describe("drift", () => {
  const state = { ...emptyState, live: { ...v1, at } };
  const slots = { blue: ready(v1.commit), green: empty };
  const byHand = {
    state,
    slots,
    splits: [{ item: "flags", active: "blue" as const, weight: 30 }],
    edited: ["app/Http/Kernel.php was edited"],
  };

  test("is everything that is not as the journal says", () => {
    expect(driftIn(byHand).map(({ what }) => what)).toEqual([
      "`flags`: the router sends 70 % to slot blue, but the journal says that v1 there has all the traffic",
      "what slot blue serves was edited by hand: app/Http/Kernel.php was edited",
    ]);
    expect(driftObstacles(byHand)).toHaveLength(2);
    expect(overwritten(byHand)).toEqual([]);
  });

  test("is overwritten where that is asked for and can be", () => {
    const asked = { ...byHand, onDrift: "overwrite" as const };
    expect(driftObstacles(asked)).toEqual([]);
    expect(overwritten(asked)).toHaveLength(2);
    const stranger = { ...asked, slots: { blue: ready(v2.commit), green: empty } };
    expect(driftObstacles(stranger).map(({ what }) => what)).toEqual([
      expect.stringContaining("by hand: slot blue is ready and does not serve v1"),
      expect.stringContaining("somebody else has deployed"),
    ]);
  });

  test("is told of every router by its name", () => {
    const away = { item: "door", active: "green" as const, weight: 0 };
    const second = { ...byHand, edited: [], splits: [{ item: "flags", active: "blue" as const, weight: 0 }, away] };
    const told = "`door`: the router sends 0 % to slot blue, but the journal says that v1 there has all the traffic";
    expect(driftIn(second).map(({ what }) => what)).toEqual([told]);
    expect(overwritten({ ...second, onDrift: "overwrite" })).toEqual([
      `traffic-shift: ${told}; this release overwrites it`,
    ]);
  });

  test.each<[string, typeof slots | null, string]>([
    ["nobody can tell whether the live slot answers", null, "by hand: nobody can tell whether that slot answers"],
    [
      "the live slot does not answer",
      { ...slots, blue: { status: "unhealthy", commit: v1.commit } },
      "by hand: slot blue is unhealthy and does not serve v1",
    ],
  ])("of a router is never overwritten where %s", (_, slots, told) => {
    const asked = { ...byHand, edited: [], slots, onDrift: "overwrite" as const };
    expect(driftObstacles(asked).map(({ what }) => what)).toEqual([expect.stringContaining(told)]);
    expect(overwritten(asked)).toEqual([]);
  });

  test("is routers that do not agree on where visitors are, although nothing is live by the journal", () => {
    const routers = [
      { item: "flags", active: "blue" as const, weight: 0 },
      { item: "door", active: "green" as const, weight: 0 },
    ];
    const facts = { state: emptyState, slots: null, splits: routers };
    expect(driftIn(facts).map(({ what }) => what)).toEqual([
      "`door`: the router sends 0 % to slot blue, which is the active one by `flags`",
    ]);
    expect(driftIn({ ...facts, splits: routers.slice(0, 1) })).toEqual([]);
  });

  test("is a flag that is on for some, unless the release turns it off first", () => {
    const flag = (share: number, isOffFirst = false) =>
      driftIn({ ...byHand, edited: [], splits: [], flags: [{ item: "checkout", share, isOffFirst }] });
    expect(flag(30).map(({ what }) => what)).toEqual([
      "`checkout`: the flag is on for 30 %, and no release that is open has raised it",
    ]);
    expect([flag(0), flag(100), flag(30, true)]).toEqual([[], [], []]);
  });

  test("is nobody's business while a release is under way", () => {
    const open = { ...v2, prepared: true, shifts: [], migration: null } as never;
    expect(driftIn({ ...byHand, state: { ...state, open } })).toEqual([]);
  });
});

describe("the planned slot", () => {
  const state = { ...emptyState, live: { ...v1, at } };
  const moved = { state, slots: null, splits: [{ item: "flags", active: "green" as const, weight: 0 }] };

  test("is beside the live release where the traffic is put back there first", () => {
    expect(plannedSlot({ ...moved, onDrift: "overwrite" })).toBe("green");
    expect(plannedSlot({ ...moved, onDrift: "stop" })).toBe("blue");
  });
});
