import type { Bucket } from "./bucket.ts";
import { abortParts, beginParts, type SentPart, sendPart } from "./multipart.ts";
import type { WriteOptions } from "./writing.ts";

/** Parts under way at one moment: with the one that is being filled they are all the memory that an upload takes. */
const atOnce = 3;

/** The parts of one object on their way. */
export interface Line {
  /** Sends a part as soon as there is room for it; `done` is called once its bytes are not needed any more. */
  send(number: number, body: Buffer, done: () => void): Promise<void>;
  /** The upload and its parts, once all have arrived; null where none was sent. */
  arrived(): Promise<{ readonly id: string; readonly parts: readonly SentPart[] } | null>;
  /** Leaves no part behind; only after the signal was aborted. */
  abandon(): Promise<void>;
}

/** Sends parts side by side; the first one that fails is told to `fail`, and by `arrived`. */
export function makeLine(
  bucket: Bucket,
  key: string,
  how: WriteOptions & { readonly signal: AbortSignal; fail(error: Error): void },
): Line {
  const inFlight = new Set<Promise<void>>();
  const parts: SentPart[] = [];
  let failure: Error | undefined;
  let begun: Promise<string> | undefined;
  return {
    async send(number, body, done) {
      // Not stopped half-way: an upload whose name is not known could not be taken back.
      begun ??= beginParts(bucket, key, { writer: how.writer, keeping: how.keeping });
      const id = await begun;
      while (inFlight.size >= atOnce) await Promise.race(inFlight);
      how.signal.throwIfAborted();
      if (failure !== undefined) throw failure;
      const sending: Promise<void> = sendPart(bucket, key, { id, number, body, signal: how.signal })
        .then((part) => {
          parts.push(part);
          done();
        })
        .catch((error: Error) => {
          failure ??= error;
          how.fail(error);
        })
        .finally(() => inFlight.delete(sending));
      inFlight.add(sending);
    },
    async arrived() {
      await Promise.all(inFlight);
      if (failure !== undefined) throw failure;
      return begun === undefined ? null : { id: await begun, parts: parts.toSorted((a, b) => a.number - b.number) };
    },
    async abandon() {
      const id = await begun?.catch(() => undefined);
      await Promise.all(inFlight);
      if (id !== undefined) await abortParts(bucket, key, id);
    },
  };
}
