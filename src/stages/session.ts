import { type EntryBody, freeDeeds, type JournalState, type ReleaseRecord } from "../core/journal.ts";
import { describeHolder } from "../core/lease.ts";
import type { Effects } from "../kit/effects.ts";
import { AbortedError, CancelledError, CommandError, RefusedError, TimeoutError } from "../kit/errors.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { holds, type LeaseTerms, takeLease } from "./lease.ts";
import type { Journal, JournalHead } from "./ports/journal.ts";
import { appendDeciding, type Draft, fullEntry, toJson } from "./writer.ts";

/** A change, as it is written down before it happens. */
export interface Intent extends Omit<Draft, "phase" | "of" | "after"> {
  /** What is done, for the operator: verb first. */
  readonly doing: string;
}

/** The journal with the lease in hand. Everything a stage changes goes through `mutate`. */
export interface Session extends AsyncDisposable {
  readonly state: JournalState;
  readonly release: ReleaseRecord | null;
  /** Aborts when the run is cancelled, asked to stop, or has lost the lease. */
  readonly signal: AbortSignal;
  /** The id of the newest entry that this session wrote. */
  readonly lastEntry: string;
  /** The place of the newest entry that this session knows. */
  readonly place: string | null;
  write(draft: Draft): Promise<string>;
  /** Writes the intent, acts, writes what came of it. `act` answers with the state it has read back. */
  mutate<T>(intent: Intent, act: () => Promise<T>): Promise<T>;
}

/** Takes the lease and keeps it renewed until disposed. Intents of a process that died are settled as interrupted. */
export async function openSession(place: Journal, effects: Effects, terms: LeaseTerms): Promise<Session> {
  let renewedAt = effects.monotonic();
  const journal: Journal = {
    ...place,
    async append(entry, after) {
      // Others may see the entry long before a slow journal says that it was taken: the lease counts from the asking.
      const asked = effects.monotonic();
      const next = await place.append(entry, after);
      // What needs no lease keeps none alive either.
      if (!freeDeeds.includes(entry.deed)) renewedAt = asked;
      return next;
    },
  };
  let head = await takeLease(journal, effects, terms);
  const { epoch } = head.state;
  let lastEntry = "";
  const lost = new AbortController();
  const signal = AbortSignal.any([effects.signal, lost.signal]);
  const exclusively = queue();

  const follow = (next: JournalHead): void => {
    head = next;
    const reason = whyStop(next.state, epoch);
    if (reason !== null && !lost.signal.aborted) lost.abort(reason);
  };
  const write = (draft: Draft): Promise<string> =>
    exclusively(async () => {
      const { head: next, entry } = await appendDeciding(journal, head, (state) => {
        const reason = holds(state, epoch) ? null : whyStop(state, epoch);
        if (reason !== null) throw reason;
        return fullEntry({ release: releaseOf(state), ...draft }, effects, epoch);
      });
      follow(next);
      lastEntry = (entry as EntryBody).id;
      return lastEntry;
    });
  const look = (): Promise<void> =>
    exclusively(async () => {
      if ((await journal.peek()) !== head.at) follow(await journal.head());
    });

  const heartbeat = startHeartbeat({
    effects,
    length: terms.length,
    renew: () => write({ phase: "note", deed: "renew" }),
    look,
    renewedAt: () => renewedAt,
    lose: (reason) => lost.abort(reason),
    warn: (error) => warn(effects, error),
  });
  const session: Session = {
    get state() {
      return head.state;
    },
    get release() {
      return releaseOf(head.state);
    },
    get lastEntry() {
      return lastEntry;
    },
    get place() {
      return head.at;
    },
    signal,
    write,
    mutate: (intent, act) => mutate(session, effects, intent, act),
    async [Symbol.asyncDispose]() {
      await heartbeat.stop();
      if (holds(head.state, epoch))
        await write({ phase: "done", deed: "release-lease" }).catch((error) => warn(effects, error));
    },
  };
  await settleInterrupted(session);
  return session;
}

/** The same session for a part of the work that may be stopped earlier. */
export function stoppedBy(session: Session, effects: Effects, signal: AbortSignal): Session {
  const part: Session = Object.create(session, {
    signal: { value: signal },
    mutate: { value: <T>(intent: Intent, act: () => Promise<T>) => mutate(part, effects, intent, act) },
  });
  return part;
}

async function mutate<T>(session: Session, effects: Effects, intent: Intent, act: () => Promise<T>): Promise<T> {
  const { doing, ...draft } = intent;
  const { deed, item = null } = draft;
  const of = await session.write({ ...draft, phase: "intend" });
  effects.log.info(doing);
  effects.log.event("intend", { deed, item });
  const answer = { deed, item, of, asked: draft.asked ?? null };
  try {
    const after = await act();
    await session.write({ ...answer, phase: "done", after: toJson(after) });
    effects.log.event("done", { deed, item });
    return after;
  } catch (error) {
    const evidence = wasInterrupted(session) ? "interrupted" : isReleasesFault(error) ? null : "environment";
    const failed: Draft = { ...answer, phase: "failed", reason: String((error as Error).message), evidence };
    await session.write(failed).catch((second) => warn(effects, second));
    effects.log.event("failed", { deed, item });
    throw error;
  }
}

/** A stage that ran out of time was not cut short by anybody: it has failed. */
function wasInterrupted({ signal }: Session): boolean {
  return signal.aborted && !(signal.reason instanceof TimeoutError);
}

/** A full disk, a taken port or a service that is away speak against no commit. */
function isReleasesFault(error: unknown): boolean {
  return error instanceof AbortedError || error instanceof CommandError;
}

/** What a dead process intended may have happened or not: stages look at reality and do it again. */
async function settleInterrupted(session: Session): Promise<void> {
  for (const { id, deed, item } of session.state.unfinished) {
    const reason = "the process ended before this was finished";
    await session.write({ phase: "failed", deed, item, of: id, reason, evidence: "interrupted" });
  }
}

function whyStop(state: JournalState, epoch: number): Error | null {
  if (!holds(state, epoch)) {
    const by = state.lease === null ? "it was released" : `it is now held by ${describeHolder(state.lease)}`;
    return new RefusedError(`this run has lost the lease: ${by}`, { hint: "Nothing more is changed by this run." });
  }
  const request = state.open?.abortRequested ?? null;
  return request === null ? null : new CancelledError(`${request.by} asked this run to stop: ${request.reason}`);
}

function releaseOf(state: JournalState): ReleaseRecord | null {
  if (state.open === null) return null;
  const { commit, version, slot } = state.open;
  return { commit, version, slot };
}

/** One at a time, in the order asked. */
function queue(): <T>(job: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (job) => {
    const run = tail.then(job, job);
    tail = run.catch(() => undefined);
    return run;
  };
}

function warn(effects: Effects, error: unknown): void {
  effects.log.warn(`Journal: ${effects.redact(String((error as Error).message))}`);
}
