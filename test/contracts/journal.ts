import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type EntryBody, emptyState, type JournalState } from "../../src/core/journal.ts";
import { RefusedError } from "../../src/kit/errors.ts";
import { type Journal, type JournalHead, JournalMoved } from "../../src/stages/ports/journal.ts";

/** One place that keeps one journal. */
export interface JournalBench extends AsyncDisposable {
  /** A journal opened onto that place; each call gives one that has not read anything yet, as another machine would. */
  open(): Promise<Journal>;
}

/** An entry that renews the lease of epoch 1, unless it is told to be something else. */
export function journalEntry(parts: Partial<EntryBody> = {}): EntryBody {
  return {
    format: 1,
    id: randomUUID(),
    at: "2026-11-20T12:00:00.000Z",
    epoch: 1,
    nonce: randomUUID(),
    run: { id: "run/1/job", actor: "alice", url: null, host: "build-1", pid: 1, startedAt: "1" },
    release: null,
    phase: "note",
    deed: "renew",
    of: null,
    item: null,
    adapter: null,
    before: null,
    asked: null,
    after: null,
    undo: null,
    reason: null,
    evidence: null,
    ...parts,
  };
}

/** The entry that takes the lease in the given epoch. */
export function leaseEntry(epoch: number): EntryBody {
  return journalEntry({ epoch, deed: "take-lease", asked: { length: 30_000 } });
}

/** Appends, fetching and deciding again as often as somebody else was faster; counts the lost rounds. */
export async function appendAgain(journal: Journal, entry: EntryBody, from: JournalHead): Promise<number> {
  let head = from;
  for (let lost = 0; ; lost++) {
    try {
      await journal.append(entry, head);
      return lost;
    } catch (error) {
      if (!(error instanceof JournalMoved)) throw error;
      head = await journal.head();
    }
  }
}

