import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyState, type Lease, type OpenRelease } from "../../src/core/journal.ts";
import {
  decideLease,
  describeHolder,
  isOwnRelease,
  type Liveness,
  livenessOfJob,
  runOf,
} from "../../src/core/lease.ts";
import { opened, release, stateAfter, lease as taken, writer } from "./entries.ts";

const lease: Lease = { holder: writer, epoch: 4, nonce: "n", since: "2026-11-20T12:00:00.000Z", length: 30_000 };
const held = { ...emptyState, epoch: 4, lease };

test("a lease that nobody holds is free, whatever else is known", () => {
  for (const liveness of ["alive", "ended", "unknown"] as const) {
    expect(decideLease(emptyState, liveness, 0)).toEqual({ take: true, from: null });
  }
});

test.each<[Liveness, number, boolean]>([
  ["ended", 0, true],
  ["alive", 0, false],
  ["alive", 29_999, false],
  ["alive", 30_000, true],
  ["unknown", 0, false],
  ["unknown", 29_999.9, false],
  ["unknown", 30_000, true],
])("a holder that is %s and silent for %i ms is followed: %s", (liveness, silentFor, take) => {
  expect(decideLease(held, liveness, silentFor)).toEqual(take ? { take, from: writer } : { take, holder: lease });
});

test("no silence shorter than its length takes a lease from somebody who may live", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Liveness>("alive", "unknown"),
      fc.nat({ max: 10_000_000 }),
      fc.nat({ max: 10_000_000 }),
      (liveness, length, silentFor) => {
        const state = { ...held, lease: { ...lease, length } };
        expect(decideLease(state, liveness, silentFor).take).toBe(silentFor >= length);
      },
    ),
  );
});

test.each([
  [{}, "alice (process 42 on build-1), since 2026-11-20T12:00:00.000Z"],
  [{ host: "build-1/8f3e/pid:[4026]" }, "alice (process 42 on build-1), since 2026-11-20T12:00:00.000Z"],
  [{ url: "https://github.test/r/1" }, "alice (https://github.test/r/1), since 2026-11-20T12:00:00.000Z"],
])("a holder is named by run or machine: %j", (parts, told) => {
  expect(describeHolder({ ...lease, holder: { ...writer, ...parts } })).toBe(told);
});

test.each([
  ["77/1/act", "77"],
  ["77/12/a job/with slashes", "77"],
  ["77/1/", null],
  ["3f8e6f0e-5f5e-4c5e-9d3a-000000000000", null],
  ["", null],
])("the run of `%s` is %s", (id, run) => {
  expect(runOf({ id })).toBe(run);
});

const commit = release(3).commit;
const openedBy = (id: string) => stateAfter(taken(), { ...opened(3), run: { ...writer, id } }).open as OpenRelease;

test.each([
  ["77/1/act", "77/2/act", commit, true],
  ["77/1/act", "77/1/guard", "another commit", true],
  ["77/1/act", "78/1/act", commit, false],
  ["a-uuid", "78/1/act", commit, true],
  ["77/1/act", "a-uuid", commit, true],
  ["a-uuid", "b-uuid", "another commit", false],
])("a release that %s has opened is taken back by %s of %s as its own: %s", (opener, id, own, isOwn) => {
  expect(isOwnRelease(openedBy(opener), { id }, own)).toBe(isOwn);
});

const job = { name: "deploy / act", attempt: 1, status: "in_progress" };

test.each<[string, Liveness, readonly (typeof job)[]]>([
  ["runs", "alive", [job]],
  ["has ended", "ended", [{ ...job, status: "completed" }]],
  ["runs again", "ended", [{ ...job, attempt: 2 }]],
  ["is not there", "unknown", [{ ...job, name: "deploy / compact" }]],
  ["may be one of two", "unknown", [job, { ...job, name: "deploy-2 / act", status: "completed" }]],
])("the job of a holder that %s is %s", (_, liveness, jobs) => {
  expect(livenessOfJob({ id: "77/1/act" }, jobs)).toBe(liveness);
});
