import type { Finding, LockHazard } from "./finding.ts";
import type { JudgeOptions, Statement } from "./readable.ts";

/** What one statement means. No finding at all is harmless. */
export interface StatementJudgement {
  readonly findings: readonly Finding[];
  readonly hazards: readonly LockHazard[];
  readonly warnings: readonly string[];
}

/** Judges one statement and tells the world what it makes; what it does not know is X3. */
export type StatementJudge = (statement: Statement, world: World) => StatementJudgement;

export type StatementJudgeFactory = (options: JudgeOptions) => StatementJudge;

export type MadeKind =
  | "table"
  | "column"
  | "index"
  | "constraint"
  | "type"
  | "function"
  | "view"
  | "sequence"
  | "schema";

/**
 * What earlier statements of the same release made: the previous release cannot know it, so nothing that is done to it
 * does harm. Names are the judge's own, such as `orders`, `app.orders`, and `orders.total` for a column.
 */
export interface World {
  has(kind: MadeKind, name: string): boolean;
  /** Only for what is certainly new: `IF NOT EXISTS` and `OR REPLACE` make nothing that is certain. */
  make(kind: MadeKind, name: string): void;
  /** It is gone or has another name; whatever begins with `name.` goes with a table. */
  forget(kind: MadeKind, name: string): void;
  /** Names mean something else from here on (`SET search_path`, `USE`). */
  forgetAll(): void;
  /** Facts of the migration at hand alone, such as an open transaction; a judge's own words. */
  readonly notes: Set<string>;
}

/** A world in which nothing was made yet. */
export function emptyWorld(): World {
  const made = new Set<string>();
  /** Names of columns by whatever stands before one of their dots: a table that goes takes them along without a search. */
  const columns = new Map<string, Set<string>>();
  const key = (kind: MadeKind, name: string) => `${kind} ${name}`;
  return {
    has: (kind, name) => made.has(key(kind, name)),
    make(kind, name) {
      made.add(key(kind, name));
      if (kind !== "column") return;
      for (const owner of ownersOf(name)) columns.set(owner, (columns.get(owner) ?? new Set()).add(name));
    },
    forget(kind, name) {
      made.delete(key(kind, name));
      if (kind !== "table") return;
      for (const column of columns.get(name) ?? []) made.delete(key("column", column));
      columns.delete(name);
    },
    forgetAll() {
      made.clear();
      columns.clear();
    },
    notes: new Set(),
  };
}

/** `app` and `app.orders` of `app.orders.total`. */
function ownersOf(name: string): readonly string[] {
  const parts = name.split(".");
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("."));
}
