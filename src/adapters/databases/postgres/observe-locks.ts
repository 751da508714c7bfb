import { type LockWatch, type SeenLock, watchLocks } from "../seen-locks.ts";
import { tableKey } from "./names.ts";
import type { Server } from "./server.ts";
import { openSession } from "./session.ts";

/** From the weakest to the strongest; ACCESS SHARE, which reading takes, is not told. */
const modes = [
  "RowShareLock",
  "RowExclusiveLock",
  "ShareUpdateExclusiveLock",
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
];
/** Whoever writes rows locks every index of the table in the same weak mode. */
const weak = "'RowShareLock', 'RowExclusiveLock'";

/** Locks that others hold at this moment on what can be seen; a table that is only being created is nobody's trouble. */
const looking = `SELECT jsonb_build_object('schema', n.nspname, 'name', c.relname, 'mode', l.mode)
FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_backend_pid() AND l.mode <> 'AccessShareLock'
  AND NOT (c.relkind IN ('i', 'I') AND l.mode IN (${weak}))
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;

interface Found {
  readonly schema: string;
  readonly name: string;
  readonly mode: string;
}

/** Watches the locks of everybody else in that database, by looking. */
export function watchPostgresLocks(server: Server, isOwn: boolean, signal?: AbortSignal): LockWatch {
  const session = openSession(server, signal);
  // Its own looks would fill the log; only an administrator may keep them out, and only there is a log read.
  const ready = isOwn ? session.run("SET log_min_duration_statement = -1") : Promise.resolve();
  ready.catch(() => {});
  const look = async (): Promise<readonly SeenLock[]> => {
    await ready;
    const found = await session.ask<Found>(looking);
    return found.map(({ schema, name, mode }) => ({ on: tableKey(schema, name), lock: wordsOf(mode) }));
  };
  return watchLocks(modes.map(wordsOf), look, () => session.end());
}

function wordsOf(mode: string): string {
  const parted = mode.replace(/Lock$/, "").replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
  return parted.toUpperCase();
}
