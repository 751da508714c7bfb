import type { Dialect } from "../../../core/judgement/finding.ts";
import type { MigrationProblem } from "../../../stages/ports/migrator.ts";
import { identifier } from "../engine/catalogue.ts";
import type { History, Recorded } from "../engine/declaration.ts";

const lock = "knex's lock";

/** What is applied, and as a last row knex's own lock where it is taken. */
export function knexHistory(table: string, dialect: Dialect): History {
  const name = (part: string) => identifier(dialect, part);
  const applied = `SELECT id AS place, name, 0 AS is_locked FROM ${name(table)}`;
  // MySQL's int ends there.
  const taken = `SELECT 2147483647, '', is_locked FROM ${name(`${table}_lock`)} WHERE is_locked = 1`;
  return {
    table,
    sql: `SELECT name, is_locked FROM (${applied} UNION ALL ${taken}) AS history ORDER BY place`,
    read: (rows) => rows.map(([version, isLocked]) => record(version ?? "", isLocked === "1")),
  };
}

function record(version: string, isLocked: boolean): Recorded {
  return isLocked ? { version: lock, isDirty: true } : { version };
}

/** knex runs nothing while the row says that somebody migrates, and a crash leaves it so. */
export function knexLock(history: readonly Recorded[]): readonly MigrationProblem[] {
  if (!history.some(({ version }) => version === lock)) return [];
  const what =
    "the lock row of knex is taken: either somebody migrates just now, or a run has crashed; see that nobody migrates, look at what the last migration has left, then run `knex migrate:unlock`";
  return [{ kind: "dirty", version: lock, what }];
}
