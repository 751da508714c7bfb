import type { Dialect } from "../finding.ts";
import { endOfQuote, type Quoting } from "./quotes.ts";

/**
 * `word` is a keyword or a bare name (its value in capitals), `name` is certainly a name, `quoted` stands in double
 * quotes and is a name or a string, `doubt` is a comment that some servers execute.
 */
export type TokenKind = "word" | "name" | "string" | "quoted" | "number" | "mark" | "doubt";

export interface Token {
  readonly kind: TokenKind;
  /** Without its quotes; of a `word` in capitals. */
  readonly value: string;
  /** As it was written. */
  readonly raw: string;
  readonly at: number;
  readonly end: number;
}

/** What cannot be read for certain, and where. */
export interface Unreadable {
  readonly why: string;
  readonly at: number;
}

export type NextToken = Token | Unreadable | null;

export function isUnreadable(found: object | null): found is Unreadable {
  return found !== null && "why" in found;
}

/** Takes SQL apart as the engine itself would, one token after the other from anywhere outside of one. */
export interface Lexer {
  /** Null at the end. `delimiter` is what a client looks for between and inside of words. */
  next(from: number, delimiter?: string): NextToken;
}

const ofMysql = {
  space: /[ \t\n\v\f\r]+/y,
  word: /[A-Za-z0-9_\u0080-\uFEFE\uFF00-\uFFFF][\w$\u0080-\uFEFE\uFF00-\uFFFF]*/y,
  mark: /:=|[(),;.=<>+\-*/%&|^~!:@]/y,
};
const ofSqlite = {
  space: /[ \t\n\f\r]+/y,
  word: /[A-Za-z_\u0080-\uFEFE\uFF00-\uFFFF][\w$\u0080-\uFEFE\uFF00-\uFFFF]*/y,
  mark: /[(),;.=<>+\-*/%&|~!]/y,
};
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w$\u0080-\uFFFF.])|0[xX][0-9a-fA-F]+(?![\w$\u0080-\uFFFF])/y;

/** `escapes` is false for a server that takes a backslash for a backslash (`NO_BACKSLASH_ESCAPES`). */
export function lexer(sql: string, dialect: Dialect, escapes = dialect !== "sqlite"): Lexer {
  const isSqlite = dialect === "sqlite";
  const shapes = isSqlite ? ofSqlite : ofMysql;
  const quoting: Quoting = { isSqlite, escapes };
  const next = (from: number, delimiter = ""): NextToken => {
    for (let at = from; ; ) {
      at = endOf(shapes.space, sql, at) ?? at;
      if (at >= sql.length) return null;
      if (delimiter !== "" && sql.startsWith(delimiter, at)) return token(sql, "mark", at, at + delimiter.length);
      const comment = commentAt(sql, at, isSqlite);
      if (comment === null) return tokenAt(sql, at, shapes, quoting, delimiter);
      if (typeof comment !== "number") return comment;
      at = comment;
    }
  };
  return { next };
}

function tokenAt(sql: string, at: number, shapes: typeof ofMysql, quoting: Quoting, delimiter: string): NextToken {
  const quote = endOfQuote(sql, at, quoting);
  if (quote !== null) return isUnreadable(quote) ? quote : token(sql, quote.kind, at, quote.end, quote.value);
  const digits = endOf(number, sql, at);
  if (digits !== null) return token(sql, "number", at, digits);
  const word = endOf(shapes.word, sql, at);
  if (word !== null) {
    const cut = delimiter === "" ? -1 : sql.slice(at, word).indexOf(delimiter);
    const end = cut > 0 ? at + cut : word;
    return token(sql, "word", at, end, capitals(sql.slice(at, end)));
  }
  const mark = endOf(shapes.mark, sql, at);
  if (mark !== null) return token(sql, "mark", at, mark);
  return { why: `it does not read ${shown(sql.codePointAt(at) ?? 0)} there for certain`, at };
}

function token(sql: string, kind: TokenKind, at: number, end: number, value = sql.slice(at, end)): Token {
  return { kind, value, raw: sql.slice(at, end), at, end };
}

/** Engines know the capitals of ASCII alone: `ſELECT` is no `SELECT`. */
function capitals(text: string): string {
  return text.replace(/[a-z]+/g, (small) => small.toUpperCase());
}

function shown(code: number): string {
  return code > 32 && code < 127 ? `\`${String.fromCodePoint(code)}\`` : `character ${code}`;
}

function endOf(shape: RegExp, sql: string, at: number): number | null {
  shape.lastIndex = at;
  return shape.test(sql) ? shape.lastIndex : null;
}

/** Where the comment that begins here ends; null where none begins. */
function commentAt(sql: string, at: number, isSqlite: boolean): number | Token | Unreadable | null {
  const two = sql.slice(at, at + 2);
  if (two === "/*") return blockComment(sql, at, isSqlite);
  if (two === "--") {
    const after = sql.slice(at + 2, at + 3);
    if (isSqlite || after === "" || /[ \t\n\v\f\r]/.test(after)) return lineComment(sql, at);
    return after < " " ? { why: "a control character follows `--`", at } : null;
  }
  return !isSqlite && two.startsWith("#") ? lineComment(sql, at) : null;
}

function lineComment(sql: string, at: number): number | Unreadable {
  const newline = sql.indexOf("\n", at);
  const end = newline === -1 ? sql.length : newline;
  const line = sql.slice(at, end);
  if (/\r(?!$)/.test(line)) return { why: "a comment holds a line end that not every client takes for one", at };
  return line.includes("\0") ? { why: "a comment holds a NUL byte", at } : end;
}

function blockComment(sql: string, at: number, isSqlite: boolean): number | Token | Unreadable {
  const close = sql.indexOf("*/", at + 2);
  if (close === -1) return { why: "a comment is not closed", at };
  const inside = sql.slice(at + 2, close);
  const end = close + 2;
  if (inside.includes("\0")) return { why: "a comment holds a NUL byte", at };
  if (isSqlite) return end;
  if (inside.includes("/*")) return { why: "a comment stands within a comment", at };
  const executed = /^M?!\d*/.exec(inside);
  if (executed === null) return end;
  const content = inside.slice(executed[0].length);
  const unquoted = content.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "");
  if (/[;\\#]|--/.test(content) || /['"`]/.test(unquoted))
    return { why: "a comment that some servers execute holds more than one can read for certain", at };
  return { kind: "doubt", value: content.trim(), raw: sql.slice(at, end), at, end };
}
