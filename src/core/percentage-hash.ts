const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** The bucket from 0 to 99 that an id falls into: PHP's `abs(crc32($id)) % 100` on 64 bits, of the bytes of UTF-8. */
export function bucketOf(id: string): number {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(id)) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return ((crc ^ 0xffffffff) >>> 0) % 100;
}

/** Whether an id is among that many percent. Whoever is within a smaller percentage is within every larger one. */
export function isWithin(id: string, percent: number): boolean {
  return bucketOf(id) < percent;
}
