import type { Level } from "../core/backup.ts";
import type { BackupLimits } from "../core/backup-conditions.ts";
import { readableSpan } from "../core/readable.ts";
import type { RetentionRules } from "../core/retention.ts";
import type { Hooks, Opened } from "./context.ts";
import type { Codec } from "./ports/codec.ts";
import type { Database, MaskedColumn } from "./ports/database.ts";
import type { RecoveryPoints } from "./ports/recovery-point.ts";
import type { Store } from "./ports/store.ts";

/** How one database becomes a part of the backup set: dumped into a file of a store. */
export interface DumpStep {
  readonly method: "dump";
  readonly item: string;
  readonly database: Opened<Database>;
  readonly store: Opened<Store>;
  /** A new one for each dump. */
  openCodec(): Promise<Codec>;
  /** How far it has to be proven before the set is published. */
  readonly verify: Level;
  readonly limits: BackupLimits;
  /** How many items are backed up side by side; the smallest number of the section counts. */
  readonly parallel: number;
  readonly retention: RetentionRules;
  /** Where the restored copy stays for a later step of the job, and what is hidden in it. */
  readonly copy: { readonly isKept: boolean; readonly mask: readonly MaskedColumn[] };
  readonly hooks: Hooks;
}

/** A database that is too large for a dump: a recovery point of its provider, made by the user's commands. */
export interface PointStep {
  readonly method: "snapshot" | "pitr";
  readonly item: string;
  readonly database: Opened<Database>;
  readonly points: Opened<RecoveryPoints>;
  /** The same engine at another address: where a drill has restored to. */
  openAt(url: string): Database;
  readonly limits: BackupLimits;
  /** Milliseconds: a point counts as verified only with a drill younger than this. */
  readonly drillMaxAge: number;
  readonly hooks: Hooks;
}

export type BackUpStep = DumpStep | PointStep;

/** What becomes of a database, for the plan that an approver reads. */
export function describeBackup(step: BackUpStep): string {
  if (step.method !== "dump") {
    const kind = step.method === "snapshot" ? "a snapshot" : "a point in time to return to";
    return `${kind} by ${step.points.port.describe}, counted as verified with a restore drill younger than ${readableSpan(step.drillMaxAge)}`;
  }
  return `copy to ${step.store.port.location}, ${proofs[step.verify]}`;
}

const proofs: Readonly<Record<Level, string>> = {
  size: "NOT proven: only its size is looked at",
  checksum: "NOT proven: only read back from the store",
  structure: "NOT proven: read to its end, but not restored",
  restored: "proven by restoring it and comparing every count",
  rows: "proven by restoring it and comparing every count and the digest of every table",
};
