import type { JournalState, OpenRelease } from "./journal.ts";
import { leftOn } from "./maintenance.ts";
import { type DatabasePolicy, type WayBack, wayBack } from "./take-back/way-back.ts";

/** What putting back will do, decided from the journal alone. */
export type RollbackDecision =
  | { readonly kind: "nothing"; readonly why: string }
  | {
      readonly kind: "put-back";
      readonly release: OpenRelease;
      /** What happens to the database, before traffic moves. */
      readonly way: Exclude<WayBack, { kind: "hold" }>;
      /** True when the commit itself is to blame and must not be deployed again. */
      readonly isBad: boolean;
    }
  /** A person has to decide: why, and what they can choose. */
  | { readonly kind: "hold"; readonly release: OpenRelease; readonly why: string };

/** What a decision depends on beside the journal. */
export interface RollbackTerms {
  readonly policy: DatabasePolicy;
  readonly now: number;
  /** Milliseconds; null is without an end. */
  readonly fullUntil: number | null;
}

/** Decides a rollback. */
export function decideRollback(state: JournalState, terms: RollbackTerms): RollbackDecision {
  const release = state.open;
  if (release === null) {
    const good = state.live === null ? "no release was ever verified good" : `${state.live.version} is live and good`;
    return { kind: "nothing", why: `no release is open and ${good}` };
  }
  const way = wayOf(release, terms, leftOn(state) !== null);
  if (way.kind === "hold") return { kind: "hold", release, why: way.why };
  return { kind: "put-back", release, way, isBad: release.failure !== null && release.isBlameless !== true };
}

function wayOf(release: OpenRelease, terms: RollbackTerms, isShut = false): WayBack {
  const highest = Math.max(0, ...release.shifts.map((shift) => shift.highest));
  return wayBack(release.migration, { ...terms, highest, isShut, hasPrevious: release.previous !== null });
}

/**
 * Why traffic may not go back to the previous release at once, without a look at the database, or null. Below 100 % it
 * has served on the new schema all the while, unless that is known to break it.
 */
export function whyHold(release: OpenRelease): string | null {
  const way = wayOf(release, { policy: "auto", now: 0, fullUntil: null });
  if (way.kind === "hold") return way.why;
  if (way.kind === "down") return `${way.why}; it has to be taken down before`;
  const isOpen = way.kind === "leave" && way.probes.length > 0;
  return isOpen ? "the database has to be asked before whether the previous release can work on it" : null;
}
