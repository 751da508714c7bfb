import { createHash } from "node:crypto";
import { type Duplex, Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Bytes that look random and are the same every time. */
export function noise(length: number, seed = "noise"): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, i) =>
    createHash("sha512").update(`${seed}${i}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

/** What comes out at the end; the bytes go in in pieces of a size that fits nothing. */
export async function through(bytes: Uint8Array, streams: readonly Duplex[], piece = 50_021): Promise<Buffer> {
  const out: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, next) {
      out.push(chunk);
      next();
    },
  });
  await pipeline([Readable.from(cut(bytes, piece)), ...streams, sink]);
  return Buffer.concat(out);
}

function* cut(bytes: Uint8Array, piece: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += piece) yield bytes.subarray(from, from + piece);
}

/** What a stream says that has to fail. */
export async function failureOf(work: () => unknown): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing failed");
}
