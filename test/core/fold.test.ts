import { describe, expect, test } from "vitest";
import { fold, foldAll } from "../../src/core/fold.ts";
import { type EntryBody, emptyState, JournalRefusal, type JournalState } from "../../src/core/journal.ts";
import { change, entry, lease, opened, release, stateAfter, writer } from "./entries.ts";

function refusal(state: JournalState, next: EntryBody): string {
  try {
    fold(state, next);
  } catch (error) {
    expect(error).toBeInstanceOf(JournalRefusal);
    return (error as Error).message;
  }
  return "accepted";
}

const open = stateAfter(lease(), opened());

describe("the lease", () => {
  test("is taken with the next epoch", () => {
    expect(stateAfter(lease())).toMatchObject({
      epoch: 1,
      lease: { holder: writer, epoch: 1, since: "2026-11-20T12:00:00.000Z", length: 900_000 },
    });
  });

  test.each([0, 1, 3])("epoch %i cannot follow epoch 1", (epoch) => {
    expect(refusal(stateAfter(lease()), lease(epoch))).toBe(`epoch ${epoch} cannot follow epoch 1`);
  });

  test("every entry of its holder renews it", () => {
    const renewed = fold(open, entry("note", "renew", { nonce: "fresh" }));
    expect(renewed).toEqual({ ...open, lease: { ...open.lease, nonce: "fresh" } });
  });

  test("an entry of an epoch that is over is refused, and names who holds the lease now", () => {
    const taken = fold(open, lease(2));
    expect(refusal(taken, entry("intend", "set-weight"))).toBe("epoch 1 is over; alice (1/1/act) holds epoch 2");
  });

  test("nothing is written without it", () => {
    const released = fold(open, entry("done", "release-lease"));
    expect(released.lease).toBeNull();
    expect(refusal(released, entry("intend", "migrate"))).toBe(
      "nobody holds the lease (epoch 1), so `migrate` may not be written",
    );
    expect(refusal(emptyState, entry("note", "open", { epoch: 0, release: release(3) }))).toBe(
      "nobody holds the lease (epoch 0), so `open` may not be written",
    );
  });

  test("its holder may be taken over, and keeps the open release", () => {
    const taken = fold(open, lease(2));
    expect([taken.epoch, taken.open?.version, taken.lease?.epoch]).toEqual([2, "v3", 2]);
  });
});

describe("a request to abort", () => {
  const request = entry("note", "abort-requested", { epoch: 0, run: { ...writer, actor: "bob" }, reason: "too slow" });

  test("needs no lease and is seen by the holder", () => {
    expect(fold(open, request).open?.abortRequested).toEqual({ by: "bob", at: request.at, reason: "too slow" });
    expect(fold(open, request).lease).toEqual(open.lease);
  });

  test("is over once somebody else has the lease", () => {
    expect(fold(fold(open, request), lease(2)).open?.abortRequested).toBeNull();
  });

  test("is refused when nothing is open", () => {
    expect(refusal(stateAfter(lease()), request)).toBe("no release is open, so there is nothing to abort");
  });
});

describe("an open release", () => {
  test("remembers what was live before it", () => {
    const state = fold(stateAfter(lease(), entry("done", "mark-good", { release: release(2, "blue") })), opened());
    expect(state.open).toMatchObject({ id: "open-3", version: "v3", slot: "green", previous: { version: "v2" } });
  });

  test("is the only one", () => {
    expect(refusal(open, opened(4))).toBe("release v3 is open already");
  });

  test("has a name", () => {
    expect(refusal(stateAfter(lease()), entry("note", "open"))).toBe(
      "an opened release needs a commit, a version and a slot",
    );
  });

  test("ends when it is marked good, and is live then", () => {
    const state = fold(open, entry("done", "mark-good", { release: release(3) }));
    expect(state).toMatchObject({ open: null, unfinished: [], live: { version: "v3" }, good: [{ version: "v3" }] });
  });

  test("does not end when another one is marked good", () => {
    expect(refusal(open, entry("done", "mark-good", { release: release(4) }))).toBe(
      "release v3 is open; v4 cannot be marked good",
    );
  });

  test("ends when it is closed, and what was live stays live", () => {
    const good = stateAfter(
      lease(),
      entry("done", "mark-good", { release: release(2) }),
      opened(),
      entry("intend", "migrate", { asked: { verdict: "SAFE", versions: ["1"] } }),
    );
    expect(fold(good, entry("done", "close"))).toMatchObject({ open: null, unfinished: [], live: { version: "v2" } });
  });
});

