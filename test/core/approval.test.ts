import { expect, test } from "vitest";
import { ageProblem, decideGate, type GateFacts, type GateTerms, usedProblem } from "../../src/core/approval.ts";

const hour = 3_600_000;
const noon = Date.parse("2026-11-20T12:00:00.000Z");
const at = (ago: number) => new Date(noon - ago).toISOString();
const terms: GateTerms = { now: noon, validFor: 24 * hour, reviewers: "required" };
const yes = { environments: ["production-approve"], state: "approved", user: "alice", comment: "go" } as const;
const job = { name: "deploy / gate production-approve", conclusion: "success", endedAt: at(hour) };
const passed: GateFacts = {
  gate: "production-approve",
  run: "77",
  reviewers: ["alice"],
  reviews: [yes],
  jobs: [job, { name: "deploy / act", conclusion: null, endedAt: null }],
};
const decide = (parts: Partial<GateFacts>, more: Partial<GateTerms> = {}) =>
  decideGate({ ...passed, ...parts }, { ...terms, ...more });

test("a gate that was approved in this run is open, and the end of its job is when", () => {
  expect(decide({})).toEqual({
    isOpen: true,
    approval: { gate: "production-approve", run: "77", user: "alice", comment: "go", at: at(hour) },
  });
});

test.each<[string, Partial<GateFacts>, RegExp]>([
  [
    "no job of that name",
    { jobs: [{ ...job, name: "deploy / gate staging-approve" }] },
    /has no job `gate production-approve`/,
  ],
  ["a job whose name only ends alike", { jobs: [{ ...job, name: "no-gate production-approve" }] }, /has no job/],
  ["a job that has not ended", { jobs: [{ ...job, conclusion: null }] }, /has not ended/],
  ["a job that was skipped", { jobs: [{ ...job, conclusion: "skipped" }] }, /ended with `skipped`/],
  [
    "one of two that failed",
    { jobs: [job, { ...job, name: "gate production-approve", conclusion: "failure" }] },
    /ended with `failure`/,
  ],
  ["an end that nobody tells", { jobs: [{ ...job, endedAt: null }] }, /does not say when/],
  ["no review", { reviews: [] }, /nobody has approved/],
  ["a review that waits", { reviews: [{ ...yes, state: "pending" }] }, /nobody has approved/],
  ["a review of another gate", { reviews: [{ ...yes, environments: ["production-ramp-50"] }] }, /nobody has approved/],
  [
    "a rejection before an approval",
    { reviews: [{ ...yes, state: "rejected", user: "bob" }, yes] },
    /^bob has rejected/,
  ],
  [
    "a rejection after an approval",
    { reviews: [yes, { ...yes, state: "rejected", user: "bob" }] },
    /^bob has rejected/,
  ],
  ["an environment that is not there", { reviewers: null, reviews: [] }, /does not exist/],
  ["nobody who has to approve", { reviewers: [], reviews: [] }, /has no required reviewers/],
])("a gate stays shut with %s", (_, parts, why) => {
  expect(decide(parts)).toMatchObject({ isOpen: false, why: expect.stringMatching(why) });
});

test("where reviewers are not enforced the job alone counts, and a rejection all the same", () => {
  const nobody = { reviewers: [], reviews: [] };
  expect(decide(nobody, { reviewers: "not-enforced" })).toMatchObject({ isOpen: true, approval: { user: "nobody" } });
  const rejected = { ...nobody, reviews: [{ ...yes, state: "rejected" as const }] };
  expect(decide(rejected, { reviewers: "not-enforced" })).toMatchObject({ isOpen: false });
});

test("required reviewers are asked for also where they would not have to be", () => {
  expect(decide({ reviews: [] }, { reviewers: "not-enforced" })).toMatchObject({ isOpen: false });
});

test("of several jobs of one gate the one that ended first is counted from", () => {
  const older = { ...job, name: "gate production-approve", endedAt: at(25 * hour) };
  expect(decide({ jobs: [job, older] })).toMatchObject({
    isOpen: false,
    why: expect.stringMatching(/longer ago than the 24 h/),
  });
});

test.each([
  [24 * hour, false],
  [24 * hour - 1, true],
  [0, true],
  [-5 * 60_000, true],
  [-5 * 60_000 - 1, false],
])("an approval that is %d ms old counts: %s", (age, counts) => {
  expect(ageProblem("g", noon - age, terms) === null).toBe(counts);
});

test("names of environments know no case", () => {
  expect(decide({ reviews: [{ ...yes, environments: ["Production-Approve"] }] })).toMatchObject({ isOpen: true });
});

test("an approval opens one release: used once, it serves the release that holds it and no other", () => {
  const gate = { gate: "production-approve", run: "77" };
  const held = { ...gate, user: "alice", comment: "", at: at(0) };
  expect(usedProblem([gate], [], [])).toBe(null);
  expect(usedProblem([gate], ["77/production-approve"], [held])).toBe(null);
  expect(usedProblem([gate], ["77/production-approve"], [])).toMatch(
    /^the approval of `production-approve` in run 77 was used/,
  );
  expect(usedProblem([gate], ["77/production-approve"], [{ ...held, run: "78" }])).toMatch(/was used/);
  expect(usedProblem([gate], ["78/production-approve", "77/production-ramp-50"], [])).toBe(null);
});
