import { expect, test } from "vitest";
import { dueLines, type Evolution, emptyEvolution, foldEvolution, progressOf } from "../../src/core/evolution.ts";
import type { EntryBody } from "../../src/core/journal.ts";

let day = 0;
function entry(deed: string, after: unknown, parts: Partial<EntryBody> = {}): EntryBody {
  day += 1;
  const release = { commit: "c5", version: "1.5", slot: "blue" };
  return { at: `2026-01-${day}`, phase: "done", release, ...parts, deed, after } as unknown as EntryBody;
}

const hold = (...versions: string[]) =>
  entry("hold-contract", { held: versions.map((version) => ({ version, name: `${version}_x`, due: "soon" })) });

const filling = (rows: number, done = false, digest = "d") =>
  entry(
    "backfill",
    { name: "totals", table: "orders", digest, cursor: `${rows}`, rows, done },
    { phase: done ? "done" : "note" },
  );

const all = (...entries: EntryBody[]): Evolution => entries.reduce(foldEvolution, emptyEvolution);

test("a contract is remembered from the release that shipped it until it is applied", () => {
  const first = hold("1");
  const again = entry("hold-contract", { held: [{ version: "1", name: "1_x", due: "later" }] }, { release: null });
  const evolution = all(first, again);
  expect(evolution.held).toEqual([
    { version: "1", name: "1_x", phase: "contract", shippedIn: "c5", heldSince: first.at, due: "later" },
  ]);
  expect(dueLines(evolution)).toEqual([`contract \`1_x\`, held since ${first.at}: due later`]);
  expect(foldEvolution(evolution, entry("migrate", { applied: ["0", "1"] })).held).toEqual([]);
});

test("what one release holds back does not push out what an earlier one has held", () => {
  expect(all(hold("1"), hold("2")).held.map(({ version }) => version)).toEqual(["2", "1"]);
});

test("an unfinished backfill goes on where it stood, another assignment begins anew", () => {
  const evolution = all(filling(10), filling(20));
  expect(progressOf(evolution, "totals", "d")).toMatchObject({ cursor: "20", rows: 20, done: false });
  expect(progressOf(evolution, "totals", "e")).toBeNull();
  expect(progressOf(evolution, "others", "d")).toBeNull();
  expect(dueLines(evolution)[0]).toMatch(/^backfill `totals` is not finished: 20 rows so far/);
  const [first] = evolution.backfills;
  const [begun] = all(filling(1), filling(2, false, "e")).backfills;
  expect([first?.startedAt === first?.at, begun?.startedAt === begun?.at]).toEqual([false, true]);
});

test("a finished backfill is due no more", () => {
  expect(dueLines(all(filling(10), filling(20, true)))).toEqual([]);
});

test("intents, failures and other deeds leave it as it is", () => {
  const before = all(hold("1"), filling(1));
  for (const phase of ["intend", "failed"] as const) {
    expect(foldEvolution(before, entry("backfill", null, { phase }))).toBe(before);
    expect(foldEvolution(before, entry("hold-contract", null, { phase }))).toBe(before);
    expect(foldEvolution(before, entry("migrate", null, { phase }))).toBe(before);
  }
  expect(foldEvolution(before, entry("backup", { held: [] }))).toBe(before);
});

test("it stays bounded", () => {
  const names = Array.from({ length: 120 }, (_, i) => `${i}`);
  const entries = names.flatMap((name) => [
    hold(name),
    entry("backfill", { name, table: "t", digest: "d", cursor: null, rows: 0, done: false }),
  ]);
  const evolution = all(...entries);
  expect([evolution.held.length, evolution.backfills.length]).toEqual([50, 50]);
  expect(evolution.held[0]?.version).toBe("119");
});
