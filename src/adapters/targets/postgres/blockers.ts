import { type Server, withSession } from "../../databases/postgres/server.ts";
import { withoutLiterals } from "../failures.ts";

interface Blocker {
  readonly pid: number;
  readonly user: string | null;
  readonly program: string | null;
  readonly from: string | null;
  readonly state: string | null;
  readonly since: string | null;
  readonly seconds: number | null;
  readonly held: readonly string[] | null;
  readonly awaited: readonly string[] | null;
  readonly query: string | null;
}

const most = 20;

const locks = (
  isGranted: boolean,
) => `(SELECT jsonb_agg(DISTINCT upper(regexp_replace(regexp_replace(l.mode, 'Lock$', ''), '(.)([A-Z])', '\\1 \\2', 'g'))
    || ' on ' || c.relname) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE l.pid = a.pid AND l.locktype = 'relation' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S')
    AND ${isGranted ? "" : "NOT "}l.granted)`;

/** Who is in a transaction of this database or waits in it, the oldest first. */
const asking = `SELECT jsonb_build_object('pid', a.pid, 'user', a.usename, 'program', a.application_name, 'from', host(a.client_addr),
  'state', a.state, 'since', to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS"Z"'),
  'seconds', round(extract(epoch FROM clock_timestamp() - a.xact_start)), 'held', ${locks(true)}, 'awaited', ${locks(false)},
  'query', a.query)
FROM pg_stat_activity a WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
  AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype IN ('relation', 'transactionid', 'tuple'))
ORDER BY a.xact_start NULLS LAST LIMIT ${most}`;

/** One line for each session that holds or awaits locks. */
export async function findBlockers(server: Server): Promise<readonly string[]> {
  const found = await withSession(server, (session) => session.ask<Blocker>(asking));
  return found.map(describe);
}

function describe({ pid, user, program, from, state, since, seconds, held, awaited, query }: Blocker): string {
  const who = [program || null, from].filter((part) => part !== null).join(" from ");
  const parts = [
    `session ${pid} of ${user ?? "somebody"}${who === "" ? "" : ` (${who})`}`,
    state ?? "in a state that this user may not see",
    ...(since === null ? [] : [`in a transaction since ${since} (${seconds} s)`]),
    ...(held === null ? [] : [`holds ${held.join(", ")}`]),
    ...(awaited === null ? [] : [`awaits ${awaited.join(", ")}`]),
  ];
  const text = withoutLiterals(query ?? "");
  return `${parts.join(", ")}${text === "" ? "" : `: ${text}`}`;
}
