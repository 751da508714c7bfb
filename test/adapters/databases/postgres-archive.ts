import { Buffer } from "node:buffer";

/** What an archive is to hold; written as `pg_dump -Fc -Z0` writes it into a pipe, or wrongly on request. */
export interface Archive {
  /** Of the archive's version. */
  readonly minor?: number;
  /** Of `pg_dump`. */
  readonly version?: string;
  readonly compression?: number;
  readonly tables: readonly { readonly id: number; readonly rows: readonly string[]; readonly end?: string }[];
  readonly objects?: {
    readonly id: number;
    readonly contents: Readonly<Record<number, readonly string[]>>;
    /** Those that have entries. */
    readonly named?: readonly number[];
  };
  /** Ids of the data in the order in which it follows. */
  readonly blocks?: readonly number[];
  /** Where every entry says that its data begins. */
  readonly position?: number;
}

/** A number of an archive, for who wants to change it. */
export interface Piece {
  readonly at: number;
  readonly length: number;
  /** Among the data. */
  readonly isStructure: boolean;
  /** Of a text before the data. */
  readonly isLength: boolean;
}

/** A writer of archives. */
interface Pen {
  readonly parts: Buffer[];
  readonly pieces: Piece[];
  isData: boolean;
}

function put(pen: Pen, bytes: Buffer, kind: "number" | "length" | "content"): void {
  const at = pen.parts.reduce((sum, part) => sum + part.length, 0);
  const isStructure = pen.isData && kind !== "content";
  pen.pieces.push({ at, length: bytes.length, isStructure, isLength: !pen.isData && kind === "length" });
  pen.parts.push(bytes);
}

function number(pen: Pen, value: number, kind: "number" | "length" = "number"): void {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(value < 0 ? 1 : 0, 0);
  bytes.writeUInt32LE(Math.abs(value), 1);
  put(pen, bytes, kind);
}

function words(pen: Pen, ...values: readonly (string | null)[]): void {
  for (const value of values) {
    number(pen, value === null ? -1 : Buffer.byteLength(value), "length");
    if (value !== null) put(pen, Buffer.from(value), "content");
  }
}

/** The archive; `pieces` learns where its numbers are. */
export function archive(made: Archive, pieces: Piece[] = []): Buffer {
  const pen: Pen = { parts: [], pieces, isData: false };
  head(pen, made);
  contents(pen, made);
  pen.isData = true;
  for (const id of made.blocks ?? [...made.tables, ...(made.objects ? [made.objects] : [])].map((one) => one.id)) {
    if (id === made.objects?.id) objects(pen, made.objects);
    else rows(pen, made.tables.find((table) => table.id === id) ?? { id, rows: [] });
  }
  return Buffer.concat(pen.parts);
}

/** Where its data begins. */
export function dataOf(made: Archive): number {
  return archive({ ...made, blocks: [] }).length;
}

/** Its bytes as text. */
export function text(bytes: Buffer): string {
  return bytes.toString("latin1");
}

function head(pen: Pen, { minor = 14, version = "15.1", compression = 0 }: Archive): void {
  put(pen, Buffer.from([...Buffer.from("PGDMP"), 1, minor, 0, 4, 8, 1]), "content");
  if (minor >= 15) put(pen, Buffer.from([compression]), "content");
  else number(pen, compression);
  for (const part of [12, 34, 5, 28, 10, 126, 0]) number(pen, part);
  words(pen, "the shop", "15.1", version);
}

function contents(pen: Pen, made: Archive): void {
  const { tables, objects: large, minor = 14 } = made;
  const all = Object.keys(large?.contents ?? {}).map(Number);
  const named = minor >= 16 ? [] : (large?.named ?? all);
  const range = all.length > 1 ? `${all[0]}..${all.at(-1)}` : `${all[0]}`;
  number(pen, 1 + 2 * tables.length + named.length + (large ? 1 : 0));
  entry(pen, made, { id: 500, tag: "ENCODING", type: "ENCODING", oid: 0 });
  const twice = new Set<number>();
  for (const { id } of tables) {
    entry(pen, made, { id: 1000 + id + (twice.has(id) ? 100 : 0), tag: `t${id}`, type: "TABLE", oid: 16_384 + id });
    twice.add(id);
  }
  // Without their leading zeros, names come in another order than numbers.
  for (const oid of [...named].reverse())
    entry(pen, made, { id: 2000 + (oid % 997), tag: `${oid}`, type: "BLOB", oid });
  for (const { id } of tables) entry(pen, made, { id, tag: `t${id}`, type: "TABLE DATA", oid: 16_384 + id });
  if (large) entry(pen, made, { id: large.id, tag: minor >= 16 ? range : "BLOBS", type: "BLOBS", oid: 0 });
}

interface Line {
  readonly id: number;
  readonly tag: string;
  readonly type: string;
  readonly oid: number;
}

function entry(pen: Pen, { minor = 14, position }: Archive, { id, tag, type, oid }: Line): void {
  const hasData = type === "TABLE DATA" || type === "BLOBS";
  number(pen, id);
  number(pen, hasData ? 1 : 0);
  words(pen, "1259", `${oid}`, tag, type);
  number(pen, hasData ? 3 : 2);
  words(
    pen,
    hasData ? null : `CREATE ${type} ${tag};\n`,
    "",
    type === "TABLE DATA" ? `COPY ${tag} FROM stdin;\n` : null,
  );
  words(pen, "public", null, type === "TABLE" ? "heap" : null);
  if (minor >= 16) number(pen, type === "TABLE" ? "r".charCodeAt(0) : 0);
  words(pen, "owner", "false", ...(type === "TABLE DATA" ? [`${1000 + id}`] : []), null);
  const place = Buffer.alloc(9);
  place.writeUInt8(hasData ? (position === undefined ? 1 : 2) : 3, 0);
  if (hasData) place.writeBigUInt64LE(BigInt(position ?? 0), 1);
  put(pen, place, "number");
}

function rows(pen: Pen, { id, rows: all, end = "\\.\n\n\n" }: Archive["tables"][number]): void {
  put(pen, Buffer.from([1]), "number");
  number(pen, id);
  for (const row of [...all, end]) if (row !== "") words(pen, row);
  number(pen, 0);
}

function objects(pen: Pen, { id, contents: all }: NonNullable<Archive["objects"]>): void {
  put(pen, Buffer.from([3]), "number");
  number(pen, id);
  for (const [oid, pieces] of Object.entries(all)) {
    const value = Number(oid);
    number(pen, value > 0x7fffffff ? value - 2 ** 32 : value);
    words(pen, ...pieces);
    number(pen, 0);
  }
  number(pen, 0);
}
