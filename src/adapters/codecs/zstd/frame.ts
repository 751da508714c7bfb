import type { Transform } from "node:stream";
import { damaged } from "../failures.ts";
import { transformOf } from "../steps.ts";

const magic = 0xfd2fb528;
/** A frame without content, which Node's compressor puts behind the real one whenever its input ends with a full hand. */
const emptyFrame = Buffer.from("28b52ffd240001000099e9d851", "hex");
const dictionaryBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;

/** Bytes to look at, or to let pass, and what comes after them. */
interface Stretch {
  readonly bytes: number;
  readonly isRead: boolean;
  follow(read: Buffer): Next;
}

/** Null is the end. */
type Next = Stretch | null;

/**
 * Lets exactly one whole zstd frame with content pass (RFC 8878, 3.1.1). Node's decompressor is content with whatever follows its first
 * frame, so that what somebody has appended, or a second frame, would be lost without a word.
 */
export function oneFrame(): Transform {
  let next: Next = header;
  let passed = 0;
  const read: Buffer[] = [];
  const advance = (bytes: Buffer): Buffer => {
    const now: Stretch = next ?? trailer;
    const taken = bytes.subarray(0, now.bytes - passed);
    passed += taken.length;
    if (now.isRead) read.push(taken);
    const isComplete = passed === now.bytes;
    if (isComplete) passed = 0;
    next = isComplete ? now.follow(Buffer.concat(read.splice(0))) : now;
    return bytes.subarray(taken.length);
  };
  return transformOf({
    take(bytes, push) {
      let rest = bytes;
      while (rest.length > 0) rest = advance(rest);
      push(bytes);
    },
    finish() {
      if (next !== null) throw damaged("it ends in the middle of its zstd frame");
    },
  });
}

const header: Next = {
  bytes: 5,
  isRead: true,
  follow(start) {
    const descriptor = start.readUInt8(4);
    // Bits 3 and 4 are not used by anybody.
    if (start.readUInt32LE(0) !== magic || (descriptor & 0b11000) !== 0)
      throw damaged("it does not begin with a zstd frame");
    const isSingleSegment = (descriptor & 0b100000) !== 0;
    const dictionary = dictionaryBytes[(descriptor & 0b11) as 0 | 1 | 2 | 3];
    const contentSize = contentSizeBytes[(descriptor >> 6) as 0 | 1 | 2 | 3];
    const rest = (isSingleSegment ? Math.max(1, contentSize) : 1 + contentSize) + dictionary;
    const hasChecksum = (descriptor & 0b100) !== 0;
    return pass(rest, () => block(hasChecksum));
  },
};

const trailer: Stretch = {
  bytes: emptyFrame.length,
  isRead: true,
  follow(read) {
    if (!read.equals(emptyFrame)) throw damaged("something follows the end of its zstd frame");
    return null;
  },
};

function block(hasChecksum: boolean): Next {
  return {
    bytes: 3,
    isRead: true,
    follow(start) {
      const word = start.readUIntLE(0, 3);
      const type = (word >> 1) & 0b11;
      if (type === 3) throw damaged("a block of its zstd frame is of no known kind");
      const isLast = (word & 1) === 1;
      const after = () => (isLast ? (hasChecksum ? pass(4, () => null) : null) : block(hasChecksum));
      // A block of one repeated byte holds that byte alone.
      return pass(type === 1 ? 1 : word >> 3, after);
    },
  };
}

function pass(bytes: number, then: () => Next): Next {
  return bytes === 0 ? then() : { bytes, isRead: false, follow: then };
}
