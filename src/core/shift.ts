/** How a flag stood before a release touched it. */
export interface Found {
  readonly weight: number;
  readonly cohorts: readonly string[];
}

/** A flag that was turned off before a release began, and how it stood. */
export interface TurnedOff {
  readonly item: string;
  readonly found: Found;
}

/** How far one router is for the open release. */
export interface Shift {
  readonly item: string;
  readonly weight: number;
  /** The largest weight that was ever asked for, also where nobody could say whether it came to be. */
  readonly highest: number;
  /** When the weight was set: the soak clock. */
  readonly setAt: string;
  /** The weight that a watch has passed at. */
  readonly passedAt: number | null;
  readonly promoted: boolean;
  /** Groups that are on the new release whatever its weight is. Absent where there are none. */
  readonly cohorts?: readonly string[];
  /** How a flag with groups stood before the release touched it; a rollback puts the groups back. */
  readonly found?: Found;
  /** The flag was on for everybody before: this release has not moved it and takes nothing back. */
  readonly kept?: boolean;
  /** How far the run that asked for the weight was allowed to go; nobody goes further without being told. Absent in older journals. */
  readonly to?: number;
  /** The deadline of the dead man's switch when the weight was last raised; later renewals are not told. Absent where there is none. */
  readonly deadMan?: string;
}
