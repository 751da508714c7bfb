import type { TrailStep } from "./trail.ts";

/** What a release has done to the schema, and how that is taken back. */
export interface MigrationRecord {
  readonly verdict: string;
  readonly versions: readonly string[];
  /** False while it is only intended: it may have happened in part. */
  readonly applied: boolean;
  /** When the first of them was begun, ISO 8601. Absent in older journals, as what follows. */
  readonly at?: string;
  /** Of the catalogue before the first of them. */
  readonly fingerprint?: string;
  /** Those that were begun by a run that ended in the middle: nobody knows how far they came. */
  readonly interrupted?: readonly string[];
  /** What the way back of each is, oldest first. */
  readonly steps?: readonly TrailStep[];
}
