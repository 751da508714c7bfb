import { expect, test } from "vitest";
import { contradictions } from "../../scripts/demo/chronicle.ts";
import type { EntryBody, JournalState } from "../../src/core/journal.ts";
import { commitOf, deploymentsOf, entriesOf, entry, stateOf } from "./evidence.ts";

const told = (entries: readonly EntryBody[], state: JournalState = stateOf()) =>
  contradictions({ entries, state }, deploymentsOf(), "traffic");

const without = (deed: EntryBody["deed"], version: string) =>
  entriesOf().filter((one) => one.deed !== deed || one.release?.version !== version);

test("a journal that agrees with the deploying processes has no contradiction", () => {
  expect(told(entriesOf())).toEqual([]);
});

test("entries that are missing or too many are told", () => {
  expect(told(without("set-weight", "v2"))).toEqual(["weights of v2: none, not 10, 50, 100"]);
  expect(told(without("mark-good", "v1"))).toEqual(["v1 is not marked good"]);
  expect(told(without("open", "v3"))).toEqual(["v3 was opened 0 times"]);
  expect(told(without("close", "v3"))).toEqual([`v3 was taken back to nothing, not to ${commitOf("v2")}`]);
  const more = entry("v3", "set-weight", { after: { weight: 50 } });
  expect(told([more, ...entriesOf()])).toEqual(["weights of v3: 10, 0, 50, not 10, 0"]);
});

test("an intent without an answer and a process that nobody started are told", () => {
  const intent = entry("v2", "backup", { phase: "intend" });
  expect(told([intent, ...entriesOf()])).toEqual(["`backup`, intended at 2026-11-20T12:00:00.000Z, has no end"]);
  const stranger = entry("v2", "renew", { phase: "note" }, "v1");
  expect(told([stranger, ...entriesOf()])).toEqual(["2 processes wrote about v2"]);
});

test("a state that does not follow is told", () => {
  const { good, bad } = stateOf();
  const [v2, v1] = good;
  expect(told(entriesOf(), stateOf({ live: v1 ?? null }))).toEqual(["what is live is v1, not v2"]);
  expect(told(entriesOf(), stateOf({ good: v2 === undefined ? [] : [v2] }))).toEqual([
    `releases that were verified good: ${commitOf("v2")}, not ${commitOf("v2")}, ${commitOf("v1")}`,
  ]);
  expect(told(entriesOf(), stateOf({ bad: [] }))).toEqual([`commits that are bad: none, not ${commitOf("v3")}`]);
  expect(bad.map(({ commit }) => commit)).toEqual([commitOf("v3")]);
  const lease = { holder: entry("v1", "renew").run, epoch: 1, nonce: "n", since: "", length: 1 };
  expect(told(entriesOf(), stateOf({ lease }))).toEqual(["the lease is not free"]);
  const unfinished = [{ id: "1", deed: "stop", item: null, at: "", asked: null, undo: null } as const];
  expect(told(entriesOf(), stateOf({ unfinished }))).toEqual(["`stop` is unfinished"]);
});
