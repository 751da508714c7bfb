import { open, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { RefusedError, ServiceError } from "../../kit/errors.ts";
import { text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Database, Facts, Scratch } from "../../stages/ports/database.ts";
import { diskFailure, syncFolder, writeTo } from "../disk.ts";
import { checkIntegrity, fingerprintOf, takeCensus } from "./sqlite/catalogue.ts";
import { stopIfAborted } from "./sqlite/connection.ts";
import { identify, isDamage, locate, reading } from "./sqlite/file.ts";
import { dumpFile, ownFolder } from "./sqlite/snapshot.ts";

const input = "sqlite-file";

/** One SQLite file, copied by SQLite itself while others write. */
export const sqliteDatabase = defineAdapter<Database>()({
  name: "sqlite",
  summary: "A SQLite database file on this machine.",
  inputs: {
    [input]: text({ description: "The database file.", required: true }),
  },
  open(inputs, { effects }) {
    const path = resolve(effects.folder, inputs[input]);
    const scratches = new WeakSet<Scratch>();
    const fileOf = (scratch: Scratch): string => {
      if (scratches.has(scratch)) return scratch.name;
      throw new RefusedError(`\`${scratch.name}\` is not a scratch database of this run`);
    };
    return {
      identity: () => identify(path, input),
      dump: async (signal) => dumpFile(await locate(path, input), effects.temporary, signal),
      async openScratch() {
        const scratch = await makeScratch(effects.temporary);
        scratches.add(scratch);
        return scratch;
      },
      restore: async (body, into, signal) => restoreFile(body, fileOf(into), signal),
      census: async (target) => censusOf(fileOf(target)),
      async fingerprint(target) {
        const file = target === undefined ? await locate(path, input) : fileOf(target);
        return reading(file, fingerprintOf);
      },
    };
  },
});

async function makeScratch(temporary: string): Promise<Scratch> {
  const folder = await ownFolder(temporary, "sqlite-scratch-");
  return {
    name: join(folder, "scratch.sqlite"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function restoreFile(body: Readable, path: string, signal: AbortSignal | undefined): Promise<void> {
  const folder = join(path, "..");
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

/** A copy that was cut at a page's edge can pass for a smaller database; its header knows better. */
async function checkLength(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    const header = Buffer.alloc(100);
    const { bytesRead } = await file.read(header, 0, 100, 0);
    const { size } = await file.stat();
    const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    const wanted = pageSize * header.readUInt32BE(28);
    if (bytesRead === 100 && header.toString("latin1", 0, 15) === "SQLite format 3" && size === wanted) return;
    const what = bytesRead < 100 ? "has no header" : `has ${size} bytes, its header says ${wanted}`;
    throw new ServiceError(`the restored copy is cut short or is no SQLite database: it ${what}`, {
      hint: "Throw this backup away; make a new one and look at the disk or the store.",
    });
  } finally {
    await file.close();
  }
}

async function censusOf(path: string): Promise<Facts> {
  await locate(path, "scratch database");
  return reading(path, async (database) => {
    const integrity = await checkIntegrity(database);
    try {
      return { ...(await takeCensus(database)), integrity };
    } catch (error) {
      if (!isDamage(error)) throw error;
      return { tables: {}, objects: {}, orphans: [], integrity: [...integrity, (error as Error).message] };
    }
  });
}
