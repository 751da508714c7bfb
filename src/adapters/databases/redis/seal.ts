import { checksum } from "./crc64.ts";

/** The value as DUMP would have written it: with the version of its format and a checksum. */
export function sealed(raw: Buffer, format: number): Buffer {
  const version = Buffer.of(format & 255, format >> 8);
  const sum = checksum();
  sum.add(raw);
  sum.add(version);
  return Buffer.concat([raw, version, sum.bytes()]);
}

/** When the key ends, as RESTORE takes it with ABSTTL. */
export function expiryOf(expiry: bigint | null, keepUntil: number | undefined): string {
  if (expiry === null) return "0";
  const at = keepUntil !== undefined && expiry < BigInt(keepUntil) ? BigInt(keepUntil) : expiry;
  // 0 is a key that stays.
  return String(at < 1n ? 1n : at);
}
