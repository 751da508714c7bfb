/** A string as a dump holds it: plain, a number, or compressed. */
export function decodeString(raw: Buffer): Buffer {
  const first = raw[0] as number;
  if (first === 0xc0) return Buffer.from(String(raw.readInt8(1)));
  if (first === 0xc1) return Buffer.from(String(raw.readInt16LE(1)));
  if (first === 0xc2) return Buffer.from(String(raw.readInt32LE(1)));
  if (first !== 0xc3) return raw.subarray(lengthAt(raw, 0).end);
  const compressed = lengthAt(raw, 1);
  const plain = lengthAt(raw, compressed.end);
  return decompress(raw.subarray(plain.end), plain.value);
}

function lengthAt(raw: Buffer, at: number): { readonly value: number; readonly end: number } {
  const first = raw[at] as number;
  if (first < 0x40) return { value: first, end: at + 1 };
  if (first < 0x80) return { value: ((first & 0x3f) << 8) | (raw[at + 1] as number), end: at + 2 };
  if (first === 0x81) return { value: Number(raw.readBigUInt64BE(at + 1)), end: at + 9 };
  return { value: raw.readUInt32BE(at + 1), end: at + 5 };
}

/** LZF: pieces to copy, and references to what has been written. */
function decompress(from: Buffer, length: number): Buffer {
  const plain = Buffer.alloc(length);
  let written = 0;
  for (let at = 0; at < from.length; ) {
    const control = from[at++] as number;
    if (control < 32) {
      written += from.copy(plain, written, at, at + control + 1);
      at += control + 1;
      continue;
    }
    const more = control >> 5 === 7 ? (from[at++] as number) : 0;
    const back = ((control & 31) << 8) | (from[at++] as number);
    const source = written - back - 1;
    const many = (control >> 5) + more + 2;
    // What is copied may reach into what is being written.
    for (let i = 0; i < many; i++) plain[written + i] = plain[source + i] as number;
    written += many;
  }
  if (written !== length) throw new RangeError(`a compressed string of ${written} bytes instead of ${length}`);
  return plain;
}
