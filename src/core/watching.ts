import type { Entry, GoodRelease, JournalState, OpenRelease, Shift } from "./journal.ts";
import { describeHolder, type Liveness } from "./lease.ts";
import { closedDuty, dutyWhileOn, type Lift, whyUnknown } from "./left-on-duty.ts";
import { isUntouched } from "./preflight.ts";
import { isUnderWay, nextMove } from "./ramp.ts";
import { decideRollback } from "./release.ts";
import type { DatabasePolicy } from "./take-back/way-back.ts";

/** One router's ramp, as it is configured. */
export interface Ramp {
  readonly item: string;
  readonly steps: readonly number[];
  /** Groups that come before any weight. */
  readonly cohorts?: readonly string[];
  readonly to: number;
  /** Milliseconds. */
  readonly soak: number;
}

/** What a look at an open release has to know beside the journal's state. */
export interface WatchFacts {
  readonly now: number;
  /** Whether whoever holds the lease still works. */
  readonly holder: Liveness;
  /** Whether the workflow run that opened the release still works or waits; `unknown` also for terminals, where one command follows another. */
  readonly opener: Liveness;
  /** True where the lease of a silent holder may be waited for. */
  readonly isPatient: boolean;
  /** Null where the configuration cannot be read: whoever carries on will say why. */
  readonly ramps: readonly Ramp[] | null;
  /** The `database` input of `rollback`. */
  readonly policy: DatabasePolicy;
  /** The `full-until` input of `rollback`, milliseconds; null is without an end. */
  readonly fullUntil: number | null;
  /** Why the newest verdict was neither good nor bad. */
  readonly doubt: string | null;
  /** Why no traffic may rise now. */
  readonly frozen: string | null;
}

/** What an open release needs; `why` is written for the operator. */
export type Duty =
  /** Nothing: somebody works on it, it waits for its time, or there is none. */
  | { readonly kind: "rest"; readonly why: string }
  /** Nothing either: nobody works on it, and it has changed neither slot nor traffic. */
  | { readonly kind: "forgotten"; readonly why: string }
  /** Only a person can go on. */
  | { readonly kind: "held"; readonly why: string }
  | { readonly kind: "roll-back"; readonly why: string }
  | Lift
  /** As `continue` does, but no weight above `ceiling`: what the run that began was allowed. */
  | {
      readonly kind: "carry-on";
      readonly why: string;
      readonly ceiling: number;
      /** No router goes above the weight that it has. */
      readonly isFrozen?: boolean;
    };

/** Decides what the open release needs from somebody who happens to come by; a release in good hands needs nothing. */
export function openDuty(state: JournalState, facts: WatchFacts): Duty {
  const { open } = state;
  if (open === null) return closedDuty(state, facts);
  const busy = whoseHands(state, open, facts);
  if (busy !== null) return rest(busy);
  return dutyWhileOn(state, untendedDuty(state, open, facts), (why) => back(state, facts, why));
}

/** What a release in nobody's hands needs. */
function untendedDuty(state: JournalState, open: OpenRelease, facts: WatchFacts): Duty {
  const broken = whyBroken(state, open);
  if (broken !== null) return back(state, facts, broken);
  if (isUntouched(open)) {
    return {
      kind: "forgotten",
      why: `${open.version} has changed no slot and no traffic: the next release takes its place`,
    };
  }
  if (facts.doubt !== null) return held(`${open.version} is held: ${facts.doubt}`);
  if (open.shifts.some(isUnderWay)) return climb(state, open, facts);
  if (open.shifts.some(({ kept }) => kept !== true))
    return back(state, facts, "its traffic was put back and nobody finishes it");
  const isAbandoned = state.lease !== null || facts.opener === "ended";
  if (isAbandoned) return back(state, facts, "it has no traffic yet and nobody finishes it");
  return rest(`${open.version} was left without traffic at a terminal; \`continue\` or \`rollback\` goes on`);
}

function rest(why: string): Duty {
  return { kind: "rest", why };
}

function held(why: string): Duty {
  return { kind: "held", why };
}

function back(state: JournalState, { policy, now, fullUntil }: WatchFacts, why: string): Duty {
  const decision = decideRollback(state, { policy, now, fullUntil });
  return decision.kind === "hold"
    ? held(`the rollback waits for a person: ${decision.why}`)
    : { kind: "roll-back", why };
}

