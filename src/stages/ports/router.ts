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
  /** Puts traffic back by itself where nobody renews it in time; absent where the place knows no such thing. */
  readonly deadMan?: DeadMan;
}

/** How long a dead man's switch waits, and what wakes it. */
export interface DeadManOrder {
  /** Milliseconds. */
  readonly within: number;
  readonly by: "auto" | "systemd" | "process";
}

export interface DeadManState {
  /** ISO 8601, by the clock of the target. */
  readonly until: string;
  /** When it put the traffic back, or began to; null while it waits. */
  readonly firedAt: string | null;
}

/** A deadline that is kept at the target itself, so that neither runner nor network nor journal is needed when it has passed. */
export interface DeadMan {
  /** What may be asked for in `by` besides `auto`. */
  readonly ways: readonly DeadManOrder["by"][];
  /** From now on `split`, as `read` gave it in `raw`, is put back at the deadline. Whatever was armed or has fired before is forgotten. */
  arm(split: string, order: DeadManOrder): Promise<{ readonly until: string }>;
  /** A new deadline for what is armed, without a moment in which there is none; null where nothing is. A RefusedError where it has fired. */
  renew(order: DeadManOrder): Promise<{ readonly until: string } | null>;
  /** Nothing is put back any more, and what was is forgotten. */
  disarm(): Promise<void>;
  /** What is armed, or has fired; null where neither is so. */
  state(): Promise<DeadManState | null>;
}

/** People who get the new release whatever its weight is: `internal`, `beta`. */
export interface Cohorts {
  /** The names of the groups that are on the new release now. */
  read(): Promise<readonly string[]>;
  /** Exactly these groups are sent to slot `to`, whatever its weight; an InputError names a group that is not configured. */
  write(to: Slot, names: readonly string[]): Promise<void>;
}
