import { describe, expect, test } from "vitest";
import type { EntryBody } from "../../src/core/journal.ts";
import { emptyState } from "../../src/core/journal.ts";
import { decideRollback } from "../../src/core/release.ts";
import type { DatabasePolicy } from "../../src/core/take-back/way-back.ts";
import { change, entry, lease, opened, release, stateAfter } from "./entries.ts";

const migrate = (verdict: string) => change("migrate", { asked: { verdict, versions: ["2", "3"] } });
const weight = (value: number, item = "flags") =>
  change("set-weight", { item, asked: { weight: value }, after: { weight: value } });
const failedCheck = entry("note", "check", { after: { target: "idle", passed: false }, reason: "it does not answer" });
const good = release(1, "blue");
const live = [entry("done", "open", { release: good }), entry("done", "mark-good", { release: good })];
const after = (...entries: readonly EntryBody[]) => stateAfter(lease(), ...live, opened(), ...entries);
const terms = (policy: DatabasePolicy = "auto") => ({ policy, now: 0, fullUntil: null });

test("with nothing open there is nothing to decide", () => {
  expect(decideRollback(emptyState, terms())).toEqual({
    kind: "nothing",
    why: "no release is open and no release was ever verified good",
  });
  const state = after(entry("done", "mark-good", { release: release(3) }));
  expect(decideRollback(state, terms("leave"))).toEqual({
    kind: "nothing",
    why: "no release is open and v3 is live and good",
  });
});

describe("what becomes of the database", () => {
  test.each<[string, readonly EntryBody[], "auto" | "leave", string]>([
    ["not migrated", [...weight(50)], "auto", "untouched"],
    ["safely migrated, with traffic", [...migrate("SAFE"), ...weight(50)], "auto", "leave"],
    ["a safe migration that was only begun", [migrate("SAFE")[0]], "auto", "leave"],
    ["an unknown migration without traffic", [...migrate("UNKNOWN")], "auto", "leave"],
    ["an unknown migration that was only begun", [migrate("UNKNOWN")[0]], "auto", "leave"],
    [
      "an unknown migration whose traffic went home",
      [...migrate("UNKNOWN"), ...weight(50), ...weight(0)],
      "auto",
      "leave",
    ],
    ["an unknown migration with some traffic", [...migrate("UNKNOWN"), ...weight(99)], "auto", "leave"],
    ["an unknown migration with all traffic", [...migrate("UNKNOWN"), ...weight(100)], "auto", "hold"],
    ["an unknown migration that may have all traffic", [...migrate("UNKNOWN"), weight(100)[0]], "auto", "hold"],
    [
      "an unknown migration that had all traffic for a while",
      [...migrate("UNKNOWN"), ...weight(100), ...weight(0)],
      "auto",
      "hold",
    ],
    [
      "an unknown migration with all traffic of one router of two",
      [...migrate("UNKNOWN"), ...weight(100), ...weight(0, "dns")],
      "auto",
      "hold",
    ],
    [
      "an unknown migration with traffic, and a person's word",
      [...migrate("UNKNOWN"), ...weight(100)],
      "leave",
      "leave",
    ],
    ["a verdict that this version does not know", [...migrate("PROBE"), ...weight(100)], "auto", "hold"],
  ])("%s", (_, entries, policy, expected) => {
    const decision = decideRollback(after(...entries), terms(policy));
    expect(decision.kind === "put-back" ? decision.way.kind : decision.kind).toBe(expected);
  });

  test("where no release was good before, nothing can break: the schema stays", () => {
    const first = stateAfter(lease(), opened(), ...migrate("UNKNOWN"), ...weight(100));
    expect(decideRollback(first, terms())).toMatchObject({ kind: "put-back", way: { kind: "leave" } });
  });

  test("a person who has to decide is told the migrations", () => {
    expect(decideRollback(after(...migrate("UNKNOWN"), ...weight(100)), terms())).toMatchObject({
      kind: "hold",
      why: "it is not known whether the previous release works after the migrations 2, 3",
    });
  });
});

test("only a release that failed itself is bad", () => {
  expect(decideRollback(after(failedCheck), terms())).toMatchObject({ kind: "put-back", isBad: true });
  expect(decideRollback(after(...weight(10)), terms())).toMatchObject({ kind: "put-back", isBad: false });
});

test("what a rollback has knowingly left in the database is remembered, and only that", () => {
  const back = entry("done", "close", { after: { outcome: "rolled-back" } });
  expect(after(...migrate("SAFE"), back).leftBehind).toEqual(["2", "3"]);
  expect(after(...migrate("UNKNOWN"), back).leftBehind).toEqual([]);
  expect(after(...migrate("SAFE"), entry("done", "close", { after: { outcome: "superseded" } })).leftBehind).toEqual(
    [],
  );
});
