import type { JournalState, Lease, Writer } from "../core/journal.ts";
import { decideLease, describeHolder, type Liveness } from "../core/lease.ts";
import type { Effects } from "../kit/effects.ts";
import { RefusedError } from "../kit/errors.ts";
import type { Journal, JournalHead } from "./ports/journal.ts";
import { processStillRuns } from "./who-works.ts";
import { appendDeciding, fullEntry } from "./writer.ts";

export interface LeaseTerms {
  /** Milliseconds that the lease lasts without renewal. */
  readonly length: number;
  /** How long to wait for another holder, in milliseconds. */
  readonly wait: number;
  /** A rollback does not queue: it asks the holder to stop. */
  readonly requestAbort: { readonly reason: string /** Milliseconds. */; readonly within: number } | null;
  /** Asks somebody who may know whether a holder elsewhere still runs; asked now and then only. No answer is `unknown`, never a failure. */
  readonly askLiveness?: (holder: Writer) => Promise<Liveness>;
}

const poll = 500;

/** Milliseconds between two questions about a holder elsewhere. */
const askEvery = 30_000;

/** Takes the lease: at once when it is free or its holder is gone, else after waiting, else refused with the holder's name. */
export async function takeLease(journal: Journal, effects: Effects, terms: LeaseTerms): Promise<JournalHead> {
  const started = effects.monotonic();
  const watch = silenceWatch(effects);
  const ask = patientQuestion(effects, terms);
  let head = await journal.head();
  for (;;) {
    const decision = decideLease(head.state, await livenessOf(head.state.lease, effects, ask), watch(head.state.lease));
    if (decision.take) {
      const taken = await tryTake(journal, effects, head, terms.length);
      if (taken !== null) return taken;
      head = await journal.head();
      continue;
    }
    const waited = effects.monotonic() - started;
    if (waited >= (terms.requestAbort?.within ?? terms.wait)) throw held(decision.holder, terms);
    if (terms.requestAbort !== null) await askToStop(journal, effects, head, terms.requestAbort.reason);
    else if (waited < poll) effects.log.info(`Wait for ${describeHolder(decision.holder)}`);
    await effects.sleep(poll, effects.signal);
    head = await journal.head();
  }
}

async function tryTake(journal: Journal, effects: Effects, head: JournalHead, length: number) {
  const before = head.state;
  const { head: after, entry } = await appendDeciding(journal, head, (state) => {
    // Somebody else was quicker: decide about the new holder from the start.
    if (state.epoch !== before.epoch || state.lease?.nonce !== before.lease?.nonce) return null;
    const from = state.lease?.holder.id ?? null;
    return fullEntry(
      { phase: "done", deed: "take-lease", asked: { length }, before: { from } },
      effects,
      state.epoch + 1,
    );
  });
  return entry === null ? null : after;
}

async function askToStop(journal: Journal, effects: Effects, head: JournalHead, reason: string): Promise<void> {
  await appendDeciding(journal, head, (state) => {
    if (state.open === null || state.open.abortRequested !== null || state.lease === null) return null;
    effects.log.info(`Ask ${describeHolder(state.lease)} to stop`);
    return fullEntry({ phase: "note", deed: "abort-requested", reason }, effects, state.epoch);
  });
}

function held(lease: Lease, terms: LeaseTerms): RefusedError {
  if (terms.requestAbort !== null) {
    return new RefusedError(`${describeHolder(lease)} was asked to stop and has not done so in time`, {
      hint: "End that process (it may be in the middle of a migration: look first), then run `rollback` again.",
    });
  }
  const ask = terms.wait > 0 ? "It did not end in time" : "Wait for it, give `wait: 30m`";
  return new RefusedError(`another run holds the lease: ${describeHolder(lease)}`, {
    hint: `${ask}, or run \`deploy-actions rollback\`, which asks it to stop.`,
  });
}

/** Whether the holder still runs, as far as it can be seen from here; `ask` is asked about one that cannot. */
async function livenessOf(
  lease: Lease | null,
  effects: Effects,
  ask: (lease: Lease) => Promise<Liveness>,
): Promise<Liveness> {
  if (lease === null) return "ended";
  const seen = await processStillRuns(lease.holder, effects);
  return seen === "unknown" ? ask(lease) : seen;
}

/**
 * Asks once, and again about the same holder only after a while. Whoever is about to ask the holder to stop does not wait
 * long for the answer, which may take minutes where GitHub is away: until it is there, nothing is known.
 */
function patientQuestion(
  effects: Effects,
  { askLiveness, requestAbort }: LeaseTerms,
): (lease: Lease) => Promise<Liveness> {
  let asked: { readonly about: Lease; readonly at: number; answer: Promise<Liveness> | null } | null = null;
  return async (lease) => {
    if (askLiveness === undefined) return "unknown";
    const now = effects.monotonic();
    const isDue = asked === null || (asked.answer === null && now - asked.at >= askEvery);
    if (asked === null || isDue || asked.about.epoch !== lease.epoch)
      asked = { about: lease, at: now, answer: askLiveness(lease.holder) };
    if (asked.answer === null) return "unknown";
    const answer = requestAbort === null ? await asked.answer : await soonEnough(effects, asked.answer);
    if (answer === null) return "unknown";
    asked.answer = null;
    // A late answer is about the holder as it was asked about: one that has written since was not dead.
    return asked.about.nonce === lease.nonce ? answer : "unknown";
  };
}

async function soonEnough(effects: Effects, answer: Promise<Liveness>): Promise<Liveness | null> {
  const waiting = new AbortController();
  const patience = effects.sleep(poll, waiting.signal).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([answer, patience]);
  } finally {
    waiting.abort();
  }
}

/** For how long the same epoch and nonce have been seen, on this process's own clock. */
function silenceWatch(effects: Effects): (lease: Lease | null) => number {
  let seen = "";
  let since = effects.monotonic();
  return (lease) => {
    const now = `${lease?.epoch} ${lease?.nonce}`;
    if (now !== seen) {
      seen = now;
      since = effects.monotonic();
    }
    return effects.monotonic() - since;
  };
}

/** True while this state's lease is the one of `epoch`. */
export function holds(state: JournalState, epoch: number): boolean {
  return state.lease !== null && state.epoch === epoch;
}
