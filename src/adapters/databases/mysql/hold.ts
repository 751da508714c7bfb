import type { Log } from "../../../kit/effects.ts";
import type { Client } from "./client.ts";
import { openSession } from "./session.ts";
import type { Source } from "./source.ts";

interface Holding {
  readonly source: Source;
  readonly client: Client;
  readonly effects: { readonly log: Log };
  readonly signal: AbortSignal;
}

/** Seconds that a query of somebody else may have to wait for the moment of the snapshot. */
export const patience = 2;

/** Holds what would make the two snapshots differ: commits on MariaDB, writes on MySQL. Null where the user may not, or somebody is in the way. */
export async function holdCommits({
  client,
  source,
  signal,
  effects,
}: Holding): Promise<{ release(): Promise<void> } | null> {
  const [major = 0, minor = 0] = source.version.split(".").map(Number);
  const hasStages = source.flavour === "mariadb" && (major > 10 || (major === 10 && minor >= 4));
  const session = openSession(client, undefined, signal);
  try {
    // Whatever becomes of us, the server lets go of an idle connection.
    await session.ask("prepare a lock", `SET SESSION lock_wait_timeout = ${patience}, wait_timeout = 10`);
    await session.ask(
      "hold commits for a moment",
      hasStages ? "BACKUP STAGE START; BACKUP STAGE BLOCK_COMMIT" : "FLUSH TABLES WITH READ LOCK",
    );
  } catch (error) {
    await session[Symbol.asyncDispose]();
    signal.throwIfAborted();
    effects.log.info(`the moment of the dump is not held (${(error as Error).message}); grant RELOAD for that`);
    return null;
  }
  return {
    async release() {
      await session.ask("let commits go on", hasStages ? "BACKUP STAGE END" : "UNLOCK TABLES").catch(() => {});
      await session[Symbol.asyncDispose]();
    },
  };
}