/** Who works on it, or null. A run that still works or waits for a gate looks after its release by itself. */
function whoseHands({ lease }: JournalState, open: OpenRelease, facts: WatchFacts): string | null {
  const { holder, opener, isPatient } = facts;
  if (lease !== null && holder === "alive") return `${describeHolder(lease)}, works on ${open.version}`;
  if (opener === "alive" && (lease === null || holder === "unknown")) {
    return `the run that opened ${open.version} still works, or waits for a gate`;
  }
  if (lease === null || holder === "ended" || isPatient) return null;
  return whyUnknown(lease);
}

function whyBroken({ unfinished }: JournalState, { failure, rollingBack }: OpenRelease): string | null {
  if (failure !== null) return failure;
  if (rollingBack) return "its rollback was begun and not finished";
  const change = unfinished.find(({ deed }) => deed !== "backup" && deed !== "command");
  return change === undefined ? null : `\`${change.deed}\` was begun at ${change.at} and nobody finishes it`;
}

function climb({ lease }: JournalState, open: OpenRelease, { ramps, now, frozen }: WatchFacts): Duty {
  const { version, shifts } = open;
  const carryOn = (why: string, ceiling: number): Duty => {
    return { kind: "carry-on", why, ceiling, ...(frozen === null ? {} : { isFrozen: true }) };
  };
  if (ramps === null) return carryOn(`${version} has traffic`, 100);
  const ramp = ramps.find(({ item }) => shifts.find((shift) => shift.item === item)?.promoted !== true);
  if (ramp === undefined) return carryOn(`${version} has all the traffic and was not verified yet`, 100);
  const shift = shifts.find(({ item }) => item === ramp.item);
  const weight = shift?.weight ?? 0;
  const allowed = Math.min(ramp.to, ceilingOf(shifts, shift));
  const shape = open.previous === null ? { steps: [100], cohorts: [] } : ramp;
  const move = nextMove({ ...ramp, ...shape, to: allowed, shift, now });
  if (move.move === "soak") {
    return rest(`${version}: ${weight} % soak until ${new Date(now + move.remaining).toISOString()}`);
  }
  if (move.move === "watch") {
    if (lease === null) return held(`${version} was left at ${weight} % without a verdict`);
    return carryOn(`${version} was left at ${weight} % before it was judged`, frozen === null ? allowed : weight);
  }
  if (move.move === "set") {
    if (frozen !== null) return rest(`${version} stays at ${weight} %: ${frozen}`);
    return carryOn(`${version} has been at ${weight} % long enough`, allowed);
  }
  if (weight === 100) return carryOn(`${version} has all the traffic and was not verified yet`, 100);
  return held(`${version} has ${weight} %, and nobody has allowed more`);
}

/** How far whoever set the weights was allowed to go. */
function ceilingOf(shifts: readonly Shift[], shift: Shift | undefined): number {
  if (shift !== undefined) return shift.to ?? 100;
  return Math.min(100, ...shifts.filter(({ kept }) => kept !== true).map(({ to = 100 }) => to));
}

/** Why the newest verdict on the present weight was neither good nor bad; null where it was one of these. Entries are newest first. */
export function doubtIn(entries: readonly Entry[]): string | null {
  const newest = entries.find(({ deed, phase }) => deed === "verdict" || deed === "open" || isSet(deed, phase));
  const { verdict } = (newest?.after ?? {}) as { readonly verdict?: string };
  return verdict === "inconclusive" ? (newest?.reason ?? "") : null;
}

function isSet(deed: string, phase: string): boolean {
  return deed === "set-weight" && phase === "done";
}

/** An age of the live release at which it is looked at: as it was written, and in milliseconds. */
export interface Age {
  readonly name: string;
  readonly after: number;
}

/** The ages that the live release has reached and at which nobody has found it well yet, youngest first. */
export function agesDue({ live, watched }: JournalState, ages: readonly Age[], now: number): readonly Age[] {
  if (live === null) return [];
  const age = now - Date.parse(live.at);
  return ages
    .filter(({ name, after }) => age >= after && !watched.includes(name))
    .toSorted((a, b) => a.after - b.after);
}

/** Since when the live release was not judged: since it is live, or since the greatest age at which it was found well. */
export function unjudgedSince(live: GoodRelease, watched: readonly string[], ages: readonly Age[]): number {
  const known = ages.filter(({ name }) => watched.includes(name)).map(({ after }) => after);
  return Date.parse(live.at) + Math.max(0, ...known);
}
