/** From harmless to hopeless; a release is as bad as its worst operation. */
export const verdicts = ["SAFE", "PROBE", "REVERT-FIRST", "UNKNOWN", "UNSAFE"] as const;

/**
 * How a release's migrations can be taken back. SAFE: code alone goes back, the schema stays. PROBE: what the new release
 * has written decides, asked when it matters. REVERT-FIRST: the previous release is broken, a down migration mends that
 * without loss. UNSAFE: the previous release is broken or data is changed, and no down brings it back. UNKNOWN: a person.
 */
export type MigrationVerdict = (typeof verdicts)[number];

/** Whether the previous release works on the new schema. */
export type PreviousRelease = "works" | "conditional" | "broken" | "unknown";

export type Dialect = "postgres" | "mysql" | "mariadb" | "sqlite";

/** A read-only question to the migrated database whose answer decides a PROBE. */
export interface Probe {
  /** What a hit means, for a person: "rows whose `email` is NULL". */
  readonly asks: string;
  /** Returns one row with one column: how many there are (a limit is fine), 0 for none. */
  readonly sql: string;
}

/** How a PROBE is decided when the release is taken back. */
export type Resolution =
  /** No hit: the schema may stay. A hit: neither the previous release nor the down can be trusted. */
  | { readonly by: "probe"; readonly probe: Probe }
  /** Only what the previous release may write is narrower now: the down loosens it again without loss. */
  | { readonly by: "loosening" }
  | { readonly by: "person" };

/** What one operation of one statement means for the way back. */
export interface Finding {
  /** Row of the verdict table, such as `C3`. */
  readonly rule: string;
  readonly verdict: MigrationVerdict;
  /** What it is about: `orders`, `orders.total`, `index orders_total_idx`. */
  readonly about: string;
  /** At most 200 characters of the statement, in one line. */
  readonly statement: string;
  /** Line of the statement in the migration's SQL, from 1. */
  readonly line: number;
  /** One sentence without a full stop. */
  readonly reason: string;
  /** What to write instead, or null. */
  readonly remedy: string | null;
  readonly previous: PreviousRelease;
  /** Whether a down brings the schema back without losing what was there before. */
  readonly down: "lossless" | "loses" | "may-fail" | "none" | "unknown";
  /** What is lost if the down is run after the new release has written, or null. */
  readonly loses: string | null;
  /** Only of a PROBE. */
  readonly resolution: Resolution | null;
}

/** A lock that others feel. */
export interface LockHazard {
  readonly statement: string;
  readonly line: number;
  /** Table or index. */
  readonly on: string;
  /** The engine's own name, such as `ACCESS EXCLUSIVE`. */
  readonly lock: string;
  readonly blocks: "reads and writes" | "writes" | "schema changes";
  /** True where every row is read or written while it is held; else it is short. */
  readonly isLong: boolean;
  readonly rewrites: boolean;
  readonly reason: string;
  readonly remedy: string | null;
}

export interface JudgedMigration {
  readonly version: string;
  readonly name: string;
  readonly verdict: MigrationVerdict;
  /** What decided the verdict, one sentence without a full stop. */
  readonly reason: string;
  readonly previous: PreviousRelease;
  readonly phase: "expand" | "contract";
  /** Whether the tool has a way down for it; null where nobody can tell. */
  readonly hasDown: boolean | null;
  /** What speaks against running its way down without a person, one sentence without a full stop; null where nothing does. */
  readonly downDoubt?: string | null;
  /** True where nobody has seen the SQL of its way down. */
  readonly isDownUnseen?: boolean;
  readonly findings: readonly Finding[];
  readonly hazards: readonly LockHazard[];
  /** What to know besides, such as prepared `SELECT *` of open sessions. */
  readonly warnings: readonly string[];
}

/** All pending migrations of a release together. */
export interface ReleaseJudgement {
  readonly verdict: MigrationVerdict;
  readonly previous: PreviousRelease;
  readonly migrations: readonly JudgedMigration[];
}

/** The worse of two verdicts. */
export function worse(a: MigrationVerdict, b: MigrationVerdict): MigrationVerdict {
  return verdicts.indexOf(a) >= verdicts.indexOf(b) ? a : b;
}

const previousStates: readonly PreviousRelease[] = ["works", "conditional", "unknown", "broken"];

export function worsePrevious(a: PreviousRelease, b: PreviousRelease): PreviousRelease {
  return previousStates.indexOf(a) >= previousStates.indexOf(b) ? a : b;
}
