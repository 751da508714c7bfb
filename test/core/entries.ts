import { fold } from "../../src/core/fold.ts";
import type { Deed, EntryBody, JournalState, Phase, ReleaseRecord, Writer } from "../../src/core/journal.ts";
import { emptyState } from "../../src/core/journal.ts";

/** Who writes the entries of these tests. */
export const writer: Writer = {
  id: "1/1/act",
  actor: "alice",
  url: null,
  host: "build-1",
  pid: 42,
  startedAt: "1000",
};

/** A release whose commit is the digit, forty times. */
export const release = (digit: number | string, slot: "blue" | "green" = "green"): ReleaseRecord => ({
  commit: String(digit).repeat(40).slice(0, 40),
  version: `v${digit}`,
  slot,
});

let count = 0;

/** An entry of epoch 1 that says nothing but its deed. */
export function entry(phase: Phase, deed: Deed, more: Partial<EntryBody> = {}): EntryBody {
  count += 1;
  return {
    format: 1,
    id: `entry-${count}`,
    at: "2026-11-20T12:00:00.000Z",
    epoch: 1,
    nonce: `nonce-${count}`,
    run: writer,
    release: null,
    phase,
    deed,
    of: null,
    item: null,
    adapter: null,
    before: null,
    asked: null,
    after: null,
    undo: null,
    reason: null,
    evidence: null,
    ...more,
  };
}

/** The entry that takes the lease for an epoch. */
export const lease = (epoch = 1): EntryBody => entry("done", "take-lease", { epoch, asked: { length: 900_000 } });

/** The entry that opens a release. */
export const opened = (digit = 3): EntryBody => entry("note", "open", { id: `open-${digit}`, release: release(digit) });

/** The state after these entries. */
export const stateAfter = (...entries: readonly EntryBody[]): JournalState => entries.reduce(fold, emptyState);

/** An intend and its answer. */
export function change(deed: Deed, more: Partial<EntryBody> = {}): readonly [EntryBody, EntryBody] {
  const intend = entry("intend", deed, more);
  return [intend, entry("done", deed, { ...more, of: intend.id })];
}
