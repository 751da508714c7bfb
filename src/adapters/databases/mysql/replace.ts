import type { Readable } from "node:stream";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Facts, Replaced } from "../../../stages/ports/database.ts";
import { stopIfAborted } from "./cancelled.ts";
import { takeCensus } from "./census.ts";
import { type Client, withClient } from "./client.ts";
import { createDatabase, dropDatabase } from "./databases.ts";
import { type Definitions, disableEvents, readDefinitions } from "./definitions.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { move, whereabouts } from "./move.ts";
import { restoreDump } from "./restore.ts";
import type { Source } from "./source.ts";

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
