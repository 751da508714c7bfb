import { type Readable, Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ActionError, CancelledError, ServiceError } from "../../../kit/errors.ts";
import { readArchive, type Visitor } from "./archive.ts";

/** Lets an archive pass, and ends only if the archive is at its end and `ended` is fulfilled. */
export function passage(visitor: Visitor, ended: () => Promise<unknown> = async () => {}): Transform {
  const reader = readArchive(visitor);
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      reader.push(chunk).then(() => next(null, chunk), next);
    },
    flush(next) {
      // A program that failed has the better explanation for an archive that is cut short.
      ended()
        .then(() => reader.finish())
        .then(() => next(), next);
    },
  });
}

/** Reads an archive to its end. The source is destroyed where anything fails. */
export async function readToEnd(body: Readable, through: Transform, signal?: AbortSignal): Promise<void> {
  const sink = new Writable({ write: (_chunk, _encoding, next) => next() });
  try {
    stopIfAborted(signal);
    await pipeline(body, through, sink, signal === undefined ? {} : { signal });
  } catch (error) {
    body.destroy();
    stopIfAborted(signal);
    throw asFailure("read the archive", error);
  }
}

/** Failures of a stream have words of their own; ours stay as they are. */
export function asFailure(doing: string, error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  return new ServiceError(`could not ${doing}: ${(error as Error).message}`, {
    hint: "Look at where it comes from, and run it again.",
    cause: error,
  });
}

/** Throws the reason of an abort that has come already. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  if (signal.reason instanceof ActionError) throw signal.reason;
  throw new CancelledError("copying the folder was given up because the run was cancelled", { cause: signal.reason });
}
