import type { Finding, LockHazard } from "../finding.ts";
import type { KnownSchema, Statement } from "../readable.ts";
import { finding, oneLine, type RuleId, type Where } from "../rules.ts";
import type { StatementJudgement, World } from "../statement-judge.ts";

const strengths = {
  "ACCESS EXCLUSIVE": "reads and writes",
  EXCLUSIVE: "writes",
  "SHARE ROW EXCLUSIVE": "writes",
  SHARE: "writes",
  "SHARE UPDATE EXCLUSIVE": "schema changes",
  "ROW EXCLUSIVE": "writes",
} as const satisfies Readonly<Record<string, LockHazard["blocks"]>>;

export type LockName = keyof typeof strengths;

export interface LockTold {
  readonly isLong?: boolean;
  readonly rewrites?: boolean;
  readonly reason: string;
  readonly remedy?: string | null;
}

/** One statement that is looked at, and what was seen. */
export interface Look {
  readonly world: World;
  /** What the database held before, as long as its names mean the same. */
  readonly known: KnownSchema | undefined;
  find(rule: RuleId, about: string, overrides?: Omit<Where, "about" | "statement" | "line">): void;
  /** Nobody can tell. */
  doubt(about: string, reason: string): void;
  /** Nobody feels a lock on what is new. */
  lock(on: string, name: LockName, told: LockTold): void;
  warn(warning: string): void;
  judgement(): StatementJudgement;
}

export function lookAt({ text, line }: Statement, world: World, known: KnownSchema | undefined): Look {
  const findings: Finding[] = [];
  const hazards = new Map<string, LockHazard>();
  const warnings: string[] = [];
  const statement = oneLine(text);
  const find: Look["find"] = (rule, about, overrides = {}) => {
    findings.push(finding(rule, { about, statement, line, ...overrides }));
  };
  return {
    ...{ world, known, find },
    doubt: (about, reason) => find("X3", about, { reason }),
    lock(on, lock, { isLong = false, rewrites = false, reason, remedy = null }) {
      if (isNewTable(world, on)) return;
      const hazard = { statement, line, on, lock, blocks: strengths[lock], isLong, rewrites, reason, remedy };
      hazards.set(on, stronger(hazards.get(on), hazard));
    },
    warn: (warning) => void warnings.push(warning),
    judgement: () => ({ findings, hazards: [...hazards.values()], warnings }),
  };
}

/** One statement takes one lock per table: the strongest, for as long as its longest part. */
function stronger(known: LockHazard | undefined, next: LockHazard): LockHazard {
  if (known === undefined) return next;
  const rank = (lock: string) => Object.keys(strengths).indexOf(lock);
  const lock = rank(known.lock) <= rank(next.lock) ? known : next;
  const told = next.isLong && !known.isLong ? next : known;
  return {
    ...{ ...told, lock: lock.lock, blocks: lock.blocks },
    isLong: known.isLong || next.isLong,
    rewrites: known.rewrites || next.rewrites,
  };
}

/** Names mean something else from here on; also those of temporary tables, which others may hide. */
export function forgetNames(world: World): void {
  world.forgetAll();
  for (const note of world.notes) if (note.startsWith("temporary ")) world.notes.delete(note);
}

/** Until the path is what it was, which a COMMIT or the migration's end may bring about. */
export function movePath(world: World): void {
  forgetNames(world);
  world.notes.add("path");
}

/** A table of this release, or a temporary one of this migration. */
export function isNewTable(world: World, table: string): boolean {
  return world.has("table", table) || world.notes.has(`temporary ${table}`);
}

/** A column of this release on a table that was there before. */
export function isNewColumn(world: World, table: string, column: string): boolean {
  return world.has("column", `${table}.${column}`);
}

/** As `isNewTable`, for a table that is only referred to: there `orders` and `public.orders` may be taken for the same. */
export function isNewParent(world: World, table: string): boolean {
  const other = table.startsWith("public.") ? table.slice("public.".length) : `public.${table}`;
  return isNewTable(world, table) || isNewTable(world, other);
}
