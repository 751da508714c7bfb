import type { ObservedLock, ObservedStatement, TouchedRows } from "./observation.ts";

/** What going down and up again has shown. */
export type RoundTrip =
  /** The catalogue and the rows that were there before are the same again. */
  | "lossless"
  /** It runs, and something is different afterwards: `why` names it. */
  | "differs"
  | "failed"
  /** The tool has no way down for it. */
  | "none"
  | "not-tried";

/** One migration, or all of them where the tool knows no less, as it ran on the copy. */
export interface RehearsedMigration {
  readonly versions: readonly string[];
  /** Milliseconds, with the tool's own start. */
  readonly took: number;
  /** Null is "cannot be seen here". */
  readonly statements: readonly ObservedStatement[] | null;
  readonly locks: readonly ObservedLock[] | null;
  readonly rows: Readonly<Record<string, TouchedRows>> | null;
  readonly down: RoundTrip;
  /** What speaks against the way down, one sentence; null where nothing does. */
  readonly why: string | null;
}

/** What the pending migrations did to a copy of the database. */
export interface Rehearsal {
  /** What the copy was made of. */
  readonly of: { readonly kind: "backup" | "present"; readonly name: string; readonly at: string };
  readonly migrations: readonly RehearsedMigration[];
  /** Bytes of the database. */
  readonly size: { readonly before: number; readonly after: number };
  /** Of the catalogue. */
  readonly fingerprint: { readonly before: string; readonly after: string };
  /** Milliseconds until the copy was there. */
  readonly restore: number;
  readonly warnings: readonly string[];
}
