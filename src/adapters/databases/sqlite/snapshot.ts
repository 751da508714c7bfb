import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ActionError, ServiceError } from "../../../kit/errors.ts";
import type { Dump, DumpOptions, Facts } from "../../../stages/ports/database.ts";
import { diskFailure, readFrom } from "../../disk.ts";
import { checkIntegrity } from "./catalogue.ts";
import { stopIfAborted } from "./connection.ts";
import { reading } from "./file.ts";
import { ownFolder } from "./scratch.ts";
import type { Source } from "./source.ts";

/** Copies the database as it is at one moment; the copy is gone from the folder before its first byte is read. */
export async function dumpFile(source: Source, temporary: string, options: DumpOptions = {}): Promise<Dump> {
  const { signal } = options;
  const path = await source.locate();
  stopIfAborted(path, signal);
  const folder = await ownFolder(temporary, "sqlite-dump-");
  try {
    const copy = join(folder, "copy.sqlite");
    await createPrivately(copy);
    const counted = await source.copyTo(copy, options);
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
