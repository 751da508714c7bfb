import { ServiceError } from "../../../kit/errors.ts";

/** A place in a stream that comes in pieces, of which nothing is held but the one that is being looked at. */
export interface Cursor {
  bytes: Buffer;
  at: number;
  /** Bytes of the stream before `bytes`. */
  before: number;
}

/** Work that asks for one more piece whenever it has seen all of the last one; null is the end. */
export type Reading<T> = Generator<void, T, Buffer | null>;

/** Bytes of a number: its sign, then its amount, the lowest byte first. */
export const numberBytes = 5;

const hint = "Throw this backup away; make a new one and look at the disk or the store.";

/** A dump that is not what `pg_dump` has written. */
export function damaged(what: string): ServiceError {
  return new ServiceError(`the dump is cut short or damaged: ${what}`, { hint });
}

/** Before the first byte. */
export function startOf(): Cursor {
  return { bytes: Buffer.alloc(0), at: 0, before: 0 };
}

/** Gives a reading its pieces; ends with it, or with the stream. */
export async function follow<T>(reading: Reading<T>, pieces: AsyncIterable<Buffer>): Promise<T> {
  let step = reading.next();
  if (!step.done) {
    for await (const piece of pieces) {
      step = reading.next(piece);
      if (step.done) break;
    }
  }
  if (!step.done) step = reading.next(null);
  if (step.done) return step.value;
  throw new TypeError("a reading asked for more than the whole stream");
}

/** Waits for one more piece; false at the end of the stream. What was not looked at of the last one is put before it. */
export function* more(cursor: Cursor): Reading<boolean> {
  let piece = yield;
  while (piece?.length === 0) piece = yield;
  if (piece == null) return false;
  const rest = cursor.bytes.subarray(cursor.at);
  cursor.before += cursor.at;
  cursor.bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
  cursor.at = 0;
  return true;
}

/** Bytes that can be looked at now. */
export function ready({ bytes, at }: Cursor): number {
  return bytes.length - at;
}

/** Waits until so many bytes can be looked at; they are few. */
export function* need(cursor: Cursor, count: number): Reading<void> {
  while (ready(cursor) < count) if (!(yield* more(cursor))) throw damaged("it ends in the middle");
}

/** Passes over so many bytes, `look` at each stretch of them. */
export function* pass(cursor: Cursor, count: number, look?: (from: number, to: number) => void): Reading<void> {
  for (let left = count; left > 0; ) {
    yield* need(cursor, 1);
    const stop = cursor.at + Math.min(left, ready(cursor));
    look?.(cursor.at, stop);
    left -= stop - cursor.at;
    cursor.at = stop;
  }
}

/** The number here, of which all bytes are ready. No program writes one in two ways. */
export function takeNumber(cursor: Cursor): number {
  const { bytes, at } = cursor;
  const sign = bytes[at];
  const amount = bytes.readUInt32LE(at + 1);
  cursor.at += numberBytes;
  if (sign === 0 && amount < 0x80000000) return amount;
  if (sign === 1 && amount > 0 && amount <= 0x80000000) return -amount;
  throw damaged(`there is no number at byte ${cursor.before + at}`);
}

/** Waits for a number. */
export function* readNumber(cursor: Cursor): Reading<number> {
  if (ready(cursor) < numberBytes) yield* need(cursor, numberBytes);
  return takeNumber(cursor);
}

/** True where a zero byte, which no text holds, is between. The end of a text is always followed by one soon: no far look. */
export function holdsZero({ bytes }: Cursor, from: number, to: number): boolean {
  const zero = bytes.indexOf(0, from);
  return zero >= 0 && zero < to;
}
