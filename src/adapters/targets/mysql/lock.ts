import { createHash } from "node:crypto";
import type { Effects } from "../../../kit/effects.ts";
import type { HeldLock, LockOptions } from "../../../stages/ports/migration-target.ts";
import { literal, openClient } from "../../databases/mysql/client.ts";
import { openSession, type Session } from "../../databases/mysql/session.ts";
import type { Source } from "../../databases/mysql/source.ts";
import { plainHolder, untilLocked } from "../lock-wait.ts";

/** Milliseconds in which a session has to say that it still holds the lock. */
const patience = 10_000;
const doing = "hold the lock of the database";

/**
 * A named lock of the server on a connection of its own. It is never idle: the list of processes shows what it asks, and
 * that is who holds the lock.
 */
export async function takeLock(source: Source, options: LockOptions, effects: Effects): Promise<HeldLock> {
  const name = literal(nameOf(source.database));
  const client = await openClient(source.access);
  const session = openSession(client, undefined);
  const close = async () => {
    await session[Symbol.asyncDispose]();
    await client[Symbol.asyncDispose]();
  };
  try {
    await session.ask(doing, "SET SESSION wait_timeout = 86400, lock_wait_timeout = 86400");
    const attempt = async () => (await session.ask(doing, `SELECT GET_LOCK(${name}, 0)`))[0]?.[0] === "1";
    await untilLocked(attempt, () => holderOf(session, name, effects), options, effects);
  } catch (error) {
    await close();
    throw error;
  }
  const since = new Date(effects.now()).toISOString().slice(0, 19);
  const life = { isWanted: true };
  const showing = show(session, `SELECT SLEEP(1), 'held by ${plainHolder(options.holder)} since ${since}Z'`, life);
  return {
    async isHeld() {
      const late = new AbortController();
      const silence = effects.sleep(patience, late.signal).then(
        () => false,
        () => false,
      );
      const mine = session.ask(doing, `SELECT IS_USED_LOCK(${name}) = CONNECTION_ID()`);
      const answer = mine.then(
        ([row]) => row?.[0] === "1",
        () => false,
      );
      return Promise.race([answer, silence]).finally(() => late.abort());
    },
    async [Symbol.asyncDispose]() {
      life.isWanted = false;
      await showing;
      await session.ask(doing, `DO RELEASE_LOCK(${name})`).catch(() => {});
      await close();
    },
  };
}

async function show(session: Session, sql: string, life: { readonly isWanted: boolean }): Promise<void> {
  try {
    while (life.isWanted) await session.ask(doing, sql);
  } catch {
    // Whoever asks whether the lock is held hears that it is lost.
  }
}

/** A name of at most 64 characters. */
function nameOf(database: string): string {
  const name = `deploy-actions:${database}`;
  return name.length <= 64
    ? name
    : `deploy-actions:${createHash("sha256").update(database).digest("hex").slice(0, 40)}`;
}

async function holderOf(session: Session, name: string, { sleep }: Pick<Effects, "sleep">): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const [row] = await session.ask(
      doing,
      `SELECT p.id, p.user, p.host, p.time, COALESCE(p.info, '') FROM information_schema.processlist p WHERE p.id = IS_USED_LOCK(${name})`,
    );
    const [id, user, host, , info = ""] = row ?? [];
    const told = /(held by .*)'$/.exec(info)?.[1];
    if (told !== undefined) return `${told} (session ${id} of ${user}@${host})`;
    // Between two questions it is idle for a moment.
    if (attempt < 4) await sleep(150);
    else if (id === undefined) return "held by a session of another user";
    else return `held by session ${id} of ${user}@${host}`;
  }
}
