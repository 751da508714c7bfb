import { type Cursor, damaged, pass, type Reading, readNumber } from "./pieces.ts";

/** What the table of contents says about the large objects of one entry. */
export interface Numbers {
  /** Every one of them, where each has an entry of its own; up to `pg_dump` 16. */
  readonly all: readonly number[];
  /** `16400..16420`, or one number. */
  readonly range: string;
}

/** Large objects, each with its number: those of the table of contents, in rising order. */
export function* readObjects(cursor: Cursor, id: number, { all, range }: Numbers): Reading<void> {
  const [least, most = least] = /^\d+(\.\.\d+)?$/.test(range) ? range.split("..").map(Number) : [];
  const wrong = () => damaged(`the large objects of entry ${id} are not those of its table of contents`);
  let [last, count] = [0, 0];
  for (;;) {
    const number = (yield* readNumber(cursor)) >>> 0;
    if (number === 0) break;
    const expected = all.length > 0 ? all[count] : count === 0 ? (least ?? number) : number;
    if (number !== expected || number <= last) throw wrong();
    last = number;
    count += 1;
    yield* readPieces(cursor, id, true);
  }
  if (all.length > 0 ? count !== all.length : last !== (most ?? last)) throw wrong();
}

/** Lengths and as many bytes, to a length of zero; where they are even, all but the last one are equal. */
export function* readPieces(cursor: Cursor, id: number, isEven = false): Reading<void> {
  let [first, last] = [0, 0];
  for (;;) {
    const length = yield* readNumber(cursor);
    if (length === 0) return;
    first ||= length;
    if (length < 0 || (isEven && (length > first || (last > 0 && last < first)))) {
      throw damaged(`a length before byte ${cursor.before + cursor.at}, among the data of entry ${id}, is wrong`);
    }
    last = length;
    yield* pass(cursor, length);
  }
}
