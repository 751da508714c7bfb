import type { Readable } from "node:stream";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Facts, Replaced } from "../../../stages/ports/database.ts";
import { takeCensus } from "./census.ts";
import { type Client, identifier, literal, withClient } from "./client.ts";
import { createDatabase, dropDatabase } from "./databases.ts";
import {
  type Definitions,
  disableEvents,
  dropOthers,
  dropTriggers,
  readDefinitions,
  writeDefinitions,
} from "./definitions.ts";
import { stopIfAborted } from "./failures.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { restoreDump } from "./restore.ts";
import type { Source } from "./source.ts";
import { createTriggers } from "./triggers.ts";

interface Names {
  /** The database of the application. */
  readonly live: string;
  /** Where the dump is restored and checked. */
  readonly beside: string;
  /** Where the old content goes. */
  readonly before: string;
}

/**
 * Restores beside the database on the same server, has it checked, and then moves the tables of both in one statement:
 * nobody ever sees half of it, and the old content stays in a database of its own.
 */
export async function replaceContent(
  body: Readable,
  source: Source,
  { check, effects, signal }: { check: (facts: Facts) => void; effects: Effects; signal: AbortSignal | undefined },
): Promise<Replaced> {
  stopIfAborted(signal);
  const stamp = new Date(effects.now()).toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const name = (what: string) => `${source.database.slice(0, 64 - what.length - stamp.length - 2)}_${what}_${stamp}`;
  const names = { live: source.database, beside: name("restored"), before: name("before") };
  return withClient(source.access, async (client) => {
    await createDatabase(client, names.beside, source);
    let fresh: Definitions;
    let wanted: string;
    try {
      await restoreDump(body, client, names.beside, signal);
      fresh = await readDefinitions(client, names.beside);
      await disableEvents(client, names.beside);
      check(await takeCensus(client, names.beside, signal === undefined ? {} : { signal }));
      wanted = await fingerprint(client, names.beside);
      stopIfAborted(signal);
    } catch (error) {
      await dropDatabase(client, names.beside);
      throw error;
    }
    await move(client, names, fresh, source);
    if ((await fingerprint(client, names.live)) !== wanted) {
      throw new ServiceError(`the schema of \`${names.live}\` is not that of the backup after it was put in place`, {
        hint: whereabouts(names),
      });
    }
    return { kept: names.before };
  });
}

function fingerprint(client: Client, database: string): Promise<string> {
  return fingerprintOf((doing, sql) => client.ask(doing, sql), database);
}

/** From here on no signal is listened to: half a move is worse than a late end. */
async function move(client: Client, names: Names, fresh: Definitions, source: Source): Promise<void> {
  const { live, beside, before } = names;
  const old = await readDefinitions(client, live);
  await createDatabase(client, before, source);
  await moveTables(client, names, fresh, old);
  try {
    await dropOthers(client, live, old);
    await writeDefinitions(client, live, fresh);
    await writeDefinitions(client, before, old);
    await disableEvents(client, before);
    await dropDatabase(client, beside);
  } catch (error) {
    throw new ServiceError(
      `the tables of the backup are in \`${live}\`, but the rest is not in place: ${(error as Error).message}`,
      {
        hint: whereabouts(names),
        cause: error,
      },
    );
  }
}

async function moveTables(
  client: Client,
  { live, beside, before }: Names,
  fresh: Definitions,
  old: Definitions,
): Promise<void> {
  const moves = [...(await moving(client, live, before)), ...(await moving(client, beside, live))];
  try {
    await dropTriggers(client, beside, fresh.triggers);
    await dropTriggers(client, live, old.triggers);
    const rename = `SET SESSION lock_wait_timeout = 30; RENAME TABLE ${moves.join(", ")}`;
    if (moves.length > 0) await client.ask(`put the tables of the backup in the place of those of \`${live}\``, rename);
  } catch (error) {
    // The statement moves everything or nothing.
    const there = await client.ask(
      "read the triggers that are left",
      `SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = ${literal(live)}`,
    );
    const left = new Set(there.map(([name]) => name));
    await createTriggers(
      client,
      live,
      old.triggers.filter(({ name }) => !left.has(name)),
    );
    await dropDatabase(client, before);
    await dropDatabase(client, beside);
    throw error;
  }
}

async function moving(client: Client, from: string, to: string): Promise<readonly string[]> {
  const rows = await client.ask(
    `read the tables of \`${from}\``,
    `SELECT table_name FROM information_schema.tables WHERE table_schema = ${literal(from)} AND table_type NOT LIKE '%VIEW'`,
  );
  return rows.map(([name = ""]) => `${identifier(from)}.${identifier(name)} TO ${identifier(to)}.${identifier(name)}`);
}

function whereabouts({ live, beside, before }: Names): string {
  return `The rows of the backup are in \`${live}\`, those from before in \`${before}\`, the backup's other definitions in \`${beside}\`. Do not drop any of them; \`SHOW TABLES FROM\` each and put the rest right by hand.`;
}
