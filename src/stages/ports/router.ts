import type { Slot } from "../../core/slots.ts";

export interface Split {
  /** The slot with the larger weight; at 50/50 the one the router lists first. */
  readonly active: Slot;
  /** Percent of the traffic that goes to the other slot. */
  readonly weight: number;
  /** The router's own words, for `restore` and for finding a concurrent edit. */
  readonly raw: string;
}

/** Splits the traffic between the two slots. A write counts only after it was read back. */
export interface Router {
  /** `all-or-nothing` knows 0 and 100 only. */
  readonly granularity: "any" | "all-or-nothing";
  /**
   * What its two sides stand for. `slots`, where it is absent: the two slots. `release`: `blue` is off and `green` is on,
   * as with a feature flag that a release turns on; whoever works with it turns slots into these.
   */
  readonly follows?: "slots" | "release";
  /** What cannot be read or was not written by us is a ServiceError, never a guess. */
  read(): Promise<Split>;
  /** Sends `weight` percent to slot `to`. A concurrent edit is a RefusedError. */
  setWeight(to: Slot, weight: number): Promise<void>;
  /** Whether the split is what the traffic really sees. */
  verify(to: Slot, weight: number): Promise<"in-effect" | "not-yet" | "unknown">;
  /** Makes slot `to`, which has all the traffic, the active one. */
  promote(to: Slot): Promise<void>;
  /** Requests that slot `slot` is still answering through this router, or null when it cannot tell. */
  inFlight(slot: Slot): Promise<number | null>;
  restore(raw: string): Promise<void>;
  /** Named groups that are on the new release before any percentage; absent where the router knows none. */
  readonly cohorts?: Cohorts;
}

/** People who get the new release whatever its weight is: `internal`, `beta`. */
export interface Cohorts {
  /** The names of the groups that are on the new release now. */
  read(): Promise<readonly string[]>;
  /** Exactly these groups are sent to slot `to`, whatever its weight; an InputError names a group that is not configured. */
  write(to: Slot, names: readonly string[]): Promise<void>;
}
