/** One statement that somebody ran while a copy was watched. */
export interface ObservedStatement {
  readonly sql: string;
  /** Milliseconds since the watch began. */
  readonly at: number;
  /** Milliseconds that it took. */
  readonly took: number;
  /** Rows that it changed, where the engine tells. */
  readonly rows?: number;
}

/** A lock as it was seen by looking again and again: it was held at least that long. */
export interface ObservedLock {
  /** Table or index, with its schema where it is not the usual one. */
  readonly on: string;
  /** The engine's own name, such as `ACCESS EXCLUSIVE`. */
  readonly lock: string;
  /** Milliseconds. */
  readonly held: number;
}

export interface TouchedRows {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** What was done to a copy while it was watched. Null is "cannot be seen here", never "nothing". */
export interface Observation {
  /** In order; without the reads of the catalogue that every tool makes. */
  readonly statements: readonly ObservedStatement[] | null;
  readonly locks: readonly ObservedLock[] | null;
  /** Per table; tables that were not touched are left out. */
  readonly rows: Readonly<Record<string, TouchedRows>> | null;
  /** Bytes of the database. */
  readonly size: { readonly before: number; readonly after: number };
}
