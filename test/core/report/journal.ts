import type { Entry, EntryBody } from "../../../src/core/journal.ts";
import { change, entry, release } from "../entries.ts";

/** The entries as the journal gives them, one second apart: newest first. */
export function journal(...bodies: readonly EntryBody[]): readonly Entry[] {
  const start = Date.parse("2026-11-20T12:00:00.000Z");
  return bodies
    .map((body, i) => ({ ...body, place: `place-${i}`, at: new Date(start + i * 1_000).toISOString() }))
    .reverse();
}

/** Opens v2. */
export const opening = entry("done", "open", { release: release(2) });
/** A backup that was proven. */
export const backup = change("backup", {
  item: "orders",
  asked: { name: "b1" },
  after: { name: "b1", rows: 3, bytes: 512, restoreTook: 20, location: "x", verified: true },
});
/** A weight that was set. */
export const weight = (value: number) =>
  change("set-weight", { item: "flags", asked: { slot: "green", weight: value }, after: { weight: value } });
/** What was said of 10 %, with what was counted. */
export const verdict = (said: string, reason: string, more: Partial<EntryBody> = {}) =>
  entry("note", "verdict", { item: "flags", after: { verdict: said, weight: 10 }, reason, ...more });
