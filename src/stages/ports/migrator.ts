import type { DatabaseIdentity } from "./database.ts";
import type { Limits, MigrationTarget } from "./migration-target.ts";

export interface Migration {
  /** What the history table calls it. */
  readonly version: string;
  /** The file's name, or what the tool shows. */
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
  /** In the order in which they were applied, oldest first. */
  readonly applied: readonly Migration[];
  /** In the order in which the tool would apply them. */
  readonly pending: readonly Migration[];
  readonly problems: readonly MigrationProblem[];
}

export interface Preview {
  /** The SQL; absent means not knowable, and is judged UNKNOWN unless a rehearsal has recorded it. */
  readonly up?: string;
  readonly down?: string;
  /** False where the tool has no way down for it or the down is empty; absent where only the tool's own language tells. */
  readonly hasDown?: boolean;
  /** The text of the migration's file, where it is one: it is searched for `deploy-actions: phase=contract`. */
  readonly source?: string;
}

export interface ApplyOptions {
  /** The pending migrations to apply, from the next one on, without a gap; all of them where the tool knows no less. */
  readonly versions: readonly Migration[];
  readonly limits: Limits;
  readonly signal?: AbortSignal;
}

export interface RollBackOptions {
  readonly limits: Limits;
  readonly signal?: AbortSignal;
}

/** Runs the migrations of one folder of files against one database. The caller reads `state` again after every change. */
export interface Migrator {
  /** The tool's name. */
  readonly tool: string;
  /** `one`: any number of the next pending migrations can be applied. `all`: only all of them. */
  readonly applies: "one" | "all";
  /** Present where nobody has said that the tool goes to the database that `on` names: it is never started on a copy. */
  readonly rehearses?: false;
  /** The database as we see it ourselves, past the tool. */
  readonly target: MigrationTarget;
  identity(): Promise<DatabaseIdentity>;
  state(): Promise<MigrationState>;
  preview(migration: Migration): Promise<Preview>;
  /** Its success is believed only after `state` agrees. */
  apply(options: ApplyOptions): Promise<void>;
  /**
   * Takes back the newest applied migration, which has to be this one. Absent where neither the tool nor a folder of
   * DOWN files has a way back. Believed only after `state` and the fingerprint agree.
   */
  rollBack?(migration: Migration, options: RollBackOptions): Promise<void>;
  /** The same tool on the migration files of another folder (the release that brought them). */
  from(folder: string): Migrator;
  /** The same tool and files on another database: the rehearsal's copy. `url` may hold a password. */
  on(url: string): Migrator;
}