/** What every journal has to keep, wherever it is kept. */
export function journalContract(name: string, factory: () => Promise<JournalBench>): void {
  describe(`${name} keeps the contract of a journal`, () => {
    test("before the first entry there is no place, the state is empty and reading writes nothing", async () => {
      await using bench = await factory();
      const journal = await bench.open();
      expect(await journal.head()).toEqual({ at: null, state: emptyState });
      expect(await journal.peek()).toBe(null);
      expect(await journal.entries(10)).toEqual([]);
      expect(journal.location).not.toBe("");
    });

    test("what one writer has appended, another one reads: place, state and entry", async () => {
      await using bench = await factory();
      const writer = await bench.open();
      const entry = leaseEntry(1);
      const written = await writer.append(entry, await writer.head());
      const reader = await bench.open();
      expect(await reader.head()).toEqual(written);
      expect(await writer.head()).toEqual(written);
      expect(await reader.peek()).toBe(written.at);
      expect(await reader.entries(5)).toEqual([{ ...entry, place: written.at }]);
      expect(written.state.lease?.nonce).toBe(entry.nonce);
    });

    test("every place of the story is known again, in full and by its beginning, and no other", async () => {
      await using bench = await factory();
      const writer = await bench.open();
      expect(await writer.contains("0123456789ab")).toBe(false);
      const first = await writer.append(leaseEntry(1), await writer.head());
      const second = await writer.append(journalEntry(), first);
      const reader = await bench.open();
      for (const { at } of [first, second]) {
        expect(await reader.contains(at ?? "")).toBe(true);
        expect(await reader.contains((at ?? "").slice(0, 12))).toBe(true);
      }
      expect(await reader.contains("0123456789ab")).toBe(false);
      expect(await reader.contains("")).toBe(false);
      const third = await writer.append(journalEntry(), second);
      expect(await reader.contains((third.at ?? "").slice(0, 12))).toBe(true);
    });

    test("every text survives as it is", async () => {
      await using bench = await factory();
      const writer = await bench.open();
      const evidence = {
        text: 'naïve "quotes" \\ \u0000 \u2028 日本語 🚀\n\t',
        lines: ["a\r\n", ""],
        big: "x".repeat(200_000),
      };
      const head = await writer.append(leaseEntry(1), await writer.head());
      await writer.append(journalEntry({ evidence, reason: "ümläut\nsecond line" }), head);
      const [newest] = await (await bench.open()).entries(1);
      expect(newest?.evidence).toEqual(evidence);
      expect(newest?.reason).toBe("ümläut\nsecond line");
    });

    test("an entry that follows an old head is not written, and the journal has moved", async () => {
      await using bench = await factory();
      const [first, second] = [await bench.open(), await bench.open()];
      const empty = await second.head();
      const head = await first.append(leaseEntry(1), await first.head());
      await expect(second.append(leaseEntry(1), empty)).rejects.toThrow(JournalMoved);
      const next = await first.append(journalEntry(), head);
      await expect(second.append(journalEntry(), head)).rejects.toThrow(JournalMoved);
      expect(await second.head()).toEqual(next);
      expect(await second.entries(10)).toHaveLength(2);
    });

    test("of writers that race for the same place exactly one wins; the others fetch, decide again and succeed", async () => {
      await using bench = await factory();
      const writers = await Promise.all([bench.open(), bench.open(), bench.open()]);
      const [first] = writers;
      if (first === undefined) throw new Error("no writer");
      await first.append(leaseEntry(1), await first.head());
      const ids: string[] = [];
      for (let round = 0; round < 2; round++) {
        const head = await first.head();
        const entries = writers.map(() => journalEntry());
        const lost = await Promise.all(writers.map((writer, i) => appendAgain(writer, entries[i] as EntryBody, head)));
        expect(lost.filter((rounds) => rounds === 0)).toHaveLength(1);
        ids.push(...entries.map((entry) => entry.id));
      }
      const kept = (await first.entries(100)).map((entry) => entry.id);
      expect(kept).toHaveLength(7);
      expect(new Set(kept.slice(0, -1))).toEqual(new Set(ids));
    }, 20_000);

    test("writers of the very same entry in the same second do not both win", async () => {
      await using bench = await factory();
      const writers = await Promise.all([bench.open(), bench.open()]);
      const heads = await Promise.all(writers.map((writer) => writer.head()));
      const entry = leaseEntry(1);
      const ends = await Promise.allSettled(writers.map((writer, i) => writer.append(entry, heads[i] as JournalHead)));
      expect(ends.map((end) => end.status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(ends.find((end) => end.status === "rejected")?.reason).toBeInstanceOf(JournalMoved);
    });

    test("the same content written twice is two entries", async () => {
      await using bench = await factory();
      const journal = await bench.open();
      const head = await journal.append(leaseEntry(1), await journal.head());
      const entry = journalEntry({ nonce: "same" });
      const second = await journal.append(entry, head);
      const third = await journal.append({ ...entry, id: randomUUID() }, second);
      expect(new Set([head.at, second.at, third.at]).size).toBe(3);
      expect(await journal.entries(10)).toHaveLength(3);
    });

    test("entries come newest first, and no more than were asked for", async () => {
      await using bench = await factory();
      const journal = await bench.open();
      const ids: string[] = [];
      let head = await journal.append(leaseEntry(1), await journal.head());
      for (let i = 0; i < 4; i++) {
        const entry = journalEntry();
        head = await journal.append(entry, head);
        ids.unshift(entry.id);
      }
      expect((await (await bench.open()).entries(3)).map((entry) => entry.id)).toEqual(ids.slice(0, 3));
      expect((await journal.entries(100)).map((entry) => entry.id).slice(0, 4)).toEqual(ids);
      expect(await journal.entries(0)).toEqual([]);
      expect(await journal.head()).toEqual(head);
    });

    test("an entry that does not fit the state is refused with the reason, and nothing is written", async () => {
      await using bench = await factory();
      const journal = await bench.open();
      const empty = await journal.head();
      await expect(journal.append(journalEntry(), empty)).rejects.toThrow(RefusedError);
      await expect(journal.append(journalEntry(), empty)).rejects.toThrow("nobody holds the lease (epoch 0)");
      await expect(journal.append(journalEntry({ deed: "dance" as "renew" }), empty)).rejects.toThrow(
        "unknown deed `dance`",
      );
      await expect(journal.append({ ...leaseEntry(1), format: 7 }, empty)).rejects.toThrow("format 7");
      expect(await journal.peek()).toBe(null);
    });

    test("a holder that comes back after somebody else took over is told that its epoch is over", async () => {
      await using bench = await factory();
      const [stale, fresh] = [await bench.open(), await bench.open()];
      const held = await stale.append(leaseEntry(1), await stale.head());
      const taken = await fresh.append(leaseEntry(2), await fresh.head());
      await expect(stale.append(journalEntry(), held)).rejects.toThrow(JournalMoved);
      const seen: JournalHead = await stale.head();
      await expect(stale.append(journalEntry(), seen)).rejects.toThrow("epoch 1 is over");
      expect(await fresh.head()).toEqual(taken);
    });

    test("a state that a newer version wrote is not built upon", async () => {
      await using bench = await factory();
      const journal = await bench.open();
      const head = await journal.append(leaseEntry(1), await journal.head());
      const newer: JournalState = { ...head.state, format: 2 };
      await expect(journal.append(journalEntry(), { ...head, state: newer })).rejects.toThrow(/format 2.*v2 or newer/);
      expect(await journal.peek()).toBe(head.at);
    });
  });
}
