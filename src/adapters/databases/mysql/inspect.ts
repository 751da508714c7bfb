import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ServiceError } from "../../../kit/errors.ts";
import { stopIfAborted } from "./cancelled.ts";
import { explain } from "./failures.ts";
import { readTuples, type Tally } from "./tuples.ts";

/** What to do with a dump that is not whole. */
export const damaged = "Throw this backup away; make a new one and look at the disk or the store.";

/** Reads a dump to its end; a ServiceError where it is cut short or damaged. */
export async function inspectDump(body: Readable, signal?: AbortSignal): Promise<Tally> {
  const reader = readTuples();
  const sink = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      reader.push(chunk);
      next();
    },
  });
  sink.resume();
  try {
    stopIfAborted(signal);
    await pipeline(body, sink, signal === undefined ? {} : { signal });
  } catch (error) {
    body.destroy();
    stopIfAborted(signal);
    throw explain("read the dump", error);
  }
  return whole(reader.end());
}

/** The tally of a dump that is whole; throws otherwise. */
export function whole(tally: Tally): Tally {
  if (tally.damage === null) return tally;
  throw new ServiceError(`the dump is cut short or damaged: ${tally.damage}`, { hint: damaged });
}
