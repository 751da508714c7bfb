import { bytes, count, counts, type Reader, strings } from "./atoms.ts";
import type { Cursor } from "./cursor.ts";

const [string, double] = ["string", "double"] as const;
type Atom = typeof string | typeof double;

/** Values that are so many groups of strings and numbers. */
const groups: Readonly<Record<number, readonly Atom[]>> = {
  1: [string],
  2: [string],
  4: [string, string],
  5: [string, double],
  14: [string],
};
/** Values that are one string: packed by the server. */
const packed = new Set([0, 9, 10, 11, 12, 13, 16, 17, 20]);

/** Steps over one value of a key; what the type is called, does not matter to counting. */
export function* value(at: Cursor, type: number): Reader {
  const atoms = groups[type];
  if (packed.has(type)) yield* strings(at, 1);
  else if (atoms !== undefined) yield* grouped(at, atoms);
  else if (type === 3) yield* oldSortedSet(at);
  else if (type === 7) yield* moduleValue(at);
  else if (type === 18) yield* quickList(at);
  else if (type === 24) yield* hashWithExpiry(at);
  else if (type === 25) {
    yield* bytes(at, 8);
    yield* strings(at, 1);
  } else if (type === 15 || type === 19 || type === 21) yield* streamOf(at, type);
  else throw new RangeError(`a value of the unknown type ${type}`);
}

function* grouped(at: Cursor, atoms: readonly Atom[]): Reader {
  const many = yield* count(at);
  if (!atoms.includes(double)) return yield* strings(at, many * atoms.length);
  for (let i = 0; i < many; i++) {
    yield* strings(at, 1);
    yield* bytes(at, 8);
  }
}

/** Scores as text: a length of 253 and more stands for a number that is none, or has no end. */
function* oldSortedSet(at: Cursor): Reader {
  for (let left = yield* count(at); left > 0; left--) {
    yield* strings(at, 1);
    let length = at.byte();
    for (; length === -1; length = at.byte()) yield;
    if (length < 253) yield* bytes(at, length);
  }
}

function* quickList(at: Cursor): Reader {
  for (let left = yield* count(at); left > 0; left--) {
    yield* count(at);
    yield* strings(at, 1);
  }
}

function* hashWithExpiry(at: Cursor): Reader {
  yield* bytes(at, 8);
  for (let left = yield* count(at); left > 0; left--) {
    yield* count(at);
    yield* strings(at, 2);
  }
}

/** Entries, then consumer groups with what each consumer has not acknowledged. */
function* streamOf(at: Cursor, type: number): Reader {
  yield* strings(at, 2 * (yield* count(at)));
  yield* counts(at, type === 15 ? 3 : 8);
  for (let groups = yield* count(at); groups > 0; groups--) {
    yield* strings(at, 1);
    yield* counts(at, type === 15 ? 2 : 3);
    for (let pending = yield* count(at); pending > 0; pending--) {
      yield* bytes(at, 24);
      yield* count(at);
    }
    for (let consumers = yield* count(at); consumers > 0; consumers--) {
      yield* strings(at, 1);
      yield* bytes(at, type === 21 ? 16 : 8);
      yield* bytes(at, 16 * (yield* count(at)));
    }
  }
}

/** A module's own value describes itself: numbers and strings up to an end. */
export function* moduleValue(at: Cursor): Reader {
  yield* count(at);
  yield* modulePieces(at);
}

/** The pieces of a module's value, with the mark of their end. */
export function* modulePieces(at: Cursor): Reader {
  for (let kind = yield* count(at); kind !== 0; kind = yield* count(at)) {
    if (kind === 1 || kind === 2) yield* count(at);
    else if (kind === 3) yield* bytes(at, 4);
    else if (kind === 4) yield* bytes(at, 8);
    else if (kind === 5) yield* strings(at, 1);
    else throw new RangeError(`a module's value with an unknown piece (${kind})`);
  }
}
