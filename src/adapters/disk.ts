import { statfsSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable, Writable } from "node:stream";
import { ActionError, ServiceError } from "../kit/errors.ts";

/** Turns what the file system says into words for the operator; `doing` completes "could not ...". */
export function diskFailure(doing: string, folder: string, cause: unknown): ActionError {
  if (cause instanceof ActionError) return cause;
  const { code = "", message } = cause as NodeJS.ErrnoException;
  const failed = `could not ${doing}`;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new ServiceError(`${failed}: \`${folder}\` is full${freeSpace(folder)}`, {
      hint: "Free space there, or name a folder on a larger disk.",
      cause,
    });
  }
  if (code === "EFBIG") {
    return new ServiceError(`${failed}: files in \`${folder}\` may not grow that large`, {
      hint: "Raise the limit (`ulimit -f`), or name a folder on another file system.",
      cause,
    });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new ServiceError(`${failed}: this user may not do that in \`${folder}\` (${code})`, {
      hint: "Give the user that runs this the right to read and write there, or name another folder.",
      cause,
    });
  }
  if (code === "EEXIST" || code === "ENOTDIR") {
    return new ServiceError(`${failed}: \`${folder}\` is in the way: it, or a part of it, is a file and not a folder`, {
      hint: "Move that file away, or name another folder.",
      cause,
    });
  }
  return new ServiceError(`${failed}: \`${folder}\` answered ${code === "" ? message : code}`, {
    hint: "Look at the folder and at its disk by hand.",
    cause,
  });
}

function freeSpace(folder: string): string {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return ` (${Math.floor((bavail * bsize) / 1024).toLocaleString("en-US")} KiB free)`;
  } catch {
    return "";
  }
}

type Explain = (cause: unknown) => Error;

/** What the open file holds from its beginning; the file is closed with the stream. `observe` sees every chunk, then null, and may throw. */
export function readFrom(file: FileHandle, explain: Explain, observe?: (chunk: Buffer | null) => void): Readable {
  let position = 0;
  return new Readable({
    read() {
      file.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize, position).then(
        ({ bytesRead, buffer }) => {
          position += bytesRead;
          const chunk = bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
          try {
            observe?.(chunk);
            this.push(chunk);
          } catch (error) {
            this.destroy(error as Error);
          }
        },
        (error) => this.destroy(explain(error)),
      );
    },
    destroy: (error, closed) => closeFile(file, error, closed),
  });
}
const chunkSize = 256 * 1024;

/** Writes into the open file; finished means that the bytes are on the disk, not in a cache. */
export function writeTo(file: FileHandle, explain: Explain): Writable {
  return new Writable({
    highWaterMark: chunkSize,
    write(chunk: Buffer, _encoding, next) {
      file.writeFile(chunk).then(
        () => next(),
        (error) => next(explain(error)),
      );
    },
    // What came meanwhile goes in one piece: encryption adds a few bytes to each chunk, and they cost a call each.
    writev(chunks, next) {
      file.writeFile(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer))).then(
        () => next(),
        (error) => next(explain(error)),
      );
    },
    final(next) {
      file.sync().then(
        () => next(),
        (error) => next(explain(error)),
      );
    },
    destroy: (error, closed) => closeFile(file, error, closed),
  });
}

function closeFile(file: FileHandle, error: Error | null, closed: (error: Error | null) => void): void {
  file.close().then(
    () => closed(error),
    (failure) => closed(error ?? failure),
  );
}

/** Puts new and changed names of the folder on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
