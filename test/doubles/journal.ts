import { fold } from "../../src/core/fold.ts";
import {
  checkFormat,
  type Entry,
  type EntryBody,
  emptyState,
  JournalRefusal,
  type JournalState,
} from "../../src/core/journal.ts";
import { RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { type Journal, JournalMoved } from "../../src/stages/ports/journal.ts";

/** Where several journals of one test are kept, and what a test may do to them. */
export interface JournalPlace {
  readonly entries: Entry[];
  /** Throws, or waits, in the place of the network; asked before every entry. */
  beforeAppend: (entry: EntryBody) => void | Promise<void>;
  /** False while nobody can reach the journal. */
  isReachable: boolean;
}

/** A place without any entry. */
export function journalPlace(): JournalPlace {
  return { entries: [], beforeAppend: () => undefined, isReachable: true };
}

/** A journal in memory: the real fold, compare and swap by the number of entries. */
export function memoryJournal(place: JournalPlace): Journal {
  const states: JournalState[] = [];
  const stateNow = (): JournalState => {
    // Read back as JSON, as a stored state is.
    for (const entry of place.entries.slice(states.length)) {
      states.push(JSON.parse(JSON.stringify(fold(states.at(-1) ?? emptyState, entry))) as JournalState);
    }
    return states.at(-1) ?? emptyState;
  };
  const reach = (): void => {
    if (!place.isReachable) throw new ServiceError("the journal cannot be reached");
  };
  const at = () => place.entries.at(-1)?.place ?? null;
  return {
    location: "memory",
    async head() {
      reach();
      return { at: at(), state: stateNow() };
    },
    async peek() {
      reach();
      return at();
    },
    async append(entry, after) {
      await place.beforeAppend(entry);
      reach();
      refusing(() => {
        checkFormat(after.state);
        fold(after.state, entry);
      });
      if (at() !== after.at) throw new JournalMoved("somebody else has written");
      place.entries.push({ ...structuredClone(entry), place: `place-${place.entries.length + 1}` });
      return { at: at(), state: stateNow() };
    },
    async contains(asked) {
      reach();
      return place.entries.some(({ place: known }) => known === asked || known.slice(0, 12) === asked);
    },
    async entries(limit) {
      reach();
      return limit < 1 ? [] : place.entries.slice(-limit).reverse();
    },
  };
}

function refusing(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof JournalRefusal)) throw error;
    throw new RefusedError(error.message, { cause: error });
  }
}
