import { bytes, count, counts, type Reader, strings, taken, text } from "./atoms.ts";
import { type Cursor, cursor } from "./cursor.ts";
import { modulePieces, value } from "./values.ts";

/** What a dump says of itself, counted as it is read. */
export interface Contents {
  /** The version of the format. */
  readonly format: number;
  /** What the server has written at the beginning: `redis-ver`, `ctime`, `used-mem`. */
  readonly notes: Readonly<Record<string, string>>;
  readonly databases: ReadonlyMap<number, { readonly keys: number; readonly expires: number }>;
  readonly functions: number;
  /** False where the server writes no checksum (`rdbchecksum no`). */
  readonly isSummed: boolean;
  /** Databases in which the server announced another number of keys than came. */
  readonly complaints: readonly string[];
}

/** Is told what comes, with all of its bytes; without it everything is only counted. */
export interface Visitor {
  /** The version of the format, before anything else. */
  begin(format: number): void;
  /** `raw` is the value in the format of the dump, its type first. `expiry` is milliseconds since 1970. */
  key(database: number, key: Buffer, raw: Buffer, expiry: bigint | null): void;
  library(code: Buffer): void;
  /** Data of a module that belongs to no key. */
  foreign(): void;
}

interface Counted extends Contents {
  notes: Record<string, string>;
  databases: Map<number, { keys: number; expires: number }>;
  functions: number;
  isSummed: boolean;
  complaints: string[];
}

/** Reads a dump from its first byte to its checksum; throws a RangeError where it is none. */
export function readDump(visitor: Visitor | null): { readonly at: Cursor; readonly reader: Reader<Contents> } {
  const at = cursor();
  return { at, reader: contents(at, visitor) };
}

function* contents(at: Cursor, visitor: Visitor | null): Reader<Contents> {
  const magic = (yield* taken(at, 9)).toString("latin1");
  if (!/^REDIS\d{4}$/.test(magic)) throw new RangeError("something that is no dump of Redis");
  const format = Number(magic.slice(5));
  const found: Counted = { format, notes: {}, databases: new Map(), functions: 0, isSummed: true, complaints: [] };
  visitor?.begin(format);
  yield* items(at, found, visitor);
  const sum = at.sum();
  const written = yield* taken(at, 8);
  found.isSummed = written.some((byte) => byte !== 0);
  if (found.isSummed && !written.equals(sum)) throw new RangeError("a checksum that is not that of its bytes");
  return found;
}

/** Everything between the beginning and the end. */
function* items(at: Cursor, found: Counted, visitor: Visitor | null): Reader {
  let number = 0;
  let current = { keys: 0, expires: 0 };
  let expiry: bigint | null = null;
  let announced = -1;
  const complain = () => {
    if (announced >= 0 && announced !== current.keys)
      found.complaints.push(`database ${number}: ${announced} keys were announced and ${current.keys} came`);
    announced = -1;
  };
  for (;;) {
    const code = (yield* taken(at, 1))[0] as number;
    if (code === 255) return complain();
    if (code === 252) expiry = (yield* taken(at, 8)).readBigInt64LE();
    else if (code === 253) expiry = BigInt((yield* taken(at, 4)).readInt32LE()) * 1000n;
    else if (code === 254) {
      complain();
      number = yield* count(at);
      current = found.databases.get(number) ?? { keys: 0, expires: 0 };
      found.databases.set(number, current);
    } else if (code === 251) [announced] = [yield* count(at), yield* count(at)];
    else if (code >= 244) yield* aside(at, code, found, visitor);
    else {
      if (found.databases.size === 0) throw new RangeError("a key that belongs to no database");
      current.keys += 1;
      if (expiry !== null) current.expires += 1;
      if (visitor === null) {
        yield* strings(at, 1);
        yield* value(at, code);
      } else {
        const key = yield* text(at);
        at.keep();
        yield* value(at, code);
        visitor.key(number, key, Buffer.concat([Buffer.of(code), at.kept()]), expiry);
      }
      expiry = null;
    }
  }
}

/** What stands between the keys. */
function* aside(at: Cursor, code: number, found: Counted, visitor: Visitor | null): Reader {
  if (code === 250) {
    const name = (yield* text(at)).toString();
    found.notes[name] = (yield* text(at)).toString();
  } else if (code === 245) {
    found.functions += 1;
    if (visitor === null) yield* strings(at, 1);
    else visitor.library(yield* text(at));
  } else if (code === 249) yield* bytes(at, 1);
  else if (code === 248) yield* count(at);
  else if (code === 247) {
    visitor?.foreign();
    yield* counts(at, 3);
    yield* modulePieces(at);
  } else if (code === 244) yield* counts(at, 3);
  else throw new RangeError(`an unknown mark (${code})`);
}
