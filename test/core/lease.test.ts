import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyState, type Lease } from "../../src/core/journal.ts";
import { decideLease, describeHolder, type Liveness } from "../../src/core/lease.ts";
import { writer } from "./entries.ts";

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
