import { dirname } from "node:path";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { DumpOptions, Facts } from "../../../stages/ports/database.ts";
import { diskFailure } from "../../disk.ts";
import { takeCensus } from "./catalogue.ts";
import { type Connection, stopIfAborted } from "./connection.ts";
import { codeOf, sqliteFailure } from "./failures.ts";
import { identify, locate, reading } from "./file.ts";
import type { Source } from "./source.ts";

/** A database file of this machine, read and written by the SQLite of this process. */
export function sourceHere(path: string, input: string): Source {
  const find = () => locate(path, input);
  return {
    locate: find,
    identity: () => identify(path, input),
    look: async (act) => reading(await find(), act),
    copyTo: async (copy, options) =>
      reading(await find(), (database) => copyPinned(database, copy, options), options.signal),
    put: async (copy, signal) => putInPlace(copy, await find(), signal),
  };
}

/** The first read pins the snapshot; counts and copy are taken of it while others write. */
async function copyPinned(
  source: Connection,
  copy: string,
  { hashRows }: DumpOptions,
): Promise<Omit<Facts, "integrity">> {
  await source.all("BEGIN");
  await source.all("SELECT count(*) FROM sqlite_schema");
  const counted = await takeCensus(source, hashRows);
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

/** Milliseconds to wait between two attempts to get in between the writers, and how often. */
const pause = 100;
const attempts = 100;

/** SQLite's own backup, the other way round: one transaction under its locks. */
async function putInPlace(copy: string, path: string, signal: AbortSignal | undefined): Promise<void> {
  await reading(copy, async (database) => {
    for (let attempt = 1; ; attempt++) {
      // Once it has begun it is not given up: half of a transaction is taken back by SQLite alone.
      stopIfAborted(path, signal);
      try {
        return await database.copyTo(path);
      } catch (error) {
        if (!isLocked(error)) throw putFailure(path, error);
        if (attempt === attempts) throw lockedFailure(path, error);
        await new Promise((later) => setTimeout(later, pause));
      }
    }
  });
}

/** Node gives no code to a copy that met a lock of somebody else's. */
function isLocked(error: unknown): boolean {
  return [0, 5, 6].includes(codeOf(error) ?? -1);
}

function lockedFailure(path: string, cause: unknown): ServiceError {
  return new ServiceError(
    `\`${path}\` was in use by another process for ${(pause * attempts) / 1000} seconds; it is as it was`,
    {
      hint: "Stop the application, or find the process that holds a transaction open (`fuser -v`), and start this again.",
      cause,
    },
  );
}

function putFailure(path: string, error: unknown): unknown {
  if (codeOf(error) !== 8) return sqliteFailure(path, error);
  return new RefusedError(
    `\`${path}\` may not be written, or has pages of another size while it keeps a write-ahead log`,
    {
      hint: "Give this user write access to the file and its folder; or stop the application, run `PRAGMA journal_mode = delete` once, and start this again.",
      cause: error,
    },
  );
}
