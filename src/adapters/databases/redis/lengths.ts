/** Bytes, and where they are being read. */
export interface Place {
  chunk: Buffer;
  at: number;
}

/** Stays where it was when the bytes do not suffice. */
export function whole(read: Place, take: () => number): number {
  const { at } = read;
  const value = take();
  if (value === -1) read.at = at;
  return value;
}

/** A length as it stands there; see `Cursor.length`. */
export function lengthAt(read: Place): number {
  const { chunk, at } = read;
  const first = chunk[at];
  if (first === undefined) return -1;
  if (first >= 0xc0) return step(read, 1, () => -2 - (first & 0x3f));
  if (first < 0x40) return step(read, 1, () => first);
  if (first < 0x80) return step(read, 2, () => ((first & 0x3f) << 8) | chunk.readUInt8(at + 1));
  return first === 0x81
    ? step(read, 9, () => Number(chunk.readBigUInt64BE(at + 1)))
    : step(read, 5, () => chunk.readUInt32BE(at + 1));
}

function step(read: Place, count: number, value: () => number): number {
  if (read.at + count > read.chunk.length) return -1;
  read.at += count;
  return value();
}

/** The bytes that follow of the string that stands there. */
export function stringLengthAt(read: Place): number {
  const length = lengthAt(read);
  if (length >= -1) return length;
  const kind = -2 - length;
  if (kind <= 2) return 2 ** kind;
  if (kind !== 3) throw new RangeError(`a string of an unknown kind (${kind})`);
  const compressed = lengthAt(read);
  return lengthAt(read) < 0 || compressed < 0 ? -1 : compressed;
}
