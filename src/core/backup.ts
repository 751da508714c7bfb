/** How far a backup was proven, the weakest first. */
export const levels = ["size", "checksum", "structure", "restored", "rows"] as const;
/**
 * `size`: every program ended well and something was written. `checksum`: the store holds what was sent. `structure`: the
 * dump was read to its end. `restored`: it was restored elsewhere, and objects and exact row counts were equal. `rows`: the
 * digest of every table's rows was equal as well.
 */
export type Level = (typeof levels)[number];

/** True where a level says that it was restored and compared: only then it counts as a backup. */
export function isProven(level: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf("restored");
}

/** What tells whether a set may be relied on. */
export interface Provable {
  readonly level: Level;
  /** What was about to be done when it was made. */
  readonly madeBefore?: "restore" | undefined;
}

/** True where a set shows that what ought to be there can be had again: it is proven, and not the state that a restore was about to replace. */
export function isReliable({ level, madeBefore }: Provable): boolean {
  return isProven(level) && madeBefore === undefined;
}

/** The weakest of several; `size` where there is none. */
export function weakest(all: readonly Level[]): Level {
  return levels.find((level) => all.includes(level)) ?? "size";
}
