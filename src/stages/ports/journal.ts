import type { Entry, EntryBody, JournalState } from "../../core/journal.ts";

export interface JournalHead {
  /** The newest entry's place (a commit id), or null before the first entry. */
  readonly at: string | null;
  readonly state: JournalState;
}

/** Somebody else has written since the head was read: fetch and decide again. */
export class JournalMoved extends Error {}

/** The written story of one application in one environment. */
export interface Journal {
  /** Where it is kept, for the operator. */
  readonly location: string;
  /** Unreachable is a ServiceError. */
  head(): Promise<JournalHead>;
  /** Only the place of the newest entry: cheap, for watching whether somebody else has written. */
  peek(): Promise<string | null>;
  /**
   * Compare and swap: writes the entry if the head still is `after`, otherwise throws JournalMoved.
   * Unreachable is a ServiceError, and nothing was changed.
   */
  append(entry: EntryBody, after: JournalHead): Promise<JournalHead>;
  /** Whether the story has an entry at this place, told in full or by its first 12 characters; as of now, not of the last reading. */
  contains(place: string): Promise<boolean>;
  /** Newest first. */
  entries(limit: number): Promise<readonly Entry[]>;
}
