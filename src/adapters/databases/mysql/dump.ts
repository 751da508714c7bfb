import type { Transform } from "node:stream";
import { finished } from "node:stream/promises";
import type { Effects } from "../../../kit/effects.ts";
import { ActionError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Dump, DumpOptions, Facts } from "../../../stages/ports/database.ts";
import { type Beginning, beginTogether } from "./beginning.ts";
import { stopIfAborted } from "./cancelled.ts";
import { openClient } from "./client.ts";
import { gatherFacts } from "./evidence.ts";
import { explain } from "./failures.ts";
import { lockTables } from "./locks.ts";
import { prepareDump } from "./running.ts";
import { openSession, type Session } from "./session.ts";
import { prepare, type Source } from "./source.ts";

/** One consistent snapshot as SQL text; its rows are counted in the text and in a snapshot of our own. */
export async function dumpDatabase(
  source: Source,
  how: { readonly isLocking: boolean; readonly effects: Effects } & DumpOptions,
): Promise<Dump> {
  stopIfAborted(how.signal);
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, ...(how.signal === undefined ? [] : [how.signal])]);
  const sessions: Session[] = [];
  const client = await openClient(source.access);
  const close = async () => {
    await Promise.allSettled(sessions.map((session) => session[Symbol.asyncDispose]()));
    await client[Symbol.asyncDispose]();
  };
  try {
    const ready = await prepare(source, client, how.isLocking);
    if (ready.unheld.length > 0) {
      const locks = openSession(client, undefined, signal);
      sessions.push(locks);
      await lockTables(locks, ready.unheld, source.database);
    }
    const running = await prepareDump(client, ready, source, signal);
    const plan = { source, client, effects: how.effects, signal, sessions, start: running.start };
    const beginning = await beginTogether(plan);
    if (how.hashRows === true) requireProof(beginning);
    const gathering = gatherFacts({ source, ready, beginning, hashRows: how.hashRows === true, log: how.effects.log });
    const { body, tally } = running;
    body.once("close", () => {
      if (!body.readableEnded) end.abort();
    });
    // Whoever has the facts may change tables at once: no lock and no snapshot of ours is left then.
    const facts = factsAfter(body, source, async () => gathering.compare(tally())).finally(close);
    facts.catch(() => {});
    return { body, extension: "sql", facts: () => facts };
  } catch (error) {
    end.abort();
    await close();
    stopIfAborted(how.signal);
    throw explain(`dump \`${source.database}\``, error);
  }
}

function requireProof({ proof }: Beginning): void {
  if (proof !== "none") return;
  const what = "the rows cannot be digested: others wrote while the dump began, and their commits could not be held";
  throw new RefusedError(what, {
    hint: "Grant RELOAD to the user (`GRANT RELOAD ON *.* TO ...`), or turn on the binary log of MariaDB.",
  });
}

async function factsAfter(body: Transform, { database }: Source, compare: () => Promise<Facts>): Promise<Facts> {
  try {
    await finished(body);
  } catch (error) {
    if (error instanceof ActionError) throw error;
    throw new ServiceError(`the dump of \`${database}\` was not read to its end`, {
      cause: error,
      hint: "Run it again.",
    });
  }
  return compare();
}
