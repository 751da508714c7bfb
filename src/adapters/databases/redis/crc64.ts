/** The polynomial of Redis (Jones), reflected, as two halves. */
const polynomial = { high: 0x95ac9329, low: 0xac4bc9b5 };
const [highs, lows] = makeTables();

/** A running CRC-64 as Redis writes it at the end of its dumps. */
export interface Checksum {
  add(bytes: Uint8Array, from?: number, to?: number): void;
  /** The eight bytes of the file, the least significant first. */
  bytes(): Buffer;
}

/** Begins a CRC-64. Eight bytes are taken in one step: a dump is read as fast as it comes. */
export function checksum(): Checksum {
  let high = 0;
  let low = 0;
  return {
    add(bytes, from = 0, to = bytes.length) {
      let at = from;
      for (; at + 8 <= to; at += 8) {
        const a = low ^ word(bytes, at);
        const b = high ^ word(bytes, at + 4);
        const i0 = 1792 + (a & 255);
        const i1 = 1536 + ((a >>> 8) & 255);
        const i2 = 1280 + ((a >>> 16) & 255);
        const i3 = 1024 + (a >>> 24);
        const i4 = 768 + (b & 255);
        const i5 = 512 + ((b >>> 8) & 255);
        const i6 = 256 + ((b >>> 16) & 255);
        const i7 = b >>> 24;
        low = mix(lows, i0, i1, i2, i3) ^ mix(lows, i4, i5, i6, i7);
        high = mix(highs, i0, i1, i2, i3) ^ mix(highs, i4, i5, i6, i7);
      }
      for (; at < to; at++) {
        const index = (low ^ (bytes[at] as number)) & 255;
        low = (low >>> 8) ^ (high << 24) ^ (lows[index] as number);
        high = (high >>> 8) ^ (highs[index] as number);
      }
    },
    bytes() {
      const result = Buffer.alloc(8);
      result.writeInt32LE(low | 0, 0);
      result.writeInt32LE(high | 0, 4);
      return result;
    },
  };
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function mix(table: Int32Array, a: number, b: number, c: number, d: number): number {
  return (table[a] as number) ^ (table[b] as number) ^ (table[c] as number) ^ (table[d] as number);
}

/** Eight tables after one another: what a byte does to the sum when 0 to 7 bytes follow it. */
function makeTables(): readonly [Int32Array, Int32Array] {
  const high = new Int32Array(2048);
  const low = new Int32Array(2048);
  for (let byte = 0; byte < 256; byte++) {
    let a = 0;
    let b = byte;
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (b & 1) === 1;
      b = (b >>> 1) | ((a & 1) << 31);
      a = a >>> 1;
      if (isOdd) {
        b ^= polynomial.low;
        a ^= polynomial.high;
      }
    }
    high[byte] = a;
    low[byte] = b;
  }
  for (let i = 256; i < 2048; i++) {
    const a = high[i - 256] as number;
    const b = low[i - 256] as number;
    low[i] = (b >>> 8) ^ (a << 24) ^ (low[b & 255] as number);
    high[i] = (a >>> 8) ^ (high[b & 255] as number);
  }
  return [high, low];
}
