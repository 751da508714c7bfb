import type { Cursor } from "./cursor.ts";
import { decodeString } from "./text.ts";

/** Reads on and yields whenever it needs more bytes. */
export type Reader<T = void> = Generator<void, T, void>;

/** A length that is one. */
export function* count(at: Cursor): Reader<number> {
  let length = at.length();
  for (; length === -1; length = at.length()) yield;
  if (length < 0) throw new RangeError("a string where a length has to be");
  return length;
}

/** Steps over so many bytes, however many they are. */
export function* bytes(at: Cursor, many: number): Reader {
  let left = many - at.skip(many);
  while (left > 0) {
    yield;
    left -= at.skip(left);
  }
}

/** Steps over so many strings. */
export function* strings(at: Cursor, many: number): Reader {
  for (let i = 0; i < many; i++) {
    let length = at.stringLength();
    for (; length === -1; length = at.stringLength()) yield;
    if (at.rest() >= length) at.skip(length);
    else yield* bytes(at, length);
  }
}

/** Steps over so many lengths. */
export function* counts(at: Cursor, many: number): Reader {
  for (let i = 0; i < many; i++) yield* count(at);
}

/** So many bytes: only for a few. */
export function* taken(at: Cursor, many: number): Reader<Buffer> {
  let found = at.take(many);
  for (; found === null; found = at.take(many)) yield;
  return found;
}

/** A string, decoded. */
export function* text(at: Cursor): Reader<Buffer> {
  at.keep();
  yield* strings(at, 1);
  return decodeString(at.kept());
}
