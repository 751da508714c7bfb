import { steadyDigest } from "./steady-digest.ts";

/** A column that is filled in batches, while the application goes on writing. */
export interface BackfillItem {
  readonly name: string;
  /** With its schema where it is not the usual one. */
  readonly table: string;
  /** A column with an index, no two rows alike: the batches follow it. */
  readonly key: string;
  /** SQL assignment: `total_cents = total * 100`. */
  readonly set: string;
  /** SQL condition that holds for a row until it is done: `total_cents IS NULL`. */
  readonly where: string;
  /** Rows that are looked at in the first batch. */
  readonly batch: number;
  /** Milliseconds to leave the database alone after each batch. */
  readonly pause: number;
  /** Milliseconds that a batch should take: its size follows. */
  readonly target: number;
  /** Milliseconds that replicas may be behind; nothing is changed while they are further. */
  readonly maxReplicationLag?: number;
}

/** What a backfill does, in 16 digits: another assignment is another backfill, and begins from the start. */
export function backfillDigest({ table, key, set, where }: BackfillItem): string {
  return steadyDigest(JSON.stringify([table, key, set, where]));
}

const slowest = 100;
const fastest = 10;

/** The size of the next batch: at most twice or half the last one, from a hundredth to ten times what was asked for. */
export function nextSize(
  size: number,
  took: number,
  { batch, target }: Pick<BackfillItem, "batch" | "target">,
): number {
  const factor = Math.min(2, Math.max(0.5, target / Math.max(took, 1)));
  return bounded(size * factor, batch);
}

/** The size after a batch that was given up: a lock was not free, or the time was up. */
export function smallerSize(size: number, { batch }: Pick<BackfillItem, "batch">): number {
  return bounded(size / 4, batch);
}

function bounded(size: number, batch: number): number {
  const [least, most] = [Math.max(1, Math.floor(batch / slowest)), batch * fastest];
  return Math.min(most, Math.max(least, Math.round(size)));
}

/** Attempts at one batch before the run gives up, to be gone on with later. */
const mostAttempts = 4;

/** Milliseconds before a batch that was given up is tried again; null where it was tried often enough. */
export function retryAfter(attempts: number, { pause }: Pick<BackfillItem, "pause">): number | null {
  return attempts >= mostAttempts ? null : Math.max(1000, pause) * 2 ** (attempts - 1);
}

/** How often the table is gone through: what others write behind the cursor is met in the next round. */
const mostRounds = 3;

/** What the rows that are left at the end of a round mean. */
export function afterRound(round: number, left: number): "done" | "again" | "never" {
  if (left === 0) return "done";
  return round < mostRounds ? "again" : "never";
}

/** What cannot be put between brackets without ending them; null where nothing speaks against the SQL. */
export function fragmentProblem(sql: string, isMysql: boolean): string | null {
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`/g, (quoted) => (quoted.includes("\\") ? "\\" : "q"));
  if (sql.trim() === "") return "is empty";
  if (/['"`]/.test(bare)) return "has a quote that is not closed";
  if (bare.includes("\\")) return "has a backslash, which engines read differently";
  if (/;|--|\/\*|\$\w*\$/.test(bare)) return "holds more than one expression: `;`, a comment or a dollar quote";
  if (isMysql && bare.includes("#")) return "holds a comment";
  return isBalanced(bare) ? null : "has brackets that do not match";
}

/** Why a row that was met twice would be changed twice, or null: what is written must not depend on what was written there before. */
export function assignmentProblem(set: string): string | null {
  const [column = "", ...rest] = set.replace(/'(?:[^']|'')*'/g, "").split("=");
  const name = column.trim().replace(/^["`]|["`]$/g, "");
  const read = rest.join("=").match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
  if (!read.some((word) => word.toLowerCase() === name.toLowerCase())) return null;
  return `reads \`${name}\`, which it sets: the old value would be lost, and a row that is met twice changed twice; fill a new column`;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
