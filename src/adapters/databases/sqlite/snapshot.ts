import { mkdir, mkdtemp, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ActionError, ServiceError } from "../../../kit/errors.ts";
import type { Dump, Facts } from "../../../stages/ports/database.ts";
import { diskFailure, readFrom } from "../../disk.ts";
import { checkIntegrity, takeCensus } from "./catalogue.ts";
import { type Connection, stopIfAborted } from "./connection.ts";
import { codeOf, reading } from "./file.ts";

/** A folder of our own that nobody else reads. */
export async function ownFolder(temporary: string, prefix: string): Promise<string> {
  try {
    await mkdir(temporary, { recursive: true });
    return await mkdtemp(join(temporary, prefix));
  } catch (error) {
    throw diskFailure("make a temporary folder", temporary, error);
  }
}

/** Copies the database as it is at one moment; the copy is gone from the folder before its first byte is read. */
export async function dumpFile(path: string, temporary: string, signal?: AbortSignal): Promise<Dump> {
  stopIfAborted(path, signal);
  const folder = await ownFolder(temporary, "sqlite-dump-");
  try {
    const copy = join(folder, "copy.sqlite");
    await createPrivately(copy);
    const counted = await reading(path, (source) => copyPinned(source, copy), signal);
    const facts: Facts = { ...counted, integrity: await reading(copy, checkIntegrity, signal) };
    if (await hasContent(`${copy}-wal`)) throw new ServiceError(`the copy of \`${path}\` is spread over two files`);
    const body = readFrom(await open(copy, "r"), (error) => diskFailure("read the copy", temporary, error));
    return { body, extension: "sqlite", facts: () => factsAfter(body, path, facts) };
  } catch (error) {
    throw diskFailure(`copy \`${path}\``, temporary, error);
  } finally {
    // A copy that was given up may still be written for a moment.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The first read pins the snapshot; counts and copy are taken of it while others write. */
async function copyPinned(source: Connection, copy: string): Promise<Omit<Facts, "integrity">> {
  await source.all("BEGIN");
  await source.all("SELECT count(*) FROM sqlite_schema");
  const counted = await takeCensus(source);
  await source.copyTo(copy).catch((error) => {
    throw copyFailure(dirname(copy), error);
  });
  await source.all("ROLLBACK");
  return counted;
}

/** Source and copy fail with the same words; these two codes speak of the copy's disk. */
function copyFailure(folder: string, error: unknown): unknown {
  if (codeOf(error) === 13) return diskFailure("copy the database", folder, { code: "ENOSPC" });
  if (codeOf(error) !== 10) return error;
  return new ServiceError(
    `could not copy the database: \`${folder}\` or the database's own disk fails on input or output`,
    {
      hint: "Look at both disks, and at the limits of this process (`ulimit -f`).",
      cause: error,
    },
  );
}

async function factsAfter(body: Readable, path: string, facts: Facts): Promise<Facts> {
  try {
    await finished(body);
    return facts;
  } catch (error) {
    if (error instanceof ActionError) throw error;
    throw new ServiceError(`the dump of \`${path}\` was not read to its end`, { cause: error });
  }
}

async function createPrivately(path: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  await file.close();
}

async function hasContent(path: string): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size > 0,
    () => false,
  );
}
