import { fold } from "../core/fold.ts";
import { type EntryBody, JournalRefusal, type JournalState, type Json, journalFormat } from "../core/journal.ts";
import type { Effects } from "../kit/effects.ts";
import { RefusedError } from "../kit/errors.ts";
import { type Journal, type JournalHead, JournalMoved } from "./ports/journal.ts";

/** What a stage says of an entry; the rest is the same for all entries of a run. */
export type Draft = Pick<EntryBody, "phase" | "deed"> & Partial<Omit<EntryBody, "format" | "id" | "at" | "run">>;

/** Fills in what every entry carries; masked secrets never get into the journal. */
export function fullEntry(draft: Draft, effects: Effects, epoch: number): EntryBody {
  const entry: EntryBody = {
    release: null,
    of: null,
    item: null,
    adapter: null,
    before: null,
    asked: null,
    after: null,
    undo: null,
    reason: null,
    evidence: null,
    epoch,
    ...draft,
    format: journalFormat,
    id: effects.uuid(),
    nonce: effects.uuid(),
    at: new Date(effects.now()).toISOString(),
    run: effects.run,
  };
  return discreet(entry, effects) as EntryBody;
}

/**
 * What runs are steered by: names, ids, times, counts. A secret that happens to read `start`, `green`, `sqlite` or
 * `2026` must not change what the journal says was done.
 */
const steering: ReadonlySet<string> = new Set(
  (
    "id nonce at phase deed of item host startedAt commit version slot kind name " +
    "to from active status verdict versions applied outcome age gate run moment due effect items level names removed backup fingerprint previous down"
  ).split(" "),
);

/** Texts that people and programs have written: nothing in them steers a run, whatever its key. */
const told: ReadonlySet<string> = new Set(["with", "evidence"]);

/** As `redacted`, except for what runs are steered by. */
function discreet(value: unknown, effects: Effects, key = ""): unknown {
  if (typeof value === "string") return steering.has(key) ? value : effects.redact(value);
  if (Array.isArray(value)) return value.map((child) => discreet(child, effects, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      told.has(name) ? redacted(child, effects) : discreet(child, effects, name),
    ]),
  );
}

/** The value with every secret hidden in every text of it. */
export function redacted(value: unknown, effects: Effects): unknown {
  if (typeof value === "string") return effects.redact(value);
  if (Array.isArray(value)) return value.map((child) => redacted(child, effects));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, redacted(child, effects)]));
}

/** Appends with compare and swap: whoever lost a race reads the new head and decides again with `draft`. */
export async function appendDeciding(
  journal: Journal,
  start: JournalHead,
  draft: (state: JournalState) => EntryBody | null,
): Promise<{ readonly head: JournalHead; readonly entry: EntryBody | null }> {
  let head = start;
  for (;;) {
    const entry = draft(head.state);
    if (entry === null) return { head, entry: null };
    try {
      fold(head.state, entry);
      return { head: await journal.append(entry, head), entry };
    } catch (error) {
      if (error instanceof JournalRefusal) throw new RefusedError(error.message, { cause: error });
      if (!(error instanceof JournalMoved)) throw error;
      head = await journal.head();
    }
  }
}

/** A value as the journal keeps it. */
export function toJson(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}
