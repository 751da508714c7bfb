import { setTimeout as wait } from "node:timers/promises";
import { openClient } from "./crowd.ts";

/** A migration that is under way. */
export interface Migrating {
  readonly done: Promise<unknown>;
  /** Resolves when it waits for a table for the so-manieth time, or has ended. */
  waits(times: number): Promise<void>;
}

/** A table that somebody's long transaction works on, and when that ends. */
export interface Held {
  readonly table: string;
  until(migrating: Migrating): Promise<unknown>;
}

/** What came of it, and how often it has waited. */
export interface HeldUp<T> {
  readonly ended: T;
  readonly waits: number;
}

/** Runs a migration while long transactions read and write its tables. */
export async function holdUp<T>(url: string, held: readonly Held[], migrate: () => Promise<T>): Promise<HeldUp<T>> {
  await using all = new AsyncDisposableStack();
  const client = async () => all.adopt(await openClient(url), (one) => one.end());
  const holders = [];
  for (const { table, until } of held) {
    const holder = await client();
    await holder.query("BEGIN");
    await holder.query(`SELECT count(*) FROM ${table}`);
    await holder.query(`UPDATE ${table} SET id = id WHERE id = 1`);
    holders.push({ holder, until });
  }
  const watcher = await client();
  const found = new Set<string>();
  let isOver = false;
  const done = migrate().finally(() => {
    isOver = true;
  });
  const watching = (async () => {
    for (; !isOver; await wait(20)) {
      const { rows } = await watcher.query(queued);
      for (const { one } of rows) found.add(String(one));
    }
  })();
  const waits = async (times: number) => {
    while (!isOver && found.size < times) await wait(10);
  };
  const freed = holders.map(({ holder, until }) => until({ done, waits }).then(() => holder.query("COMMIT")));
  const [ended] = await Promise.all([done, watching, ...freed]);
  return { ended, waits: found.size };
}

/** One row for each session that waits for a whole table; by the transaction and the table it is told from its next wait. */
const queued = `SELECT pid || '/' || virtualtransaction || '/' || relation AS one
FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND mode = 'AccessExclusiveLock'`;
