import type { Log } from "../../../kit/effects.ts";
import { InputError } from "../../../kit/errors.ts";
import { identifier, literal } from "./names.ts";
import { bornAt, prefix } from "./scratch.ts";
import { type Server, sibling, withSession } from "./server.ts";

const day = 86_400_000;

/** Drops what earlier runs that were killed have left: ours by its name, older than a day, with nobody in it. */
export async function dropLeftovers(maintenance: Server, now: number, log: Log): Promise<void> {
  const asked = `SELECT to_jsonb(datname) FROM pg_database d WHERE datname LIKE ${literal(`${prefix.replaceAll("_", "\\_")}%`)}
    AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`;
  const names = await withSession(maintenance, (session) => session.ask<string>(asked));
  for (const name of names.filter((found) => (bornAt(found) ?? now) < now - day)) {
    // Without FORCE: whoever has come in meanwhile keeps it.
    const drop = (sql: string) => withSession(maintenance, (session) => session.run(sql));
    await drop(`DROP DATABASE IF EXISTS ${identifier(name)}`).then(
      () => log.info(`Drop \`${name}\`, which an earlier run has left on the scratch server.`),
      (error) => log.warn(`\`${name}\` is left on the scratch server: ${(error as Error).message}`),
    );
  }
}

/** Finds a database of ours by its name. */
export async function findScratch(maintenance: Server, name: string): Promise<Server> {
  const asked = `SELECT to_jsonb(true) FROM pg_database WHERE datname = ${literal(name)}`;
  const found = await withSession(maintenance, (session) => session.ask<boolean>(asked));
  if (found.length > 0) return sibling(maintenance, name);
  throw new InputError(`there is no scratch database \`${name}\` on the scratch server`, {
    hint: "Give the name that the earlier step has printed, and the same `postgres-scratch-url`.",
  });
}
