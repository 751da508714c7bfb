import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Entry } from "./entry.ts";
import { archiveFailure } from "./header.ts";

/** The content of one file, as it passes. */
export interface Content {
  add(bytes: Buffer): void | Promise<void>;
  digest(): Promise<string>;
}

const zeros = Buffer.alloc(64 * 1024);

/** Digests a file as whoever opens it reads it: with zeros where a sparse file has holes. */
export function readContent({ sparse }: Entry): Content {
  const hash = createHash("sha256");
  if (sparse === null) return { add: (bytes) => void hash.update(bytes), digest: async () => hash.digest("hex") };
  const pieces = sparse.pieces.filter(([, length]) => length > 0);
  let piece = 0;
  let position = 0;
  const fillTo = async (end: number) => {
    if (end < position) throw archiveFailure("the map of a sparse file is wrong");
    // A hole can be larger than anything that is read in one go: others get their turn.
    for (let filled = 0; position < end; filled++) {
      const length = Math.min(zeros.length, end - position);
      hash.update(zeros.subarray(0, length));
      position += length;
      if (filled % 256 === 255) await setImmediate();
    }
  };
  return {
    async add(bytes) {
      for (let rest = bytes; rest.length > 0; ) {
        const [offset, length] = pieces[piece] ?? [sparse.size, 0];
        if (position < offset) await fillTo(offset);
        const taken = rest.subarray(0, offset + length - position);
        if (taken.length === 0) throw archiveFailure("the map of a sparse file is wrong");
        hash.update(taken);
        position += taken.length;
        rest = rest.subarray(taken.length);
        if (position === offset + length) piece++;
      }
    },
    async digest() {
      await fillTo(sparse.size);
      return hash.digest("hex");
    },
  };
}
