import { ServiceError } from "../../../kit/errors.ts";
import { type Client, exactly, identifier } from "./client.ts";
import { createDatabase, dropDatabase } from "./databases.ts";
import {
  type Definitions,
  disableEvents,
  dropOthers,
  dropTriggers,
  readDefinitions,
  writeDefinitions,
} from "./definitions.ts";
import type { Source } from "./source.ts";
import { createTriggers } from "./triggers.ts";

/** The databases that a replacement is about. */
export interface Names {
  /** The database of the application. */
  readonly live: string;
  /** Where the dump is restored and checked. */
  readonly beside: string;
  /** Where the old content goes. */
  readonly before: string;
}

/** From here on no signal is listened to: half a move is worse than a late end. */
export async function move(client: Client, names: Names, fresh: Definitions, source: Source): Promise<void> {
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
      `SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = ${exactly(live)}`,
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
    `SELECT table_name FROM information_schema.tables WHERE table_schema = ${exactly(from)} AND table_type NOT LIKE '%VIEW'`,
  );
  return rows.map(([name = ""]) => `${identifier(from)}.${identifier(name)} TO ${identifier(to)}.${identifier(name)}`);
}

/** Where everything is, for whoever has to put it right. */
export function whereabouts({ live, beside, before }: Names): string {
  return `The rows of the backup are in \`${live}\`, those from before in \`${before}\`, the backup's other definitions in \`${beside}\`. Do not drop any of them; \`SHOW TABLES FROM\` each and put the rest right by hand.`;
}
