import { once } from "./once.ts";
import { type Cursor, damaged, need, type Reading, readNumber } from "./pieces.ts";
import { keepText, passText, passTexts, takeText } from "./texts.ts";

/** An entry of the table of contents whose data follows. */
export interface Entry {
  readonly id: number;
  /** Rows of COPY with a last line, large objects, or statements. */
  readonly kind: "rows" | "objects" | "statements";
  /** Empty where it is long. */
  readonly name: string;
  /** Where its data begins; null where the program could not know, as into a pipe. */
  readonly position: number | null;
}

export interface Contents {
  /** Those with data, in the order in which it follows. */
  readonly entries: readonly Entry[];
  /** Numbers of the large objects that have entries of their own, rising. */
  readonly objects: readonly number[];
}

/** From here on an entry tells what kind of relation it makes. */
const namesRelation = 16;
const digits = /^\d{1,10}$/;
/** Whether the position of the data is not known, known, or there is no data. */
const places = { unknown: 1, known: 2, none: 3 } as const;
const positionBytes = 9;

/** Reads the table of contents. */
export function* readContents(cursor: Cursor, minor: number): Reading<Contents> {
  const count = yield* readNumber(cursor);
  if (count < 0) throw damaged("its table of contents has no length");
  const isNew = once();
  const entries: Entry[] = [];
  const objects: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const { hasData, object, ...entry } = yield* readEntry(cursor, minor);
    if (!isNew(entry.id)) throw damaged(`entry ${entry.id} of its table of contents is there twice`);
    if (hasData) entries.push(entry);
    if (object !== null) objects.push(object);
  }
  return { entries, objects: objects.sort((a, b) => a - b) };
}

interface Line extends Entry {
  readonly hasData: boolean;
  /** Of the one large object that it is about. */
  readonly object: number | null;
}

function* readEntry(cursor: Cursor, minor: number): Reading<Line> {
  const id = yield* readNumber(cursor);
  const withData = yield* readNumber(cursor);
  if (id <= 0 || withData < 0 || withData > 1) throw damaged(`${at(cursor)} is no entry`);
  const hasData = withData === 1;
  yield* takeDigits(cursor);
  const number = yield* takeDigits(cursor);
  const name = yield* keepText(cursor);
  const type = yield* takeText(cursor, `the type of entry ${id}`);
  const section = yield* readNumber(cursor);
  if (section < 1 || section > 4) throw damaged(`${at(cursor)} is no section`);
  yield* passTexts(cursor, 2); // the statements that make and drop it
  const isCopied = (yield* passText(cursor)) > 0;
  yield* passTexts(cursor, 3); // schema, tablespace and access method
  const relation = minor >= namesRelation ? yield* readNumber(cursor) : 0;
  if (relation !== 0 && !/[a-zA-Z]/.test(String.fromCharCode(relation))) throw damaged(`${at(cursor)} is no relation`);
  yield* passText(cursor); // its owner
  const hasOids = yield* takeText(cursor, "an option of a table");
  if (hasOids !== "false" && hasOids !== "true") throw damaged(`${at(cursor)} is neither true nor false`);
  yield* passDependencies(cursor);
  const position = yield* readPosition(cursor, hasData);
  const kind = type === "BLOBS" ? "objects" : isCopied ? "rows" : "statements";
  return { id, kind, name, position, hasData, object: type === "BLOB" ? number : null };
}

function* takeDigits(cursor: Cursor): Reading<number> {
  const text = yield* takeText(cursor, "an object's number");
  if (!digits.test(text)) throw damaged(`${at(cursor)} is no object's number`);
  return Number(text);
}

/** Ids of other entries, which need not be there. */
function* passDependencies(cursor: Cursor): Reading<void> {
  for (;;) {
    yield* need(cursor, 1);
    // Only where a text is absent its length is negative.
    if (cursor.bytes[cursor.at] !== 0) break;
    yield* takeDigits(cursor);
  }
  if ((yield* readNumber(cursor)) !== -1) throw damaged(`${at(cursor)} is no end of dependencies`);
}

function* readPosition(cursor: Cursor, hasData: boolean): Reading<number | null> {
  yield* need(cursor, positionBytes);
  const { bytes } = cursor;
  const place = bytes[cursor.at];
  const position = bytes.readBigUInt64LE(cursor.at + 1);
  cursor.at += positionBytes;
  const isKnown = place === places.known;
  const fits = hasData ? isKnown || place === places.unknown : place === places.none;
  if (!fits || (position !== 0n) !== isKnown) throw damaged(`${at(cursor)} is no position of data`);
  return isKnown ? Number(position) : null;
}

function at(cursor: Cursor): string {
  return `what ends at byte ${cursor.before + cursor.at}`;
}
