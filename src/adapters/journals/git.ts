import { fold } from "../../core/fold.ts";
import { checkFormat, type EntryBody, emptyState, JournalRefusal, type JournalState } from "../../core/journal.ts";
import type { Effects } from "../../kit/effects.ts";
import { RefusedError } from "../../kit/errors.ts";
import { type Journal, type JournalHead, JournalMoved } from "../../stages/ports/journal.ts";
import { asServiceError } from "./git-command.ts";
import { localRefs } from "./local-refs.ts";
import { readEntries, readState, writeCommit } from "./objects.ts";
import { originRefs } from "./origin-refs.ts";
import { reachesBackTo } from "./reach.ts";
import { journalRef } from "./ref-name.ts";
import type { Refs } from "./refs.ts";
import { findRepository } from "./repository.ts";

export interface GitJournalOptions {
  readonly effects: Effects;
  /** `origin`: at the remote of that name. `local`: in the user's own repository. */
  readonly store: "origin" | "local";
  readonly application: string;
  readonly environment: string;
  /** A folder of the application's repository. */
  readonly repository?: string;
  /** Sent to the runner's GitHub server only; without it, or elsewhere, git's own credentials are used. */
  readonly token?: string | undefined;
  /** Milliseconds that one git command may take; 30 seconds when absent. */
  readonly timeout?: number;
}

/** Opens the journal that is kept as commits of one git ref. Nothing is written before the first entry. */
export async function openGitJournal(options: GitJournalOptions): Promise<Journal> {
  const { effects, store, application, environment, token, timeout = 30_000 } = options;
  const ref = journalRef(application, environment);
  const repository = await findRepository(effects, options.repository ?? effects.folder, timeout);
  const refs =
    store === "local"
      ? localRefs(effects, repository, ref, timeout)
      : await originRefs({ effects, repository, ref, token, timeout });
  return journalOf(refs, effects);
}

function journalOf(refs: Refs, effects: Effects): Journal {
  let known: JournalHead = { at: null, state: emptyState };
  const notLost = (at: string | null): string | null => {
    if (at === null && known.at !== null) throw lost(refs.location, known.at);
    return at;
  };
  return {
    location: refs.location,
    peek: async () => notLost(await refs.peek()),
    async head() {
      const at = notLost(await refs.latest());
      if (at !== null && at !== known.at) {
        known = { at, state: checked(await reading(refs.location, () => readState(refs.git, at))) };
      }
      return known;
    },
    async append(entry, after) {
      const state = folded(after.state, entry);
      // A head that another journal object has read may name a commit that is not here.
      if (after.at !== known.at && (await refs.latest()) !== after.at) throw moved(refs.location);
      const commit = await writing(refs.location, () => {
        return writeCommit(refs.git, { entry, state, parent: after.at, writer: effects.uuid() });
      });
      if (!(await refs.swap(commit, after.at))) throw moved(refs.location);
      known = { at: commit, state };
      return known;
    },
    contains: (place) => reading(refs.location, () => reachesBackTo(refs, place, notLost)),
    async entries(limit) {
      if (limit < 1) return [];
      const head = notLost(await refs.deepen(limit));
      if (head === null) return [];
      const entries = await reading(refs.location, () => readEntries(refs.git, head, limit));
      for (const entry of entries) checked(entry);
      return entries;
    },
  };
}

function reading<T>(location: string, act: () => Promise<T>): Promise<T> {
  return act().catch((error: unknown) => {
    throw asServiceError(error, `${location} cannot be read`, "Look at the disk and at who owns the repository.");
  });
}

function writing<T>(location: string, act: () => Promise<T>): Promise<T> {
  return act().catch((error: unknown) => {
    const hint = "Look at the room on the disk (`df -h`) and at who may write to the repository.";
    throw asServiceError(error, `${location} could not be written, and nothing was changed`, hint);
  });
}

function moved(location: string): JournalMoved {
  return new JournalMoved(`somebody else has written to ${location}`);
}

function folded(state: JournalState, entry: EntryBody): JournalState {
  return refusing(() => JSON.parse(JSON.stringify(fold(checked(state), entry))) as JournalState);
}

function checked<T extends { readonly format: number }>(written: T): T {
  refusing(() => checkFormat(written));
  return written;
}

function refusing<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof JournalRefusal)) throw error;
    throw new RefusedError(error.message, { hint: "Nothing was written.", cause: error });
  }
}

function lost(location: string, last: string): RefusedError {
  return new RefusedError(`the journal ${location} is gone; its newest entry was \`${last}\``, {
    hint: `Find out who deleted it, and put the ref back to \`${last}\` before anything else is deployed.`,
  });
}
