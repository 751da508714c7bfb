import type { Duplex } from "node:stream";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { damaged } from "../failures.ts";
import { oneFrame } from "./frame.ts";

/** Larger pieces than Node's own: fewer turns of the event loop for each megabyte. */
const chunkSize = 128 * 1024;
/**
 * What is unpacked is the most of all bytes. In pieces of this size they mostly die among the young objects; of larger ones the memory
 * outside of the heap is full before that, and all of the heap is searched every 32 MB: measured, a fifth more work.
 */
const unpackedSize = 48 * 1024;

/** One frame with a checksum of its content. One thread: with workers (`nbWorkers`), Node 24 pushes after the end and dies. */
export function compress(level: number): readonly Duplex[] {
  const params = { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 };
  return [createZstdCompress({ chunkSize, params })];
}

/** Fails where the frame is cut short, followed by something, or its checksum is wrong. */
export function decompress(): readonly Duplex[] {
  const stream = createZstdDecompress({ chunkSize: unpackedSize });
  const destroy = stream._destroy.bind(stream);
  stream._destroy = (error, done) => destroy(error, (later) => done(translate(later ?? error)));
  return [oneFrame(), stream];
}

function translate(error: Error | null): Error | null {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code !== undefined && /^(Z_|ZSTD_)/.test(code) ? damaged(`zstd says "${error?.message}"`, error) : error;
}
