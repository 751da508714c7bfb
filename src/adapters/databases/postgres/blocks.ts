import type { Contents } from "./contents.ts";
import { readObjects, readPieces } from "./large-objects.ts";
import {
  type Cursor,
  damaged,
  holdsZero,
  more,
  need,
  numberBytes,
  pass,
  type Reading,
  readNumber,
  ready,
  takeNumber,
} from "./pieces.ts";

const types = { rows: 1, statements: 1, objects: 3 } as const;
const newline = 0x0a;
/** What `pg_dump` puts behind the rows of a table. No row holds a line break of its own. */
const lastLine = Buffer.from("\\.\n\n\n");

/** Reads the data of all entries to the end of the stream: each once, in their order, and nothing else. */
export function* readBlocks(cursor: Cursor, { entries, objects }: Contents): Reading<void> {
  for (const { id, kind, name, position } of entries) {
    yield* need(cursor, 1 + numberBytes);
    const start = cursor.before + cursor.at;
    const type = cursor.bytes[cursor.at++];
    if (type !== types[kind] || takeNumber(cursor) !== id || (position ?? start) !== start) {
      throw damaged(`the data of entry ${id} does not begin at byte ${start}`);
    }
    if (kind === "rows") yield* readRows(cursor, id);
    else if (kind === "objects") yield* readObjects(cursor, id, { all: objects, range: name });
    else yield* readPieces(cursor, id);
  }
  if (ready(cursor) > 0 || (yield* more(cursor))) throw damaged("something follows its last data");
}

/** A table's rows, one in each piece. */
function* readRows(cursor: Cursor, id: number): Reading<void> {
  for (;;) {
    passRows(cursor, id);
    const length = yield* readNumber(cursor);
    if (length <= 0) throw damaged(`the rows of entry ${id} have no end`);
    if (length === lastLine.length) {
      yield* need(cursor, length);
      if (cursor.bytes.compare(lastLine, 0, length, cursor.at, cursor.at + length) === 0) break;
    }
    yield* passRow(cursor, length, id);
  }
  cursor.at += lastLine.length;
  if ((yield* readNumber(cursor)) !== 0) throw damaged(`something follows the rows of entry ${id}`);
}

/** Passes over the rows that are here whole, as far as nothing but rows comes: this is what a dump consists of. */
function passRows(cursor: Cursor, id: number): void {
  const { bytes } = cursor;
  let { at } = cursor;
  while (at + numberBytes < bytes.length) {
    const length = bytes.readInt32LE(at + 1);
    const stop = at + numberBytes + length;
    if (bytes[at] !== 0 || length <= 0 || stop > bytes.length) break;
    if (length === lastLine.length && bytes[stop - 2] === newline) break;
    if (bytes[stop - 1] !== newline || isTooLong(bytes, stop, length)) throw noRow(id, cursor.before + at);
    at = stop;
  }
  cursor.at = at;
}

/** True where a flipped bit has made a length longer: the row's true end is followed by the zero byte that begins a number, and no row holds one. */
function isTooLong(bytes: Buffer, stop: number, length: number): boolean {
  for (let bits = length & ~1; bits !== 0; bits &= bits - 1) if (bytes[stop - (bits & -bits)] === 0) return true;
  return false;
}

/** A row that may come in several pieces. */
function* passRow(cursor: Cursor, length: number, id: number): Reading<void> {
  let last: number | undefined;
  yield* pass(cursor, length, (from, to) => {
    if (holdsZero(cursor, from, to)) throw noRow(id, cursor.before + from);
    last = cursor.bytes[to - 1];
  });
  if (last !== newline) throw noRow(id, cursor.before + cursor.at);
}

function noRow(id: number, position: number) {
  return damaged(`what is at byte ${position}, among the data of entry ${id}, is no row`);
}