describe("progress of the open release", () => {
  const adapter = { kind: "router", name: "flagd", with: { "flagd-file": "$FLAGS" } };
  const weight = (value: number, at = "2026-11-20T12:00:00.000Z") =>
    change("set-weight", { item: "flags", asked: { weight: value }, after: { weight: value }, at, adapter });

  test.each<[string, readonly EntryBody[], object]>([
    [
      "a backup is done",
      change("backup", { item: "main", after: { name: "b", location: "/b", verified: true } }),
      { backups: ["main"] },
    ],
    ["a slot is prepared", change("prepare"), { prepared: true }],
    [
      "its slot is started",
      change("start", { asked: { slot: "green" }, after: { url: "http://a" } }),
      { started: true, url: "http://a" },
    ],
    [
      "the other slot is started",
      change("start", { asked: { slot: "blue" }, after: { url: "http://b" } }),
      { started: false, url: null },
    ],
    [
      "a migration is intended",
      [entry("intend", "migrate", { asked: { verdict: "SAFE", versions: ["1"] } })],
      { migration: { verdict: "SAFE", versions: ["1"], applied: false } },
    ],
    [
      "a migration is done",
      change("migrate", { asked: { verdict: "SAFE", versions: ["1"] } }),
      { migration: { verdict: "SAFE", versions: ["1"], applied: true } },
    ],
    [
      "a check of the idle slot passed",
      [entry("note", "check", { after: { target: "idle", passed: true } })],
      { checked: { idle: true, live: false }, failure: null },
    ],
    [
      "a check failed",
      [entry("note", "check", { after: { target: "live", passed: false }, reason: "500" })],
      { checked: { idle: false, live: false }, failure: "500" },
    ],
    ["a weight is set", weight(10), { shifts: [{ item: "flags", weight: 10, passedAt: null, promoted: false }] }],
    [
      "a watch passed",
      [...weight(10), entry("note", "verdict", { item: "flags", after: { verdict: "pass", weight: 10 } })],
      { shifts: [{ weight: 10, passedAt: 10 }], failure: null },
    ],
    [
      "a watch failed",
      [
        ...weight(10),
        entry("note", "verdict", { item: "flags", after: { verdict: "fail", weight: 10 }, reason: "5 % errors" }),
      ],
      { shifts: [{ weight: 10, passedAt: null }], failure: "5 % errors" },
    ],
    [
      "a watch cannot tell",
      [
        ...weight(10),
        entry("note", "verdict", { item: "flags", after: { verdict: "inconclusive", weight: 10 }, reason: "no data" }),
      ],
      { shifts: [{ weight: 10, passedAt: null }], failure: null },
    ],
    [
      "the weight rises",
      [...weight(10), ...weight(50, "2026-11-20T13:00:00.000Z")],
      { shifts: [{ weight: 50, setAt: "2026-11-20T13:00:00.000Z", passedAt: null }] },
    ],
    [
      "all traffic is promoted",
      [...weight(100), ...change("promote", { item: "flags" })],
      { shifts: [{ weight: 100, promoted: true }] },
    ],
    ["putting back begins", [entry("intend", "roll-back")], { rollingBack: true }],
    [
      "a weight was set out of reach",
      [entry("reported", "set-weight", { item: "flags", after: { weight: 0 } })],
      { shifts: [{ weight: 0 }] },
    ],
  ])("%s", (_, entries, expected) => {
    expect(stateAfter(lease(), opened(), ...entries).open).toMatchObject(expected);
  });

  test("the adapter of an item is kept as it was last used", () => {
    const second = { ...adapter, with: { "flagd-file": "$OTHER" } };
    const state = stateAfter(
      lease(),
      opened(),
      ...weight(10),
      entry("intend", "set-weight", { item: "flags", adapter: second }),
    );
    expect(state.open?.adapters).toEqual([{ ...second, item: "flags" }]);
  });

  test("the first failure is the one that counts", () => {
    const failed = (reason: string) => entry("note", "check", { after: { target: "idle", passed: false }, reason });
    expect(stateAfter(lease(), opened(), failed("first"), failed("second")).open?.failure).toBe("first");
  });

  test("a second try adds to the versions that may have been applied in part", () => {
    const asked = (...versions: string[]) => entry("intend", "migrate", { asked: { verdict: "SAFE", versions } });
    const state = stateAfter(lease(), opened(), asked("1", "2"), asked("2", "3"));
    expect(state.open?.migration).toMatchObject({ verdict: "SAFE", versions: ["1", "2", "3"], applied: false });
  });

  test.each([
    ["migrate", null, "broke"],
    ["start", null, "broke"],
    ["migrate", "interrupted", null],
    ["backup", null, null],
    ["set-weight", null, null],
  ] as const)("%s that failed (%j) blames the release: %j", (deed, evidence, failure) => {
    const intend = entry("intend", deed, { asked: { verdict: "SAFE", versions: [] } });
    const failed = entry("failed", deed, { of: intend.id, reason: "broke", evidence });
    const state = stateAfter(lease(), opened(), intend, failed);
    expect([state.open?.failure, state.unfinished]).toEqual([failure, []]);
  });
});

