import type { JournalState, Lease, OpenRelease } from "./journal.ts";
import { describeHolder, type Liveness } from "./lease.ts";
import { leftOn } from "./maintenance.ts";
import { whyStay } from "./maintenance-end.ts";
import { isUnderWay } from "./ramp.ts";
import { readableSpan } from "./readable.ts";

/** Visitors are turned away, nobody works, and nothing speaks against letting them in; `why` is written for the operator. */
export interface Lift {
  readonly kind: "lift";
  readonly why: string;
}

/** What can be known of whoever holds the lease. */
interface HolderFacts {
  readonly holder: Liveness;
  readonly isPatient: boolean;
}

/** What is needed while no release is open. */
export function closedDuty(state: JournalState, facts: HolderFacts): Lift | { readonly kind: "rest"; why: string } {
  if (leftOn(state) === null) return { kind: "rest", why: "no release is open" };
  const busy = whoHolds(state, facts);
  return busy === null ? lift(state) : { kind: "rest", why: `maintenance was left on, and ${busy}` };
}

/**
 * What a release in nobody's hands needs where its `duty` would leave visitors outside: to be taken back where nobody may
 * be served on what it has left, and otherwise that they are let in.
 */
export function dutyWhileOn<D extends { readonly kind: string }>(
  state: JournalState,
  duty: D,
  back: (why: string) => D,
): D | Lift {
  const { open } = state;
  // Both let visitors in by themselves.
  if (leftOn(state) === null || open === null || duty.kind === "roll-back" || duty.kind === "carry-on") return duty;
  const doubt = whyKeptOut(open);
  return doubt === null ? lift(state) : back(`visitors are turned away, and ${doubt}`);
}

/** Whether maintenance that was left on may end, whatever becomes of the release. */
export function mayLift(state: JournalState): boolean {
  const { open } = state;
  return leftOn(state) !== null && (open === null || whyKeptOut(open) === null);
}

/** Why nobody can tell whether a lease is still held, and what would help. */
export function whyUnknown(lease: Lease): string {
  const span = readableSpan(lease.length);
  return `nobody can tell from here whether ${describeHolder(lease)}, still works; give \`github-token\`, or a \`wait\` longer than ${span}`;
}

/** A release that is meant to serve has let its visitors in, whatever it has made of the database. */
function whyKeptOut(open: OpenRelease): string | null {
  if (open.rollingBack) return "its rollback was begun and not finished";
  return open.shifts.some(isUnderWay) ? null : whyStay(open);
}

function lift(state: JournalState): Lift {
  const since = leftOn(state)?.since;
  const whose = state.open === null ? "no release is open" : `nobody works on ${state.open.version}`;
  return { kind: "lift", why: `visitors are turned away since ${since}, and ${whose}` };
}

function whoHolds({ lease }: JournalState, { holder, isPatient }: HolderFacts): string | null {
  if (lease === null || holder === "ended") return null;
  if (holder === "alive") return `${describeHolder(lease)}, works`;
  return isPatient ? null : whyUnknown(lease);
}
