import type { DatabaseIdentity } from "./database.ts";

export interface Migration {
  /** What the history table calls it. */
  readonly version: string;
  readonly name: string;
}

/** Something between the files and the history table that a person has to look at. */
export interface MigrationProblem {
  readonly kind: "edited" | "missing-file" | "out-of-order" | "dirty";
  readonly version: string;
  /** What is wrong and what to do, one sentence. */
  readonly what: string;
}

export interface MigrationState {
  readonly applied: readonly Migration[];
  readonly pending: readonly Migration[];
  readonly problems: readonly MigrationProblem[];
}

/** Runs the migrations of one folder of files against one database. The caller reads `state` again after every change. */
export interface Migrator {
  identity(): Promise<DatabaseIdentity>;
  state(): Promise<MigrationState>;
  /** The SQL of a migration; absent means not knowable, and is judged UNKNOWN. */
  preview(migration: Migration): Promise<{ readonly up?: string; readonly down?: string }>;
  /** Applies all pending migrations. Its success is believed only after `state` agrees. */
  apply(signal?: AbortSignal): Promise<void>;
  /** The same tool on the migration files of another folder (the release that brought them). */
  from(folder: string): Migrator;
}