describe("an intend", () => {
  const intend = entry("intend", "set-weight", { item: "flags", asked: { weight: 10 }, undo: { weight: 0 } });

  test("is unfinished, with its way back, until it is answered", () => {
    const { id, deed, item, at, asked, undo } = intend;
    const state = fold(open, intend);
    expect(state.unfinished).toEqual([{ id, deed, item, at, asked, undo }]);
    expect(fold(state, entry("done", "set-weight", { of: id, after: { weight: 10 } })).unfinished).toEqual([]);
    expect(fold(state, entry("failed", "set-weight", { of: id })).unfinished).toEqual([]);
  });

  test("is answered only once, and only by its name", () => {
    expect(refusal(open, entry("done", "backup", { of: "nobody" }))).toBe(
      "`backup` answers nobody, which nobody intends",
    );
  });

  test("survives a takeover of the lease", () => {
    expect(fold(fold(open, intend), lease(2)).unfinished).toHaveLength(1);
  });
});

test("a commit that is marked bad is kept with its reason, newest first and once", () => {
  const bad = (digit: number, reason: string) => entry("note", "mark-bad", { release: release(digit), reason });
  const state = stateAfter(lease(), bad(3, "slow"), bad(4, "wrong"), bad(3, "slower"));
  expect(state.bad.map(({ version, reason }) => [version, reason])).toEqual([
    ["v3", "slower"],
    ["v4", "wrong"],
  ]);
  expect(refusal(state, entry("note", "mark-bad"))).toBe("a bad commit needs a name");
});

test("a backup is kept outside the release too", () => {
  const proven = { name: "b1", location: "/b1", verified: true };
  const state = stateAfter(lease(), ...change("backup", { item: "main", after: proven }));
  expect(state.backups).toEqual([{ ...proven, at: "2026-11-20T12:00:00.000Z" }]);
});

describe("what a newer version wrote is refused", () => {
  const needed = "this version reads format 1. Use the deploy-actions version that wrote it (major v2 or newer)";
  test.each<[string, JournalState, EntryBody, string]>([
    ["an entry's format", open, entry("note", "renew", { format: 2 }), `the journal has format 2; ${needed}`],
    ["a state's format", { ...open, format: 2 }, entry("note", "renew"), `the journal has format 2; ${needed}`],
    [
      "a deed",
      open,
      entry("note", "teleport" as never),
      "the journal holds the unknown deed `teleport` (format 1); use a newer deploy-actions",
    ],
    [
      "a phase",
      open,
      entry("maybe" as never, "renew"),
      "the journal holds the unknown phase `maybe` (format 1); use a newer deploy-actions",
    ],
  ])("%s", (_, state, next, message) => {
    expect(refusal(state, next)).toBe(message);
  });
});

test("a release that goes on in spite of a freeze remembers why, to its end and no further", () => {
  const overridden = fold(open, entry("note", "override", { reason: "the shop is down" }));
  expect(overridden.open?.overridden).toBe("the shop is down");
  const superseded = fold(overridden, entry("done", "close", { after: { outcome: "superseded" } }));
  expect(fold(superseded, opened(4)).open).not.toHaveProperty("overridden");
  const long = fold(open, entry("note", "override", { reason: "x".repeat(5000) }));
  expect(long.open?.overridden).toHaveLength(1000);
});

test("many entries are folded oldest first", () => {
  expect(foldAll([lease(), opened()])).toMatchObject({ epoch: 1, open: { version: "v3" } });
  expect(foldAll([])).toBe(emptyState);
});

test("a set counts for every item that it holds", () => {
  const after = { name: "b", location: "/b", verified: true, items: ["orders", "users"] };
  const state = stateAfter(lease(), opened(), ...change("backup", { after }));
  expect(state.open?.backups).toEqual(["orders", "users"]);
  expect(state.backups[0]?.items).toEqual(["orders", "users"]);
});

test("a backup that was removed is no longer counted", () => {
  const backup = (name: string) => change("backup", { item: "main", after: { name, location: "/b", verified: true } });
  const prune = change("prune", { after: { removed: ["old"] } });
  const state = stateAfter(lease(), ...backup("old"), ...backup("new"), ...prune);
  expect(state.backups.map(({ name }) => name)).toEqual(["new"]);
});

test("a drill is kept for each item, and needs no lease", () => {
  const drilled = (item: string, passed: boolean) =>
    entry(passed ? "done" : "failed", "drill", {
      after: { backup: "b", drills: [{ item, method: "dump", backup: "b", passed, restoreTook: 7 }] },
    });
  const state = stateAfter(drilled("orders", true), drilled("users", true), drilled("orders", false));
  expect(state.drills?.map(({ item, passed }) => [item, passed])).toEqual([
    ["orders", false],
    ["users", true],
  ]);
  expect(state.lastDrill).toMatchObject({ backup: "b", passed: false });
});
