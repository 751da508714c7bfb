import { randomBytes } from "node:crypto";
import type { Log } from "../../../kit/effects.ts";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import { cancelled } from "./failures.ts";
import { identifier, literal, stamp } from "./names.ts";
import { countObjects } from "./objects.ts";
import type { Outline } from "./outline.ts";
import { majorOf, type Server, withSession } from "./server.ts";
import type { Session } from "./session.ts";

/** Where a copy is: its own database, and the one from which it is created and dropped. */
export interface Place {
  readonly server: Server;
  readonly maintenance: Server;
  /** True where the whole server is ours: roles may be created, and nothing has to survive a crash. */
  readonly isOwn: boolean;
}

/** Every scratch is called so. */
export const prefix = "deploy_actions_scratch_";
/** Only names of this form are ever dropped. */
const pattern = /^deploy_actions_scratch_(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)_[0-9a-f]{8}$/;

/** A name that nobody else has, with its time of birth. */
export function scratchName(now: number): string {
  return `${prefix}${stamp(now)}_${randomBytes(4).toString("hex")}`;
}

/** When a scratch of ours was made, by its name; undefined where the name is none of ours. */
export function bornAt(name: string): number | undefined {
  const parts = pattern.exec(name)?.slice(1);
  if (parts === undefined) return undefined;
  const [year, month, date, hour, minute, second] = parts;
  const born = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(born) ? undefined : born;
}

export interface Creation {
  readonly log: Log;
  /** No other locale will do. */
  readonly isExact?: boolean;
  /** What has that name goes first. */
  readonly isAnew?: boolean;
}

/** Creates an empty database like the one that was dumped. */
export async function createDatabase(
  maintenance: Server,
  name: string,
  { options }: Pick<Outline, "options">,
  { log, isExact = false, isAnew = false }: Creation,
  signal?: AbortSignal,
): Promise<void> {
  const stopIfAborted = () => {
    if (signal?.aborted) throw cancelled(`creating \`${name}\``, signal);
  };
  // It is waited for: a server goes on when its client is gone, and what is half there cannot be dropped yet.
  const create = async (words: string) => {
    stopIfAborted();
    const doing = async (session: Session) => {
      if (isAnew) await session.run(dropping(name));
      await session.run(`CREATE DATABASE ${identifier(name)} WITH TEMPLATE template0${words}`);
    };
    await withSession(maintenance, doing);
    stopIfAborted();
  };
  try {
    await create(creationWords(options, majorOf(maintenance)));
  } catch (error) {
    const said = (error as Error).message;
    if (isExact || !/locale|collation|LC_/i.test(said) || /exists/.test(said)) throw error;
    log.warn(`The copy sorts by code points: the scratch server does not know the database's locale (${said}).`);
    await create(` ENCODING ${options.ENCODING ?? "'UTF8'"} LC_COLLATE 'C' LC_CTYPE 'C'`);
  }
}

function creationWords(options: Outline["options"], major: number): string {
  const known = ["ENCODING", "LOCALE", "LC_COLLATE", "LC_CTYPE"];
  if (major >= 15) known.push("LOCALE_PROVIDER", "ICU_LOCALE");
  if (major >= 16) known.push("ICU_RULES");
  if (major >= 17) known.push("BUILTIN_LOCALE");
  const words = known.filter((key) => options[key] !== undefined).map((key) => ` ${key} ${options[key]}`);
  return words.join("");
}

/** Throws a RefusedError where the database holds anything at all. */
export async function proveEmpty(server: Server, signal?: AbortSignal): Promise<void> {
  const [found] = await withSession(server, (session) => session.ask<Record<string, number>>(countObjects), signal);
  const held = Object.entries(found ?? { nothing: 1 }).filter(([, count]) => count > 0);
  if (held.length === 0) return;
  const what = held.map(([kind, count]) => `${count} ${kind}`).join(", ");
  throw new RefusedError(`the scratch database \`${server.address.database}\` is not empty: it holds ${what}`, {
    hint: "Restore into a scratch database of its own.",
  });
}

const dropping = (name: string) => `DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`;

/** Drops the database with everybody who is in it, and makes sure that it is gone. */
export async function dropDatabase(maintenance: Server, name: string): Promise<void> {
  const left = await withSession(maintenance, async (session) => {
    await session.run(dropping(name));
    return session.ask<number>(`SELECT to_jsonb(count(*)) FROM pg_database WHERE datname = ${literal(name)}`);
  });
  if (left[0] === 0) return;
  const hint = `Drop it by hand: DROP DATABASE ${identifier(name)} WITH (FORCE);`;
  throw new ServiceError(`the database \`${name}\`, which is ours, could not be dropped`, { hint });
}

/** The same after a failure, which counts more than what is left behind. */
export async function dropAfterFailure(maintenance: Server, name: string, log: Log): Promise<void> {
  await dropDatabase(maintenance, name).catch((error) => {
    log.warn(`\`${name}\` may be left on the server; drop it by hand: ${(error as Error).message}`);
  });
}
