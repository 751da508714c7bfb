import { followLines } from "./lines.ts";

/** What a dump says of itself: counted while it streams by. */
export interface Tally {
  /** Rows per table that the dump creates. */
  readonly rows: Readonly<Record<string, number>>;
  /** What is wrong with its structure; null where it is whole. */
  readonly damage: string | null;
}

/** Reads a dump in pieces. Memory stays flat: nothing but the beginning of a line is kept. */
export interface Reader {
  push(chunk: Buffer): void;
  end(): Tally;
}

const lineLimit = 1200;
const [newline, quote, backtick, backslash, open, close, semicolon] = [10, 39, 96, 92, 40, 41, 59];

type Mode = "line" | "rest" | "columns" | "values";

/** Follows lines, strings and tuples of what `mysqldump` and `mariadb-dump` write. */
export function readTuples(): Reader {
  const lines = followLines();
  let mode: Mode = "line";
  let kept = Buffer.alloc(0);
  let depth = 0;
  let isQuoted = false;
  let isEscaped = false;
  let rows = 0;

  const beginning = (chunk: Buffer, at: number): number => {
    const found = chunk.indexOf(newline, at);
    const end = Math.min(found < 0 ? chunk.length : found, at + lineLimit - kept.length);
    kept = Buffer.concat([kept, chunk.subarray(at, end)]);
    const isWhole = end === found;
    if (!isWhole && kept.length < lineLimit) return end;
    const text = kept.toString("utf8");
    const head = lines.see(text);
    if (head === null) mode = isWhole ? "line" : "rest";
    else mode = "columns";
    // An INSERT is read again from behind its table's name; what was kept of it may have come in an earlier chunk.
    const again = head === null ? null : kept.subarray(Buffer.byteLength(head));
    kept = Buffer.alloc(0);
    if (again === null) return isWhole ? end + 1 : end;
    follow(again, 0);
    return end;
  };
  const columns = (chunk: Buffer, at: number): number => {
    for (let i = at; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === backtick) isQuoted = !isQuoted;
      else if (!isQuoted && byte === 0x56) {
        mode = "values";
        return i + 1;
      }
    }
    return chunk.length;
  };
  const values = (chunk: Buffer, from: number): number => {
    // Every byte of a dump comes by here: what changes is kept out of the closure.
    const { length } = chunk;
    let [at, level, found, quoted, escaped] = [from, depth, rows, isQuoted, isEscaped];
    for (; at < length; at++) {
      const byte = chunk[at];
      if (quoted) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) quoted = false;
      } else if (byte === quote) quoted = true;
      else if (byte === open) {
        if (level++ === 0) found++;
      } else if (byte === close) level--;
      else if (byte === semicolon && level === 0) break;
    }
    [depth, rows, isQuoted, isEscaped] = [level, found, quoted, escaped];
    if (at === length) return at;
    lines.count(rows);
    rows = 0;
    mode = "rest";
    return at + 1;
  };
  const rest = (chunk: Buffer, at: number): number => {
    const found = chunk.indexOf(newline, at);
    if (found < 0) return chunk.length;
    mode = "line";
    return found + 1;
  };
  const modes = { line: beginning, columns, values, rest };
  function follow(chunk: Buffer, from: number): void {
    for (let at = from; at < chunk.length; ) at = modes[mode](chunk, at);
  }
  return {
    push(chunk) {
      if (chunk.includes(0)) lines.damage("it holds a NUL byte, which no dump has");
      follow(chunk, 0);
    },
    end() {
      if (mode === "values" || mode === "columns") lines.damage("it ends within the rows of a table");
      if (kept.length > 0) lines.see(kept.toString("utf8"));
      return lines.end();
    },
  };
}
