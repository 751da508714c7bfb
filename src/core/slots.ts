export const slots = ["blue", "green"] as const;

/** One of the two places that a release runs in. */
export type Slot = (typeof slots)[number];

/** The slot that is not this one. */
export function other(slot: Slot): Slot {
  return slot === "blue" ? "green" : "blue";
}

/** True for the name of a slot. */
export function isSlot(name: unknown): name is Slot {
  return name === "blue" || name === "green";
}

/** How the traffic is split: `weight` percent go to the slot that is not `active`. */
export interface SplitShares {
  readonly active: Slot;
  readonly weight: number;
}

/** How one router that knows slots splits the traffic. */
export interface ItemSplit extends SplitShares {
  /** The router's name in the configuration. */
  readonly item: string;
}

/** Percent of the traffic that a slot gets. */
export function shareOf(split: SplitShares, slot: Slot): number {
  return split.active === slot ? 100 - split.weight : split.weight;
}
