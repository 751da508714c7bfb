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
