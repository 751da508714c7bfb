import { createHash } from "node:crypto";
import type { Effects } from "../../../kit/effects.ts";
import type { HeldLock, LockOptions } from "../../../stages/ports/migration-target.ts";
import { literal } from "../../databases/postgres/names.ts";
import type { Server } from "../../databases/postgres/server.ts";
import { openSession, type Session } from "../../databases/postgres/session.ts";
import { plainHolder, untilLocked } from "../lock-wait.ts";

/** Milliseconds in which a session has to say that it still holds the lock. */
const patience = 10_000;

/** An advisory lock on a session of its own, which tells everybody who asks whose it is. */
export async function takeLock(server: Server, options: LockOptions, effects: Effects): Promise<HeldLock> {
  const key = keyOf(server.address.database);
  const name = plainHolder(options.holder);
  const session = openSession(server);
  try {
    await session.run(settingsFor(name, server.version));
    const [attempt, who] = [`pg_try_advisory_lock(${key})`, () => holderOf(session, key)];
    await untilLocked(
      async () => (await session.ask<boolean>(`SELECT to_jsonb(${attempt})`))[0] === true,
      who,
      options,
      effects,
    );
    await ask(session, key, mark(name, effects.now()));
  } catch (error) {
    await session.end();
    throw error;
  }
  const words = mark(name, effects.now());
  return {
    async isHeld() {
      const late = new AbortController();
      const silence = effects.sleep(patience, late.signal).then(
        () => false,
        () => false,
      );
      const answer = ask(session, key, words).catch(() => false);
      return Promise.race([answer, silence]).finally(() => late.abort());
    },
    async [Symbol.asyncDispose]() {
      await session.run(`SELECT WHERE NOT pg_advisory_unlock(${key})`).catch(() => {});
      await session.end();
    },
  };
}

/** A session may be idle for as long as the tool works, also behind a router that forgets quiet connections. */
function settingsFor(name: string, version: number): string {
  const settings = [`application_name = ${literal(`deploy-actions: ${name}`)}`, "tcp_keepalives_idle = 60"];
  if (version >= 140_000) settings.push("idle_session_timeout = 0");
  return settings.map((setting) => `SET ${setting};`).join(" ");
}

/** The same number in every process, for this database alone. */
function keyOf(database: string): bigint {
  return createHash("sha256").update(`deploy-actions/migrate\0${database}`).digest().readBigInt64BE(0);
}

const lockOf = (key: bigint) => {
  const bits = BigInt.asUintN(64, key);
  return `l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND l.classid = ${bits >> 32n} AND l.objid = ${bits & 0xffff_ffffn}
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
};

/** What the server keeps as the session's last query tells more than the 63 bytes of its name. */
function mark(name: string, now: number): string {
  return `/* held by ${name.replaceAll("/", "|")} since ${new Date(now).toISOString().slice(0, 19)}Z */`;
}

async function ask(session: Session, key: bigint, words: string): Promise<boolean> {
  const held = `EXISTS (SELECT FROM pg_locks l WHERE l.pid = pg_backend_pid() AND ${lockOf(key)})`;
  return (await session.ask<boolean>(`SELECT to_jsonb(${held}) ${words}`))[0] === true;
}

async function holderOf(session: Session, key: bigint): Promise<string> {
  const [found] = await session.ask<{ pid: number; program: string; user: string; since: string; query: string }>(
    `SELECT jsonb_build_object('pid', l.pid, 'program', a.application_name, 'user', a.usename, 'query', a.query,
      'since', to_char(a.backend_start, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
     FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid) WHERE ${lockOf(key)}`,
  );
  if (found === undefined) return "whoever held it has ended just now";
  const { pid, program, user, since, query } = found;
  const told = /\/\* (held by .*) \*\//.exec(query ?? "")?.[1]?.replaceAll("|", "/");
  const name = program?.replace(/^deploy-actions: /, "");
  return `${told ?? `held by ${name || "a session"} since ${since ?? "some time"}`} (session ${pid} of ${user ?? "somebody"})`;
}
