import {
  type BackfillSql,
  type KeyKind,
  keyKindOf,
  keyKindQuery,
  replicationLagQuery,
} from "../core/backfill/statements.ts";
import type { BackfillItem } from "../core/backfill.ts";
import type { Effects } from "../kit/effects.ts";
import { AbortedError, InputError } from "../kit/errors.ts";
import type { Limits, MigrationTarget } from "./ports/migration-target.ts";

/** The database as a backfill uses it. */
export interface BackfillWork {
  readonly sql: BackfillSql;
  /** Null where no row is left to look at. */
  batch(query: string): Promise<{ readonly last: string; readonly rows: number } | null>;
  count(query: string, timeout?: number): Promise<number>;
  change(statement: string, limits: Limits): Promise<void>;
  rest(milliseconds: number): Promise<void>;
  /** Returns once no replica is further behind than it may be. */
  awaitReplicas(): Promise<void>;
}

/** Milliseconds that the questions about one batch may take. */
const patience = 30_000;
/** Milliseconds between two looks at replicas that are behind. */
const lagPause = 2_000;
/** Milliseconds after which replicas that stay behind end the run. */
const lagLimit = 600_000;

/** Looks at the key's type and at what is known of replicas, and refuses what cannot be done. */
export async function openWork(
  effects: Effects,
  target: MigrationTarget,
  item: BackfillItem,
  signal: AbortSignal,
): Promise<BackfillWork> {
  const { dialect } = target;
  const kind = await keyKind(target, item);
  const lagQuery = replicationLagQuery(dialect);
  if (item.maxReplicationLag !== undefined && lagQuery === null) throw blindToReplicas(item, dialect);
  const rest = (milliseconds: number) => effects.sleep(milliseconds, signal);
  const read = (query: string, timeout = patience) => target.read(query, { timeout, signal });
  return {
    sql: { item, dialect, kind },
    rest,
    async batch(query) {
      const [row] = await read(query);
      const [last, rows] = row ?? [];
      if (last === null) throw new InputError([{ where: `backfill (${item.name}): key`, what: "holds NULL" }]);
      return last === undefined ? null : { last: last.trim(), rows: toCount(rows) };
    },
    count: async (query, timeout) => toCount((await read(query, timeout))[0]?.[0]),
    change: (statement, limits) => target.execute([statement], limits, signal),
    async awaitReplicas() {
      const { maxReplicationLag: most } = item;
      if (most === undefined || lagQuery === null) return;
      for (let waited = 0; ; waited += lagPause) {
        const lag = (await read(lagQuery))[0]?.[0] ?? null;
        if (lag === null) throw unseenReplicas(item);
        if (Number(lag) <= most) return;
        if (waited >= lagLimit) throw lateReplicas(item, Number(lag));
        await rest(lagPause);
      }
    },
  };
}

async function keyKind(target: MigrationTarget, item: BackfillItem): Promise<KeyKind> {
  const query = keyKindQuery(item, target.dialect);
  if (query === null) return "text";
  const type = (await target.read(query))[0]?.[0];
  const where = `backfill (${item.name}): key`;
  if (type == null) throw new InputError([{ where, what: `\`${item.table}\` has no column \`${item.key}\`` }]);
  const kind = keyKindOf(type);
  if (kind !== null) return kind;
  throw new InputError([{ where, what: `is a \`${type}\`, which no literal tells exactly` }], {
    hint: "Name a column of whole numbers, text, dates or UUIDs that has a unique index.",
  });
}

function toCount(cell: string | null | undefined): number {
  const count = Number(cell ?? Number.NaN);
  if (Number.isSafeInteger(count)) return count;
  throw new Error(`a count that is no number: ${cell}`);
}

function blindToReplicas({ name }: BackfillItem, dialect: string): InputError {
  const where = `backfill (${name}): max-replication-lag`;
  return new InputError([{ where, what: `cannot be watched from the primary of ${dialect}` }], {
    hint: "Leave it out, and choose a `pause` that your replicas can follow.",
  });
}

function unseenReplicas({ name }: BackfillItem): InputError {
  const where = `backfill (${name}): max-replication-lag`;
  return new InputError([{ where, what: "this user may not see how far replicas are behind" }], {
    hint: "`GRANT pg_monitor TO <user>`, or leave `max-replication-lag` out.",
  });
}

function lateReplicas({ name }: BackfillItem, lag: number): AbortedError {
  return new AbortedError(
    `backfill ${name} was stopped: a replica has been ${Math.round(lag / 1000)} s behind for too long`,
    {
      hint: "Find out what holds the replica up; then run `backfill` again: it goes on where it stood.",
    },
  );
}
