/** A moment that a database can be brought back to: a snapshot of the provider, or a place in its log. */
export interface RecoveryPoint {
  /** The provider's own name for it. */
  readonly id: string;
  /** Where it is in the database's log (LSN, GTID); empty where nobody has said. */
  readonly position: string;
  /** When it was, ISO 8601. */
  readonly at: string;
}

/** A database that a recovery point was restored to, in a place of its own; removed when disposed. */
export interface RestoredPoint extends AsyncDisposable {
  /** Its address; may hold a password. */
  readonly url: string;
}

/** Makes recovery points and tries them out. Every answer of a program is checked: an exit code proves nothing. */
export interface RecoveryPoints {
  /** For the operator and the plan; holds no secret. */
  readonly describe: string;
  /** Makes one now. Throws where it is older than the asking, lies in the future, or is not there when it is asked for again. */
  create(signal?: AbortSignal): Promise<RecoveryPoint>;
  exists(point: RecoveryPoint, signal?: AbortSignal): Promise<boolean>;
  restore(point: RecoveryPoint, signal?: AbortSignal): Promise<RestoredPoint>;
  /** Null where nobody has said how: then the provider's own rules are what removes it. */
  readonly remove: ((point: RecoveryPoint, signal?: AbortSignal) => Promise<void>) | null;
}
