import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Facts, Replaced } from "../../../stages/ports/database.ts";
import { beginReading, tablesOf, takeFacts } from "./census.ts";
import { cancelled, postgresFailure } from "./failures.ts";
import { identifier, literal, nameWith, stamp } from "./names.ts";
import { restoreInto } from "./restore.ts";
import { createDatabase, dropAfterFailure, type Place } from "./scratch.ts";
import { type Server, sibling, withSession } from "./server.ts";
import type { Session } from "./session.ts";
import { copySettings } from "./settings.ts";

export interface ReplaceOptions {
  readonly effects: Effects;
  readonly jobs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Attempts to get in between two clients that connect. */
const attempts = 5;

/** Restores beside the database, has the copy checked, and exchanges the two names in one transaction. */
export async function replaceDatabase(
  server: Server,
  body: Readable,
  check: (facts: Facts) => void,
  { effects, jobs, signal }: ReplaceOptions,
): Promise<Replaced> {
  const name = server.address.database;
  const now = stamp(effects.now());
  const fresh = nameWith(name, `_new_${now}_${randomBytes(3).toString("hex")}`);
  const kept = nameWith(name, `_before_${now}`);
  const maintenance = await maintenanceOf(server);
  const place: Place = { server: sibling(server, fresh), maintenance, isOwn: false };
  try {
    await createDatabase(maintenance, fresh, { options: {} }, { log: effects.log, isExact: true }, signal);
    await restoreInto(place, body, { jobs, log: effects.log, isWhole: true, signal });
    check(await withSession(place.server, census, signal));
    await withSession(maintenance, (session) => copySettings(session, name, fresh), signal);
    if (signal?.aborted) throw cancelled(`replacing \`${name}\``, signal);
    await exchange(maintenance, { name, fresh, kept });
  } catch (error) {
    body.destroy();
    await dropAfterFailure(maintenance, fresh, effects.log);
    throw postgresFailure(`replace \`${name}\`, which stays as it was`, error);
  }
  return { kept };
}

async function census(session: Session): Promise<Facts> {
  await session.run(beginReading);
  return takeFacts(session, await tablesOf(session), {});
}

/** A database of the same server from which another one can be renamed. */
export async function maintenanceOf(server: Server): Promise<Server> {
  const { database } = server.address;
  const asked = `SELECT to_jsonb(datname) FROM pg_database WHERE datallowconn AND datname <> ${literal(database)}
    AND has_database_privilege(oid, 'CONNECT') ORDER BY datname <> 'postgres', datname <> 'template1', datname`;
  const [found] = await withSession(server, (session) => session.ask<string>(asked));
  if (found !== undefined) return sibling(server, found);
  const hint = "Let the user connect to the database `postgres`.";
  throw new ServiceError(`there is no other database on the server from which \`${database}\` could be renamed`, {
    hint,
  });
}

interface Names {
  readonly name: string;
  readonly fresh: string;
  readonly kept: string;
}

/** Both names change in one transaction or none does; while it waits, its lock lets nobody in. */
async function exchange(maintenance: Server, { name, fresh, kept }: Names): Promise<void> {
  const oids = `SELECT jsonb_object_agg(datname, oid::text) FROM pg_database WHERE datname IN (${[name, fresh, kept].map(literal).join(", ")})`;
  const look = () =>
    withSession(maintenance, async (session) => (await session.ask<Record<string, string>>(oids))[0] ?? {});
  const before = await look();
  let failure: unknown;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    failure = await withSession(maintenance, async (session) => {
      const others = [name, fresh].map(literal).join(", ");
      const end = `SELECT to_jsonb(count(pg_terminate_backend(pid))) FROM pg_stat_activity WHERE datname IN (${others}) AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;
      await Promise.all([
        session.run("BEGIN"),
        session.run(end),
        session.run(`ALTER DATABASE ${identifier(name)} RENAME TO ${identifier(kept)}`),
        session.run(`ALTER DATABASE ${identifier(fresh)} RENAME TO ${identifier(name)}`),
        session.run("COMMIT"),
      ]);
    }).then(
      () => null,
      (error) => error,
    );
    // What the server holds counts, not what the session heard: it may have been cut off after the COMMIT.
    const after = await look();
    if (after[name] === before[fresh] && after[kept] === before[name]) return;
    if (!/being accessed by other users/.test(String((failure as Error)?.message))) break;
  }
  throw failure;
}
