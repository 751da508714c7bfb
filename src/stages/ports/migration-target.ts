import type { Dialect } from "../../core/judgement/finding.ts";
import type { DatabaseIdentity } from "./database.ts";

/** How long a migration may wait and work, in milliseconds; 0 is no limit. */
export interface Limits {
  /** For a lock that somebody else holds. */
  readonly lock: number;
  /** For one statement. */
  readonly statement: number;
}

/** Cells as text, NULL as null. */
export type Row = readonly (string | null)[];

/** Our own lock around any tool; held by a session of its own until it is disposed. */
export interface HeldLock extends AsyncDisposable {
  /** False once the session that holds it has ended. */
  isHeld(): Promise<boolean>;
}

export interface LockOptions {
  /** For the refusal of whoever comes second: "run 77 of alice". */
  readonly holder: string;
  /** Milliseconds to wait for it. */
  readonly wait: number;
  readonly signal?: AbortSignal;
}

/** The database that is migrated, reached directly and past the tool. Only `execute` writes. */
export interface MigrationTarget {
  readonly dialect: Dialect;
  /** True where DDL is undone with its transaction: what failed has left nothing. */
  readonly isTransactional: boolean;
  /** Throws an InputError when it is not there or is reached through a pooler; never creates it. */
  identity(): Promise<DatabaseIdentity>;
  /** One read-only query under a time limit (default 5 s); a ServiceError where the time is up. */
  read(sql: string, options?: { readonly timeout?: number; readonly signal?: AbortSignal }): Promise<readonly Row[]>;
  /** Our statements, in one transaction where the engine can. */
  execute(statements: readonly string[], limits: Limits, signal?: AbortSignal): Promise<void>;
  /** Throws a RefusedError that names the holder where somebody else has it. */
  lock(options: LockOptions): Promise<HeldLock>;
  /** Equal schemas, equal text; the same digest as the database adapter's `fingerprint`. */
  fingerprint(): Promise<string>;
  /** Sessions that hold or await locks on what a migration needs, one line each with who, since when and what; for the error of a lock timeout. */
  blockers(): Promise<readonly string[]>;
}
