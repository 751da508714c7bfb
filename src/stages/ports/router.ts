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
}
