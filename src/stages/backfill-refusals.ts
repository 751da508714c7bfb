import { isLiteral } from "../core/backfill/statements.ts";
import { assignmentProblem, type BackfillItem, fragmentProblem } from "../core/backfill.ts";
import { AbortedError, InputError, RefusedError } from "../kit/errors.ts";
import type { MigrationTarget } from "./ports/migration-target.ts";

/** What was written into the configuration has to be one expression each. */
export function refuseFragments(item: BackfillItem, { dialect }: MigrationTarget): void {
  const isMysql = dialect === "mysql" || dialect === "mariadb";
  const problems = (["set", "where"] as const).flatMap((key) => {
    const what = fragmentProblem(item[key], isMysql);
    return what === null ? [] : [{ where: `backfill (${item.name}): ${key}`, what }];
  });
  const twice = assignmentProblem(item.set);
  if (twice !== null) problems.push({ where: `backfill (${item.name}): set`, what: twice });
  if (problems.length > 0) throw new InputError(problems);
}

/** The journal's place, as far as it is a key and nothing more. */
export function checkedCursor({ dialect }: MigrationTarget, cursor: string | null): string | null {
  if (cursor === null || isLiteral(dialect, cursor)) return cursor;
  throw new RefusedError("the journal's place of the backfill is no key: somebody has changed the journal", {
    hint: "Give the backfill another name: it begins from the start then, and its condition leaves out what is done.",
  });
}

export function stuck({ name, key }: BackfillItem, last: string): AbortedError {
  return new AbortedError(
    `backfill ${name} cannot go on after key ${last}: \`${key}\` does not rise, or cannot be written down`,
    {
      hint: "Name a column of whole numbers, text, dates or UUIDs that has a unique index.",
    },
  );
}

export function withoutEffect({ name, set, where }: BackfillItem, rows: number): AbortedError {
  return new AbortedError(
    `backfill ${name}: after \`${set}\` the condition \`${where}\` still holds for all ${rows} rows of the batch, so nobody could tell what is done`,
    { hint: "Write a condition that the assignment makes false, such as `new_column IS NULL`." },
  );
}

export function neverEnds({ name, where }: BackfillItem, left: number): AbortedError {
  return new AbortedError(`backfill ${name} is not done: \`${where}\` holds for ${left} rows again and again`, {
    hint: "The application still writes such rows. Give the column a DEFAULT or a trigger, or deploy the code that fills it; then run `backfill` again.",
  });
}

export function lostLock(): AbortedError {
  return new AbortedError("the lock on the database was lost: its session has ended", {
    hint: "Run `backfill` again: it goes on where it stood.",
  });
}
