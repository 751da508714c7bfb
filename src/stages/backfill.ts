import { countBatch, countLeft, isLiteral, nextBatch, updateBatch } from "../core/backfill/statements.ts";
import { afterRound, type BackfillItem, backfillDigest, nextSize, retryAfter, smallerSize } from "../core/backfill.ts";
import { type BackfillAfter, emptyEvolution, progressOf } from "../core/evolution.ts";
import { AbortedError, ActionError, RefusedError, ServiceError, TimeoutError } from "../kit/errors.ts";
import { checkedCursor, lostLock, neverEnds, refuseFragments, stuck, withoutEffect } from "./backfill-refusals.ts";
import { type BackfillWork, openWork } from "./backfill-work.ts";
import type { Context } from "./context.ts";
import type { Limits, MigrationTarget } from "./ports/migration-target.ts";
import { toJson } from "./writer.ts";

export interface BackfillOptions {
  readonly limits: Limits;
  /** Milliseconds to wait for our own lock on the database. */
  readonly wait: number;
  /** Milliseconds that the last count may take: only 0 rows that are left is believed. */
  readonly proof: number;
  /** Milliseconds after which it stops between two batches, to be gone on with later. Absent: it runs to its end. */
  readonly stopAfter?: number;
}

/** Milliseconds between two notes in the journal. */
const noteEvery = 15_000;

/** Where the work stands. Only `run` writes it. */
interface Standing {
  cursor: string | null;
  rows: number;
  size: number;
  round: number;
  /** Attempts at the present batch. */
  attempts: number;
  /** True once a batch has shown that the assignment makes the condition false. */
  isProven: boolean;
  notedAt: number;
}

/**
 * Fills a column in batches, from where the journal says that it stood. A killed run repeats at most the last batches,
 * which their condition makes harmless. Answers with `done: true` only after no row was left.
 */
export async function backfill(
  context: Context,
  target: MigrationTarget,
  item: BackfillItem,
  options: BackfillOptions,
): Promise<BackfillAfter> {
  const { session, effects } = context;
  await target.identity();
  refuseFragments(item, target);
  const digest = backfillDigest(item);
  const known = progressOf(session.state.evolution ?? emptyEvolution, item.name, digest);
  const cursor = known === null || known.done ? null : checkedCursor(target, known.cursor);
  const work = await openWork(effects, target, item, session.signal);
  const { actor, id } = effects.run;
  await using lock = await target.lock({
    holder: `backfill ${item.name} of ${actor} (${id})`,
    wait: options.wait,
    signal: session.signal,
  });
  const rows = known?.rows ?? 0;
  const from = cursor === null ? "from the start" : `from key ${cursor}`;
  const doing = `Backfill ${item.name}: set ${item.set} in ${item.table}, ${from}`;
  const asked = { table: item.table, key: item.key, digest, cursor };
  const standing = {
    cursor,
    rows,
    size: item.batch,
    round: 1,
    attempts: 0,
    isProven: false,
    notedAt: effects.monotonic(),
  };
  // Awaited here: the lock would go before the work is done.
  return await session.mutate({ doing, deed: "backfill", item: item.name, asked }, async () => {
    try {
      const isDone = await run(context, { work, item, options, standing, isLocked: () => lock.isHeld() });
      return told(item, standing, isDone);
    } catch (error) {
      await note(context, item, standing).catch(() => undefined);
      throw error;
    }
  });
}

interface Job {
  readonly work: BackfillWork;
  readonly item: BackfillItem;
  readonly options: BackfillOptions;
  readonly standing: Standing;
  readonly isLocked: () => Promise<boolean>;
}

async function run(context: Context, job: Job): Promise<boolean> {
  const { effects, session } = context;
  const { options, standing } = job;
  const begun = effects.monotonic();
  for (;;) {
    session.signal.throwIfAborted();
    if (options.stopAfter !== undefined && effects.monotonic() - begun >= options.stopAfter) return false;
    if (effects.monotonic() - standing.notedAt >= noteEvery) {
      if (!(await job.isLocked())) throw lostLock();
      await note(context, job.item, standing);
    }
    try {
      if (!(await step(context, job))) {
        const left = await leftOver(job);
        const outcome = afterRound(standing.round, left);
        if (outcome === "done") return true;
        if (outcome === "never") throw neverEnds(job.item, left);
        Object.assign(standing, { round: standing.round + 1, cursor: null });
        effects.log.info(`Backfill ${job.item.name}: ${left} rows were written behind it; go through the table again`);
      }
    } catch (error) {
      await giveWay(context, job, error);
    }
  }
}

/** One batch; false where there is none any more. */
async function step({ effects }: Context, { work, item, options, standing }: Job): Promise<boolean> {
  await work.awaitReplicas();
  const { cursor } = standing;
  const began = effects.monotonic();
  const batch = await work.batch(nextBatch(work.sql, cursor, standing.size));
  if (batch === null) return false;
  if (batch.last === cursor || !isLiteral(work.sql.dialect, batch.last)) throw stuck(item, batch.last);
  if (batch.rows > 0) {
    await work.change(updateBatch(work.sql, cursor, batch.last), options.limits);
    if (!standing.isProven && (await work.count(countBatch(work.sql, cursor, batch.last))) >= batch.rows) {
      throw withoutEffect(item, batch.rows);
    }
    standing.isProven = true;
  }
  standing.cursor = batch.last;
  standing.rows += batch.rows;
  standing.attempts = 0;
  standing.size = nextSize(standing.size, effects.monotonic() - began, item);
  if (batch.rows > 0 && item.pause > 0) await work.rest(item.pause);
  return true;
}

/** A lock that was not free or a connection that was lost: a smaller batch, a little later. Anything else ends the run. */
async function giveWay({ effects, session }: Context, { item, work, standing }: Job, error: unknown): Promise<void> {
  if (session.signal.aborted) throw session.signal.reason instanceof ActionError ? session.signal.reason : error;
  const isPassing = error instanceof RefusedError || error instanceof TimeoutError || error instanceof ServiceError;
  if (!isPassing) throw error;
  standing.attempts += 1;
  const later = retryAfter(standing.attempts, item);
  if (later === null) throw error;
  standing.size = smallerSize(standing.size, item);
  effects.log.info(
    `Backfill ${item.name}: ${error.message}; try again in ${later / 1000} s with ${standing.size} rows`,
  );
  await work.rest(later);
}

async function leftOver({ work, options }: Job): Promise<number> {
  try {
    return await work.count(countLeft(work.sql), options.proof);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new AbortedError(
      `the backfill has reached the end, but nobody can tell whether rows are left: ${error.message}`,
      {
        hint: "Give the condition an index, or allow the last count more time; then run `backfill` again: it goes on at the end.",
        cause: error,
      },
    );
  }
}

async function note({ session, effects }: Context, item: BackfillItem, standing: Standing): Promise<void> {
  const { cursor, rows, size, round } = standing;
  standing.notedAt = effects.monotonic();
  await session.write({ phase: "note", deed: "backfill", item: item.name, after: toJson(told(item, standing, false)) });
  effects.log.info(`Backfill ${item.name}: ${rows} rows so far, up to key ${cursor ?? "none"}, ${size} rows a batch`);
  effects.log.event("backfill", { name: item.name, rows, cursor, round });
}

function told(item: BackfillItem, { cursor, rows }: Standing, done: boolean): BackfillAfter {
  return { name: item.name, table: item.table, digest: backfillDigest(item), cursor, rows, done };
}
