import type { CopyWatch } from "../../../stages/ports/database.ts";
import { copyWatch } from "../copy-watch.ts";
import { type Client, exactly, withClient } from "./client.ts";
import { watchMysqlLocks } from "./observe-locks.ts";
import { beginRecording } from "./observe-log.ts";
import type { Copy } from "./scratch.ts";

/** Watches what others do to a copy: statements by the log of a server of ours, locks on definitions where the server tells. The engine does not count rows. */
export async function observeCopy(copy: Copy, signal?: AbortSignal): Promise<CopyWatch> {
  const { access, database } = copy;
  const measure = () => withClient(access, (client) => sizeOf(client, database));
  const before = await measure();
  const log = copy.server === null ? null : await beginRecording(copy);
  const looking = await watchMysqlLocks(copy, signal);
  const end = async () => {
    const locks = (await looking?.stop()) ?? null;
    return { locks, statements: (await log?.stop()) ?? null };
  };
  return copyWatch(end, async (seen) => ({ ...seen, rows: null, size: { before, after: await measure() } }));
}

async function sizeOf(client: Client, database: string): Promise<number> {
  const [row] = await client.ask(
    `measure \`${database}\``,
    `SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables WHERE table_schema = ${exactly(database)}`,
  );
  return Number(row?.[0] ?? 0);
}
