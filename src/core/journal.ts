import type { Approval } from "./approval.ts";
import type { BackupRecord, DrillRecord } from "./backup-record.ts";
import type { Deed } from "./deeds.ts";
import type { Evolution } from "./evolution.ts";
import { journalFormat } from "./journal-format.ts";
import type { MaintenanceRecord } from "./maintenance.ts";
import type { FollowUp, Publication } from "./publication.ts";
import type { Rehearsed } from "./rehearsal/evidence.ts";
import type { Shift, TurnedOff } from "./shift.ts";
import type { Slot } from "./slots.ts";
import type { MigrationRecord } from "./take-back/record.ts";

export type { BackupRecord, DrillRecord } from "./backup-record.ts";
export { type Deed, deeds, freeDeeds } from "./deeds.ts";
export { checkFormat, JournalRefusal, journalFormat } from "./journal-format.ts";
export type { Found, Shift, TurnedOff } from "./shift.ts";
export type { MigrationRecord } from "./take-back/record.ts";

/** `intend` comes before a change; `done` or `failed` names it with `of`; `note` changes nothing outside; `reported` was done out of reach. */
export type Phase = "intend" | "done" | "failed" | "note" | "reported";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Who wrote an entry or holds the lease. */
export interface Writer {
  readonly id: string;
  readonly actor: string;
  readonly url: string | null;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
}

export interface AdapterRecord {
  readonly kind: string;
  readonly name: string;
  /** Inputs with `$NAME` unexpanded. */
  readonly with: Readonly<Record<string, unknown>>;
  /** Where it works, where that is not the machine of the run. */
  readonly executor?: AdapterRecord;
}

export interface ReleaseRecord {
  readonly commit: string;
  readonly version: string;
  readonly slot: Slot;
}

export interface EntryBody {
  readonly format: number;
  readonly id: string;
  /** ISO 8601, the writer's clock. */
  readonly at: string;
  readonly epoch: number;
  readonly nonce: string;
  readonly run: Writer;
  readonly release: ReleaseRecord | null;
  readonly phase: Phase;
  readonly deed: Deed;
  /** The id of the intend that this entry answers. */
  readonly of: string | null;
  /** Which item of a repeatable section. */
  readonly item: string | null;
  readonly adapter: AdapterRecord | null;
  readonly before: Json;
  readonly asked: Json;
  readonly after: Json;
  /** How to take the change back. */
  readonly undo: Json;
  readonly reason: string | null;
  readonly evidence: Json;
}

/** An entry and its place in the journal. */
export interface Entry extends EntryBody {
  /** The id of its commit. */
  readonly place: string;
}

export interface Lease {
  readonly holder: Writer;
  readonly epoch: number;
  readonly nonce: string;
  readonly since: string;
  /** Milliseconds that a silent holder keeps it. */
  readonly length: number;
}

export interface GoodRelease extends ReleaseRecord {
  readonly at: string;
  /** Backup sets that were made for it before anything was changed: what a way back of its data would begin with. */
  readonly backupSets?: readonly string[];
}

export interface BadCommit {
  readonly commit: string;
  readonly version: string;
  readonly reason: string;
  readonly at: string;
}

export interface OpenRelease extends ReleaseRecord {
  readonly id: string;
  readonly openedAt: string;
  /** Who opened it: a rollback of a run takes back only what this run has opened. */
  readonly openedBy: Writer;
  readonly approvals: readonly Approval[];
  /** Why it goes on in spite of a freeze or outside of its window; said when it was opened, and true to its end. */
  readonly overridden?: string;
  readonly previous: GoodRelease | null;
  readonly adapters: readonly (AdapterRecord & { readonly item: string })[];
  readonly backups: readonly string[];
  /** Names of the backup sets that were made for it. Absent in older journals. */
  readonly backupSets?: readonly string[];
  readonly migration: MigrationRecord | null;
  /** True while `migration` is only what a superseded release has applied: this one has not begun to migrate. */
  readonly isMigrationInherited?: boolean;
  readonly prepared: boolean;
  readonly started: boolean;
  readonly url: string | null;
  readonly checked: { readonly idle: boolean; readonly live: boolean };
  readonly shifts: readonly Shift[];
  /** Flags that were turned off before anything began, and how they stood. Absent where there are none. */
  readonly turnedOff?: readonly TurnedOff[];
  /** Set when a check failed: why this release has to go. */
  readonly failure: string | null;
  /** Set with the failure where the commit is not to blame. Absent in older journals. */
  readonly isBlameless?: boolean;
  readonly rollingBack: boolean;
  readonly abortRequested: { readonly by: string; readonly at: string; readonly reason: string } | null;
}

export interface Unfinished {
  readonly id: string;
  readonly deed: Deed;
  readonly item: string | null;
  readonly at: string;
  readonly asked: Json;
  readonly undo: Json;
}

/** The folded journal; bounded, so that reading it does not grow with history. */
export interface JournalState {
  readonly format: number;
  readonly epoch: number;
  readonly lease: Lease | null;
  readonly open: OpenRelease | null;
  readonly live: GoodRelease | null;
  /** Newest first, the last 20. */
  readonly good: readonly GoodRelease[];
  /** Newest first, the last 100. */
  readonly bad: readonly BadCommit[];
  readonly unfinished: readonly Unfinished[];
  /** Migrations of releases that were taken back and whose schema stayed, because that was known to be safe; the last 100. */
  readonly leftBehind: readonly string[];
  /** Newest first, the last 20. */
  readonly backups: readonly BackupRecord[];
  readonly lastDrill: Json;
  /** The newest drill of each item, newest first, the last 20. Absent in older journals. */
  readonly drills?: readonly DrillRecord[];
  /** Contracts that wait and backfills that run. Absent in older journals. */
  readonly evolution?: Evolution;
  /** What rehearsals of the last plans have shown, newest first, the last 5. Absent in older journals. */
  readonly rehearsals?: readonly Rehearsed[];
  readonly publication: Publication | null;
  /** `<run>/<gate>` of approvals that have opened a release, newest first, the last 50: each opens one. */
  readonly usedApprovals: readonly string[];
  /** Ages (`2h`, `24h`) at which the live release was looked at again and found well. */
  readonly watched: readonly string[];
  /** The last 50. */
  readonly followUps: readonly FollowUp[];
  /** Set while visitors are turned away, or may be. Absent in older journals. */
  readonly maintenance?: MaintenanceRecord | null;
}

/** The state before the first entry. */
export const emptyState: JournalState = {
  format: journalFormat,
  epoch: 0,
  lease: null,
  open: null,
  live: null,
  good: [],
  bad: [],
  unfinished: [],
  leftBehind: [],
  backups: [],
  lastDrill: null,
  publication: null,
  usedApprovals: [],
  watched: [],
  followUps: [],
};
