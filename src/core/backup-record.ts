/** A backup set or recovery point, as the journal knows it. */
export interface BackupRecord {
  readonly name: string;
  readonly location: string;
  readonly at: string;
  readonly verified: boolean;
  /** The items of the section that it holds. Absent in older journals. */
  readonly items?: readonly string[];
}

/** A restore that was tried out. */
export interface DrillRecord {
  readonly item: string;
  /** What was restored: a drill of a dump says nothing of a snapshot. */
  readonly method: "dump" | "snapshot" | "pitr";
  /** The backup set or recovery point that was restored. */
  readonly backup: string;
  readonly at: string;
  readonly passed: boolean;
  /** Milliseconds that the restore took. */
  readonly restoreTook: number;
}
