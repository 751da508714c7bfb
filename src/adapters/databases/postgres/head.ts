import { type Cursor, damaged, need, type Reading, readNumber } from "./pieces.ts";
import { takeText } from "./texts.ts";

/** What the first bytes of an archive say about the rest of it. */
export interface Head {
  /** Of the archive's version: 14 and higher. */
  readonly minor: number;
  /** True where the rest is laid out as it is known here: by a `pg_dump` that was looked at, and not compressed by it. */
  readonly isKnown: boolean;
}

/** Versions of archives that `pg_dump` 13 to 18 write. */
const minors = { first: 14, last: 16 } as const;
/** From here on the way of compression has a name. */
const namesCompression = 15;
/** Versions of `pg_dump` whose way of writing rows and large objects is known. */
const writers = { first: 13, last: 18 } as const;

const fixedBytes = 11;
/** Sizes of numbers and of positions, and the form `custom`. */
const layout = [4, 8, 1] as const;

/** Second, minute, hour, day, month, year since 1900 and summer time. */
const date = [
  [0, 61],
  [0, 59],
  [0, 23],
  [1, 31],
  [0, 11],
  [100, 1100],
  [-1, 1],
] as const;

/** Reads the header of an archive, which `PGDMP` begins. */
export function* readHead(cursor: Cursor): Reading<Head> {
  yield* need(cursor, fixedBytes);
  const [major, minor = 0, revision, ...sizes] = cursor.bytes.subarray(cursor.at + 5, cursor.at + fixedBytes);
  if (major !== 1 || minor < minors.first || minor > minors.last) return { minor, isKnown: false };
  if (revision !== 0 || sizes.some((size, i) => size !== layout[i])) {
    throw damaged("no `pg_dump` writes such a header");
  }
  cursor.at += fixedBytes;
  const compression = minor >= namesCompression ? yield* readByte(cursor) : yield* readNumber(cursor);
  if (compression < -1 || compression > 9) throw damaged("its way of compression does not exist");
  for (const [least, most] of date) {
    const part = yield* readNumber(cursor);
    if (part < least || part > most) throw damaged("its date does not exist");
  }
  yield* takeText(cursor, "the name of its database");
  yield* takeText(cursor, "the version of its server");
  const version = yield* takeText(cursor, "the version of its `pg_dump`");
  const writer = Number(/^\d+(?=\D)/.exec(version)?.[0]);
  if (Number.isNaN(writer)) throw damaged("the version of its `pg_dump` cannot be read");
  return { minor, isKnown: compression === 0 && writer >= writers.first && writer <= writers.last };
}

function* readByte(cursor: Cursor): Reading<number> {
  yield* need(cursor, 1);
  return cursor.bytes[cursor.at++] ?? 0;
}
