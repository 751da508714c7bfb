import type { Vitals } from "../../../stages/ports/database.ts";
import { ownSchema } from "./objects.ts";
import { type Server, withSession } from "./server.ts";

/** A replica that has played everything it got is up to date, provided that it still gets something. */
const asking = `SELECT jsonb_build_object('bytes', pg_database_size(current_database()),
  'tables', (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND ${ownSchema()}),
  'isReplica', pg_is_in_recovery(),
  'lag', CASE WHEN NOT pg_is_in_recovery() THEN NULL
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
    ELSE round(1000 * extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())) END)`;

/** How the database is at this moment. A replica of which nobody can tell how far it is behind is behind for ever. */
export async function vitalsOf(server: Server): Promise<Vitals> {
  const [found] = await withSession(server, (session) =>
    session.ask<{ bytes: number; tables: number; isReplica: boolean; lag: number | null }>(asking),
  );
  const { bytes = 0, tables = 0, isReplica = false, lag = null } = found ?? {};
  return { bytes, tables, replicationLag: isReplica ? (lag ?? Number.POSITIVE_INFINITY) : null };
}
