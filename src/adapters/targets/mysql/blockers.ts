import { type Client, exactly, withClient } from "../../databases/mysql/client.ts";
import type { Row } from "../../databases/mysql/printed.ts";
import type { Source } from "../../databases/mysql/source.ts";
import { withoutLiterals } from "../failures.ts";

const most = 20;

/** Sessions with a transaction that is open, or that wait for somebody; the longest first. */
const transactions = (
  schema: string,
) => `SELECT p.id, p.user, p.host, p.command, COALESCE(p.state, ''), COALESCE(t.trx_started, ''),
  COALESCE(TIMESTAMPDIFF(SECOND, t.trx_started, NOW()), p.time), COALESCE(p.info, ''), t.trx_started IS NOT NULL
FROM information_schema.processlist p LEFT JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = p.id
WHERE p.id <> CONNECTION_ID() AND (p.db = CONVERT(${schema} USING utf8mb4) OR t.trx_started IS NOT NULL)
  AND (t.trx_started IS NOT NULL OR p.command <> 'Sleep') AND p.command NOT IN ('Daemon', 'Binlog Dump', 'Slave_SQL')
  AND COALESCE(p.info, '') NOT LIKE 'SELECT SLEEP(1), ''held by %'
ORDER BY 7 DESC LIMIT ${most}`;

/** Who holds locks on definitions, where the server tells: each has its own table for that. */
const definitions = (flavour: Source["flavour"], schema: string) =>
  flavour === "mariadb"
    ? `SELECT thread_id, lock_mode, table_name FROM information_schema.metadata_lock_info WHERE table_schema = CONVERT(${schema} USING utf8mb4) AND table_name <> ''`
    : `SELECT t.processlist_id, m.lock_type, m.object_name FROM performance_schema.metadata_locks m
       JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id
       WHERE m.object_type = 'TABLE' AND m.lock_status = 'GRANTED' AND m.object_schema = CONVERT(${schema} USING utf8mb4)`;

const everybody = `SELECT p.id, p.user, p.host, p.command, COALESCE(p.state, ''), '', p.time, COALESCE(p.info, ''), 0
FROM information_schema.processlist p WHERE p.id <> CONNECTION_ID()`;

/** One line for each session that may be in the way. */
export async function findBlockers({ access, database, flavour }: Source): Promise<readonly string[]> {
  const schema = exactly(database);
  return withClient(access, async (client) => {
    const held = new Map<string, string[]>();
    for (const [id = "", mode = "", table = ""] of await tell(client, definitions(flavour, schema))) {
      held.set(id, [...new Set([...(held.get(id) ?? []), `${mode} on ${table}`])]);
    }
    const found = [...((await tell(client, transactions(schema))) ?? [])];
    const missing = [...held.keys()].filter((id) => !found.some(([other]) => other === id));
    if (missing.length > 0) {
      found.push(...(await tell(client, everybody)).filter(([id = ""]) => missing.includes(id)));
    }
    return found.map((row) => describe(row, held.get(row[0] ?? "") ?? []));
  });
}

/** What this user may not see, or this server does not have, is left out. */
async function tell(client: Client, sql: string): Promise<readonly Row[]> {
  return client.ask("ask who holds locks", sql).catch(() => []);
}

function describe(row: Row, held: readonly string[]): string {
  const [id = "", user = "", host = "", command = "", state = "", since = "", seconds = "", query = "", isOpen = ""] =
    row;
  const parts = [
    `session ${id} of ${user}@${host}`,
    command === "Sleep" ? "idle" : state || command.toLowerCase(),
    isOpen === "1" ? `in a transaction since ${since} (${seconds} s)` : `for ${seconds} s`,
    ...(held.length === 0 ? [] : [`holds ${held.join(", ")}`]),
  ];
  const text = withoutLiterals(query);
  return `${parts.join(", ")}${text === "" ? "" : `: ${text}`}`;
}
