import { ServiceError } from "../../../kit/errors.ts";

/** Bytes of a block: everything in a tar archive begins at one. */
export const blockSize = 512;

/** What an entry of an archive says of itself. Names are bytes, one character each: file names need not be Unicode. */
export interface Header {
  /** The letter of the format: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` named pipe. */
  readonly type: string;
  readonly path: string;
  /** Of a link. */
  readonly target: string;
  readonly mode: number;
  /** Bytes of it in the archive. */
  readonly size: number;
}

/** A damaged or incomplete archive, in the operator's words. */
export function archiveFailure(what: string): ServiceError {
  return new ServiceError(`the archive is damaged or cut short: ${what}`, {
    hint: "Throw this backup away; make a new one and look at the disk or the store.",
  });
}

/** Reads one block whose sum has to be right; null for a block of zeros. */
export function readHeader(block: Buffer): Header | null {
  const sum = block.reduce((total, byte) => total + byte, 0);
  if (sum === 0) return null;
  const told = block.subarray(148, 156);
  // The sum is reckoned as if its own field were blanks.
  if (sum - told.reduce((total, byte) => total + byte, 0) + 8 * 0x20 !== readNumber(told)) {
    throw archiveFailure("the checksum of a header is wrong");
  }
  const prefix = block.toString("latin1", 257, 263) === "ustar\0" ? readText(block, 345, 500) : "";
  const name = readText(block, 0, 100);
  return {
    type: block.toString("latin1", 156, 157).replace(/^[\0 7]$/, "0"),
    path: prefix === "" ? name : `${prefix}/${name}`,
    target: readText(block, 157, 257),
    mode: readNumber(block.subarray(100, 108)) & 0o7777,
    size: readNumber(block.subarray(124, 136)),
  };
}

/** The records `length key=value\n` of an extended header, in their order: some keys come again and again. */
export function readRecords(body: Buffer): readonly (readonly [string, string])[] {
  const records: [string, string][] = [];
  for (let at = 0; at < body.length; ) {
    const blank = body.indexOf(" ", at, "latin1");
    const length = Number(body.toString("latin1", at, blank));
    const equals = body.indexOf("=", blank, "latin1");
    const end = at + length;
    if (blank < 0 || !(length > 0) || equals < blank || equals >= end || body[end - 1] !== 0x0a) {
      throw archiveFailure("an extended header cannot be read");
    }
    records.push([body.toString("latin1", blank + 1, equals), body.toString("latin1", equals + 1, end - 1)]);
    at = end;
  }
  return records;
}

function readText(block: Buffer, from: number, to: number): string {
  const text = block.toString("latin1", from, to);
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** Octal digits, or a binary number where those do not suffice. */
function readNumber(field: Buffer): number {
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(BigInt(`0x${field.toString("hex")}`) & ((1n << 63n) - 1n));
  return Number.parseInt(field.toString("latin1").replace(/[\0 ]+/g, "") || "0", 8);
}
