import type { Effects } from "../../../kit/effects.ts";
import type { Client } from "./client.ts";
import { holdCommits, patience } from "./hold.ts";
import { openSession, type Session } from "./session.ts";
import type { Source } from "./source.ts";

/** How it is known that our own snapshot and that of the dump are the same: commits were held, or none came between. */
export type Proof = "held" | "quiet" | "none";

/** Our own look at the source, beside the dump. */
export interface Beginning {
  readonly proof: Proof;
  readonly own: Session;
  /** A snapshot from after the dump's, and how many rows anybody has written or deleted since ours; only without a proof. */
  readonly later: { readonly session: Session; readonly written: number } | null;
}

interface Plan {
  readonly source: Source;
  readonly client: Client;
  readonly effects: Pick<Effects, "log" | "monotonic" | "sleep">;
  readonly signal: AbortSignal;
  /** Sessions are added here as they are opened, so that whoever asked closes them whatever happens. */
  readonly sessions: Session[];
  /** Starts the dump; resolves once its transaction has begun. */
  start(): Promise<void>;
}

/** Begins our own snapshot and that of the dump at one moment where that is possible. */
export async function beginTogether(plan: Plan): Promise<Beginning> {
  const { effects } = plan;
  const own = await openReader(plan);
  const hold = await holdCommits(plan);
  const since = effects.monotonic();
  let isHeld = false;
  let before: number;
  let begun: Promise<void>;
  try {
    await own.ask("begin a snapshot", snapshot);
    before = await written(own);
    begun = plan.start();
    if (hold !== null) isHeld = await isInTime(begun, effects);
  } finally {
    await hold?.release();
  }
  if (hold !== null) effects.log.info(`held commits for ${Math.round(effects.monotonic() - since)} ms`);
  if (isHeld) return { proof: "held", own, later: null };
  await begun;
  const session = await openReader(plan);
  await session.ask("begin a snapshot", snapshot);
  const later = { session, written: (await written(session)) - before };
  const [mine, last] = [await position(own), await position(session)];
  return mine !== "" && mine === last ? { proof: "quiet", own, later: null } : { proof: "none", own, later };
}

async function isInTime(begun: Promise<void>, { sleep }: Plan["effects"]): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(patience * 1000, timer.signal).then(
    () => false,
    () => true,
  );
  return Promise.race([begun.then(() => true), late]).finally(() => timer.abort());
}

/** Rows that anybody has written or deleted since the server was started. */
async function written(session: Session): Promise<number> {
  const rows = await session.ask(
    "read how much is written",
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Handler_write', 'Handler_delete')",
  );
  return rows.reduce((sum, [, n]) => sum + Number(n), 0);
}

const snapshot = "START TRANSACTION WITH CONSISTENT SNAPSHOT";

/** A connection for reading, in the dump's time zone and without a limit of time. */
async function openReader({ client, source, signal, sessions }: Plan): Promise<Session> {
  const session = openSession(client, source.database, signal);
  sessions.push(session);
  const unlimited = source.flavour === "mariadb" ? "max_statement_time" : "max_execution_time";
  await session.ask(
    "open a connection",
    `SET SESSION time_zone = '+00:00', wait_timeout = 86400, net_write_timeout = 3600;
     SET SESSION ${unlimited} = 0;
     SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ`,
  );
  return session;
}

/** Where the snapshot stands in the binary log (MariaDB); empty where there is none. */
async function position(session: Session): Promise<string> {
  const rows = await session.ask("read the position of the snapshot", "SHOW STATUS LIKE 'binlog_snapshot_%'");
  return rows
    .map((row) => row.join("="))
    .filter((line) => !line.endsWith("="))
    .join(" ");
}
