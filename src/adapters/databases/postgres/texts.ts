import { type Cursor, damaged, holdsZero, need, numberBytes, pass, type Reading, readNumber } from "./pieces.ts";

/** Far longer than any name or number is that has to be known. */
const mostKept = 4096;

/** Waits for a short text; `what` it is, for the operator. */
export function* takeText(cursor: Cursor, what: string): Reading<string> {
  const length = yield* readNumber(cursor);
  if (length < 0 || length > mostKept) throw damaged(`${what} cannot be read`);
  yield* need(cursor, length);
  const from = cursor.at;
  cursor.at += length;
  refuseZero(cursor, from, cursor.at);
  return cursor.bytes.toString("latin1", from, cursor.at);
}

/** Longest name that is looked at. */
const mostName = 64;

/** Waits for a text that counts only where it is short; empty otherwise. */
export function* keepText(cursor: Cursor): Reading<string> {
  yield* need(cursor, numberBytes);
  const length = cursor.bytes.readInt32LE(cursor.at + 1);
  if (cursor.bytes[cursor.at] === 0 && length <= mostName) return yield* takeText(cursor, "a name");
  yield* passText(cursor);
  return "";
}

/** Passes over several texts. */
export function* passTexts(cursor: Cursor, count: number): Reading<void> {
  for (let i = 0; i < count; i += 1) yield* passText(cursor);
}

/** Passes over a text, however long; how long it is, or -1 where there is none. */
export function* passText(cursor: Cursor): Reading<number> {
  const length = yield* readNumber(cursor);
  if (length < -1) throw damaged(`a text at byte ${cursor.before + cursor.at} cannot be read`);
  if (length > 0) yield* pass(cursor, length, (from, to) => refuseZero(cursor, from, to));
  return length;
}

function refuseZero(cursor: Cursor, from: number, to: number): void {
  if (holdsZero(cursor, from, to)) throw damaged(`a text at byte ${cursor.before + from} cannot be read`);
}
