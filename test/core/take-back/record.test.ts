import { describe, expect, test } from "vitest";
import type { EntryBody } from "../../../src/core/journal.ts";
import type { MigrationRecord } from "../../../src/core/take-back/record.ts";
import { change, entry, lease, opened, release, stateAfter } from "../entries.ts";
import { kinds } from "./steps.ts";

const { safe, renaming, unsafe } = kinds;

const migrate = (asked: Record<string, unknown>, at?: string) =>
  change("migrate", { asked: { left: 0, verdict: "SAFE", ...asked } as never, ...(at === undefined ? {} : { at }) });
const after = (...entries: readonly EntryBody[]): MigrationRecord | null =>
  stateAfter(lease(), opened(), ...entries).open?.migration ?? null;
const takeDown = (version: string) => change("take-down", { asked: { version }, after: { applied: [] } });

const first = { versions: ["safe"], steps: [safe], left: 1, fingerprint: "before" };
const second = { versions: ["renaming"], steps: [renaming], verdict: "REVERT-FIRST", fingerprint: "between" };

test("what was applied one by one is one record: the worst verdict, the first moment, the catalogue before all", () => {
  const record = after(...migrate(first, "2026-01-01T00:00:00Z"), ...migrate(second, "2026-01-01T00:05:00Z"));
  expect(record).toEqual({
    ...{ verdict: "REVERT-FIRST", versions: ["safe", "renaming"], applied: true },
    ...{ at: "2026-01-01T00:00:00Z", fingerprint: "before", steps: [safe, renaming] },
  });
});

describe("it counts as applied", () => {
  test.each<[string, readonly EntryBody[], boolean]>([
    ["not while it is only intended", [migrate(second)[0]], false],
    ["not while some are left", migrate(first), false],
    ["not once the next one has begun", [...migrate(first), migrate(second)[0]], false],
    ["not where one has failed", [migrate(second)[0], entry("failed", "migrate", { reason: "no" })], false],
    ["when the last one is done", [...migrate(first), ...migrate(second)], true],
  ])("%s", (_, entries, applied) => {
    expect(after(...entries)?.applied).toBe(applied);
  });
});

test("one that is tried again stands once, with what was judged last", () => {
  const judgedAgain = { ...renaming, probes: [{ asks: "a", sql: "SELECT 0" }] };
  const record = after(migrate(second)[0], ...migrate({ ...second, steps: [judgedAgain] }));
  expect(record).toMatchObject({ versions: ["renaming"], steps: [judgedAgain] });
});

test("a later run that finds nothing pending does not make good what an earlier one has applied", () => {
  const nothing = { versions: [], steps: [] };
  const record = after(...migrate({ ...second, steps: [unsafe], verdict: "UNSAFE" }), ...migrate(nothing));
  expect(record).toMatchObject({ verdict: "UNSAFE", steps: [unsafe], versions: ["renaming"] });
});

test("a trail with a gap is none: the one verdict has to do, as in older journals", () => {
  expect(after(...migrate({ versions: ["0"] }), ...migrate(first))?.steps).toBeUndefined();
  expect(after(...migrate(first), ...migrate({ versions: ["9"] }))?.steps).toBeUndefined();
});

test("a word for a verdict that this version does not know counts as UNKNOWN", () => {
  expect(after(...migrate(first), ...migrate({ ...second, verdict: "PERHAPS" }))?.verdict).toBe("UNKNOWN");
});

describe("what is taken down", () => {
  test("is no longer to be taken back, and the rest still is", () => {
    const record = after(...migrate(first), ...migrate(second), ...takeDown("renaming"));
    expect(record).toMatchObject({ versions: ["safe"], steps: [safe], fingerprint: "before" });
  });

  test("only in part, because it failed, still is", () => {
    const [intent] = takeDown("renaming");
    const failed = entry("failed", "take-down", { of: intent.id, asked: { version: "renaming" } });
    expect(after(...migrate(second), intent, failed)?.versions).toEqual(["renaming"]);
  });

  test("by a restore is gone as a whole", () => {
    expect(after(...migrate(first), ...migrate(second), ...change("restore"))).toBeNull();
  });
});

test("the release that takes over from one that nobody finished takes over its trail, as something half done", () => {
  const inherits = { verdict: "REVERT-FIRST", versions: ["renaming"], applied: true, steps: [renaming] };
  const open = entry("done", "open", { release: release(4), asked: { inherits } as never });
  const state = stateAfter(lease(), open, ...migrate(first));
  expect(state.open?.migration).toMatchObject({ versions: ["renaming", "safe"], steps: [renaming, safe] });
});
