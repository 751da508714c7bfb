import { type Checksum, checksum } from "./crc64.ts";
import { lengthAt, type Place, stringLengthAt, whole } from "./lengths.ts";

/** The bytes of a dump as they come: what is read is summed up, and kept between `keep` and `kept`. */
export interface Cursor {
  /** The next byte, or -1 until more has come. */
  byte(): number;
  /** So many bytes, or null until all of them have come: only for a few. */
  take(count: number): Buffer | null;
  /** Steps over at most so many bytes of what is there, and answers how many. */
  skip(count: number): number;
  /** A length, or -1 until all of it has come; -2 - kind where it is an encoded string and no length. */
  length(): number;
  /** Bytes that follow of a string, or -1 until its beginning has come. */
  stringLength(): number;
  /** From here on what is read is kept. */
  keep(): void;
  kept(): Buffer;
  /** More bytes; what was not read yet comes before them. */
  feed(chunk: Buffer): void;
  /** Bytes that are there and were not read. */
  rest(): number;
  /** The sum of everything that was read. */
  sum(): Buffer;
}

/** A cursor at the beginning of a dump of which nothing has come yet. */
export function cursor(): Cursor {
  const read = { chunk: Buffer.alloc(0), at: 0, summed: 0, from: -1, pieces: [] as Buffer[], sum: checksum() };
  const takeByte = () => (read.at < read.chunk.length ? (read.chunk[read.at++] as number) : -1);
  return {
    byte: takeByte,
    take(count) {
      if (read.at + count > read.chunk.length) return null;
      read.at += count;
      return read.chunk.subarray(read.at - count, read.at);
    },
    skip(count) {
      const step = Math.min(count, read.chunk.length - read.at);
      read.at += step;
      return step;
    },
    length: () => whole(read, () => lengthAt(read)),
    stringLength: () => whole(read, () => stringLengthAt(read)),
    keep() {
      read.from = read.at;
      read.pieces = [];
    },
    kept() {
      const bytes = Buffer.concat([...read.pieces, read.chunk.subarray(read.from, read.at)]);
      read.from = -1;
      read.pieces = [];
      return bytes;
    },
    feed: (chunk) => feed(read, chunk),
    rest: () => read.chunk.length - read.at,
    sum() {
      settle(read);
      return read.sum.bytes();
    },
  };
}

interface Reading extends Place {
  summed: number;
  from: number;
  pieces: Buffer[];
  readonly sum: Checksum;
}

function feed(read: Reading, chunk: Buffer): void {
  settle(read);
  if (read.from >= 0) {
    read.pieces.push(read.chunk.subarray(read.from, read.at));
    read.from = 0;
  }
  read.chunk = read.at === read.chunk.length ? chunk : Buffer.concat([read.chunk.subarray(read.at), chunk]);
  read.at = 0;
  read.summed = 0;
}

function settle(read: Reading): void {
  read.sum.add(read.chunk, read.summed, read.at);
  read.summed = read.at;
}
