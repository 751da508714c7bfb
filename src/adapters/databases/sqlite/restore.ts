import { open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Facts } from "../../../stages/ports/database.ts";
import { diskFailure, syncFolder, writeTo } from "../../disk.ts";
import { checkIntegrity, takeCensus } from "./catalogue.ts";
import { stopIfAborted } from "./connection.ts";
import { isDamage } from "./failures.ts";
import { locate, reading } from "./file.ts";
import { ownFolder } from "./scratch.ts";

/** Writes a dump into a file that is not there yet, and believes it only if it has the length that its header tells. */
export async function restoreFile(body: Readable, path: string, signal: AbortSignal | undefined): Promise<void> {
  const folder = dirname(path);
  const explain = (error: unknown) => diskFailure("restore the copy", folder, error);
  try {
    stopIfAborted(path, signal);
    const file = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw explain(error);
      throw new RefusedError(`\`${path}\` holds a copy already; restore into a scratch database of its own`);
    });
    await pipeline(body, writeTo(file, explain), signal === undefined ? {} : { signal });
    await syncFolder(folder);
  } catch (error) {
    body.destroy();
    stopIfAborted(path, signal);
    throw explain(error);
  }
  await checkLength(path);
}

/** What a restored copy holds; one that is too damaged to be counted says so in its complaints. */
export async function censusOf(path: string, hashRows = false, signal?: AbortSignal): Promise<Facts> {
  await locate(path, "scratch database");
  return reading(
    path,
    async (database) => {
      const integrity = await checkIntegrity(database);
      try {
        return { ...(await takeCensus(database, hashRows)), integrity };
      } catch (error) {
        if (!isDamage(error)) throw error;
        return { tables: {}, objects: {}, orphans: [], integrity: [...integrity, (error as Error).message] };
      }
    },
    signal,
  );
}

/** A dump in a private file, for as long as it is looked at: SQLite reads no stream. */
export async function withCopy<T>(
  body: Readable,
  temporary: string,
  signal: AbortSignal | undefined,
  act: (copy: string) => Promise<T>,
): Promise<T> {
  const folder = await ownFolder(temporary, "sqlite-copy-");
  try {
    const copy = join(folder, "copy.sqlite");
    await restoreFile(body, copy, signal);
    return await act(copy);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Throws where a dump is cut short, or where SQLite's own check finds fault with it. */
export async function inspectDump(body: Readable, temporary: string, signal?: AbortSignal): Promise<void> {
  const complaints = await withCopy(body, temporary, signal, (copy) => reading(copy, checkIntegrity, signal));
  if (complaints.length === 0) return;
  throw new ServiceError(`the dump is damaged: ${complaints.slice(0, 3).join("; ")}`, { hint: throwAway });
}

const throwAway = "Throw this backup away; make a new one and look at the disk or the store.";

/** A copy that was cut at a page's edge can pass for a smaller database; its header knows better. */
export async function checkLength(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    const header = Buffer.alloc(100);
    const { bytesRead } = await file.read(header, 0, 100, 0);
    const { size } = await file.stat();
    const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    const wanted = pageSize * header.readUInt32BE(28);
    if (bytesRead === 100 && header.toString("latin1", 0, 15) === "SQLite format 3" && size === wanted) return;
    const what = bytesRead < 100 ? "has no header" : `has ${size} bytes, its header says ${wanted}`;
    throw new ServiceError(`the copy is cut short or is no SQLite database: it ${what}`, { hint: throwAway });
  } finally {
    await file.close();
  }
}
