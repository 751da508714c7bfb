import { Writable } from "node:stream";
import { type Digest, makeDigest } from "../content.ts";
import type { Bucket } from "./bucket.ts";
import { makeLine } from "./line.ts";
import { completeParts, composite } from "./multipart.ts";
import { makePieces } from "./pieces.ts";
import { confirm, refuseTaken, type Sent } from "./proof.ts";
import { type Keeping, putNew, sha256 } from "./writing.ts";

export interface UploadOptions {
  readonly writer: string;
  readonly keeping: Keeping;
  readonly partSize: number;
}

/** One object that is being written. */
export interface Upload {
  readonly key: string;
  readonly write: Writable;
  /** Of the bytes that were sent; only after `write` has finished. */
  sent(): Digest;
  /** Throws unless the store holds these bytes, of this writer; false where it keeps no checksum that says so. */
  confirm(): Promise<boolean>;
  /** Leaves nothing of it behind. */
  abandon(): Promise<void>;
}

/** Sends what is written in parts, and makes an object of them at its end. */
export function upload(bucket: Bucket, key: string, { writer, keeping, partSize }: UploadOptions): Upload {
  const stop = new AbortController();
  const { signal } = stop;
  const fail = (error: Error) => void write.destroy(error);
  const line = makeLine(bucket, key, { writer, keeping, signal, fail });
  const pieces = makePieces(partSize, (number, body) => line.send(number, body, () => pieces.giveBack(body)));
  const digest = makeDigest();
  let sent: Sent | undefined;
  let ending: Promise<void> | undefined;
  const end = async () => {
    const rest = pieces.rest();
    if (rest !== null && rest.number > 1) await line.send(rest.number, rest.body, () => {});
    const arrived = await line.arrived();
    const body = rest?.body ?? Buffer.alloc(0);
    signal.throwIfAborted();
    const checksum = arrived === null ? sha256(body).toString("base64") : composite(arrived.parts);
    sent = { ...digest.end(), checksum };
    const written = await (arrived === null
      ? putNew(bucket, key, body, { writer, keeping, signal })
      : completeParts(bucket, key, { ...arrived, signal }));
    await refuseTaken(bucket, key, { written, writer });
    await confirm(bucket, key, { sent, writer });
  };
  const write: Writable = new Writable({
    highWaterMark: 1024 * 1024,
    write(chunk: Buffer, _encoding, next) {
      digest.add(chunk);
      pieces.add(chunk).then(() => next(), next);
    },
    final(next) {
      ending = end();
      ending.then(() => next(), next);
    },
    destroy(error, closed) {
      stop.abort(error ?? new Error("the upload is over"));
      closed(error);
    },
  });
  return {
    key,
    write,
    sent: () => sent ?? { bytes: 0, sha256: "" },
    confirm: async () => sent !== undefined && confirm(bucket, key, { sent, writer }),
    async abandon() {
      write.destroy();
      await ending?.catch(() => {});
      await line.abandon();
      if (sent !== undefined) await bucket.deleteOwn(key, writer);
    },
  };
}
