import { expect, test } from "vitest";
import { evidenceFor, type Rehearsed } from "../../../src/core/rehearsal/evidence.ts";
import { entry, lease, stateAfter } from "../entries.ts";

function rehearsed(parts: Partial<Rehearsed> = {}): Rehearsed {
  const judgement = { verdict: "SAFE", previous: "works", steps: [], took: 12, down: "lossless" } as const;
  return {
    commit: "a",
    at: "2026-11-20T12:00:00Z",
    fingerprint: "tickets",
    versions: ["2", "3"],
    ...judgement,
    ...parts,
  };
}

const asked = { commit: "a", fingerprint: "tickets", versions: ["2", "3"] };

test("a rehearsal counts for exactly what it was about", () => {
  const known = [rehearsed({ commit: "b" }), rehearsed()];
  expect(evidenceFor(known, asked)).toBe(known[1]);
});

test.each<[string, Partial<typeof asked>]>([
  ["another commit, which may hold other files", { commit: "c" }],
  ["another schema", { fingerprint: "tickets, orders" }],
  ["one migration more", { versions: ["2", "3", "4"] }],
  ["one migration less", { versions: ["2"] }],
  ["another order", { versions: ["3", "2"] }],
])("it does not count for %s", (_, parts) => {
  expect(evidenceFor([rehearsed()], { ...asked, ...parts })).toBeNull();
});

test("an older journal knows of none", () => {
  expect(evidenceFor(undefined, asked)).toBeNull();
});

const told = (parts: Partial<Rehearsed>, phase: "done" | "failed" = "done") =>
  entry(phase, "rehearse", { after: rehearsed(parts) as never, epoch: 0 });

test("the journal keeps the newest of each commit, five commits, and needs no lease for it", () => {
  const commits = ["a", "b", "c", "d", "e", "f", "c"].map((commit, i) => told({ commit, took: i }));
  const kept = stateAfter(...commits).rehearsals?.map(({ commit, took }) => `${commit}${took}`);
  expect(kept).toEqual(["c6", "f5", "e4", "d3", "b1"]);
});

test("a rehearsal that failed is evidence of nothing", () => {
  const state = stateAfter(lease(), told({}), told({ fingerprint: "other" }, "failed"));
  expect(state.rehearsals).toEqual([rehearsed()]);
});
