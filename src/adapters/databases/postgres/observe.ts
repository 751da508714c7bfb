import type { CopyWatch } from "../../../stages/ports/database.ts";
import { copyWatch } from "../copy-watch.ts";
import { watchPostgresLocks } from "./observe-locks.ts";
import { beginRecording } from "./observe-log.ts";
import { rowsTouched, takeStanding } from "./observe-rows.ts";
import type { Place } from "./scratch.ts";

/** Watches what others do to a copy: statements by the log of a server of ours, locks by looking, rows by the server's statistics. */
export async function observeCopy(place: Place, signal?: AbortSignal): Promise<CopyWatch> {
  const { server, isOwn } = place;
  const before = await takeStanding(server);
  const log = isOwn ? await beginRecording(place) : null;
  const looking = watchPostgresLocks(server, isOwn, signal);
  const end = async () => {
    const locks = await looking.stop();
    return { locks, statements: (await log?.stop()) ?? null };
  };
  return copyWatch(end, async (seen) => {
    const after = await takeStanding(server);
    const size = { before: before.size, after: after.size };
    return { ...seen, rows: rowsTouched(before.tables, after.tables), size };
  });
}
