import type { Dialect } from "../finding.ts";
import type { Statement } from "../readable.ts";
import { isProgram, type ProgramBody, programBody } from "./program-body.ts";
import { isUnreadable, type Lexer, lexer, type Token, type Unreadable } from "./tokens.ts";

export type SplitText =
  | { readonly statements: readonly Statement[] }
  /** One sentence without a full stop, with the line. */
  | { readonly statements: null; readonly why: string };

/** Signs that clients are told to take for the end of a statement; others are words or begin a comment. */
const delimiters = /^(?:([;$|^~!&%])\1{0,3}|\/\/+)$/;
const delimiterLine = /[ \t]*([^\s]+)[ \t]*(?:\r?\n|$)/y;

/** Takes a migration's SQL apart into statements; null where an engine or a client could see their ends elsewhere. */
export function splitText(sql: string, dialect: Exclude<Dialect, "postgres">): SplitText {
  const start = sql.startsWith("\uFEFF") ? 1 : 0;
  const reading = read(sql, start, dialect);
  if (!("why" in reading)) return { statements: reading };
  return { statements: null, why: `line ${lineOf(sql, reading.at)}: ${reading.why}` };
}

function read(sql: string, start: number, dialect: Dialect): readonly Statement[] | Unreadable {
  const lex = lexer(sql, dialect);
  const other = otherReading(sql, dialect);
  const line = lines(sql);
  const statements: Statement[] = [];
  let delimiter = "";
  for (let at = start; ; ) {
    const piece = statementAt(lex, at, delimiter);
    if ("why" in piece) return piece;
    const [first] = piece.tokens;
    const last = piece.tokens.at(-1);
    if (first !== undefined && dialect !== "sqlite" && isDelimiter(sql, first)) {
      const told = delimiterAt(sql, first);
      if (told === null) return { why: "its DELIMITER cannot be read for certain", at: first.at };
      [delimiter, at] = told;
      continue;
    }
    if (first !== undefined && last !== undefined) {
      if (!other.agrees(piece.tokens, delimiter))
        return { why: "a backslash in a quote is read differently under NO_BACKSLASH_ESCAPES", at: first.at };
      statements.push({ text: sql.slice(first.at, last.end), line: line(first.at) });
    }
    if (piece.next === null) return statements;
    at = piece.next;
  }
}

interface Piece {
  readonly tokens: readonly Token[];
  /** Where the next statement begins; null at the end. */
  readonly next: number | null;
}

/** The statement from here to its end. */
function statementAt(lex: Lexer, from: number, delimiter: string): Piece | Unreadable {
  const tokens: Token[] = [];
  let body: ProgramBody | null = null;
  for (let at = from; ; ) {
    const token = lex.next(at, delimiter);
    if (isUnreadable(token)) return token;
    const isEnd = token === null || (delimiter !== "" && token.raw === delimiter);
    if (isEnd && body !== null && !body.isOver()) return { why: "a body is not closed", at: tokens[0]?.at ?? at };
    if (token === null) return { tokens, next: null };
    if (isEnd || (isMark(token, ";") && (body === null || body.isOver()))) return { tokens, next: token.end };
    if (token.kind === "word" && token.value === "DELIMITER") {
      if (tokens.length > 0) return { why: "a client takes the word DELIMITER for its own", at: token.at };
      return { tokens: [token], next: token.end };
    }
    tokens.push(token);
    at = token.end;
    if (body === null && token.kind === "word" && programWords.has(token.value) && isProgram(tokens))
      body = programBody();
    const why = body?.take(token) ?? null;
    if (why !== null) return { why, at: token.at };
  }
}

const programWords = new Set(["PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE"]);

function isMark(token: Token, mark: string): boolean {
  return token.kind === "mark" && token.value === mark;
}

/** Clients take the word for theirs at the beginning of a line alone. */
function isDelimiter(sql: string, token: Token): boolean {
  if (token.kind !== "word" || token.value !== "DELIMITER") return false;
  return /^[ \t\uFEFF]*$/.test(sql.slice(sql.lastIndexOf("\n", token.at - 1) + 1, token.at));
}

function delimiterAt(sql: string, { end }: Token): readonly [string, number] | null {
  delimiterLine.lastIndex = end;
  const [, told = ""] = delimiterLine.exec(sql) ?? [];
  if (!delimiters.test(told)) return null;
  return [told === ";" ? "" : told, delimiterLine.lastIndex];
}

/** Reads again what a server without escapes would read otherwise; a statement that fails there is no danger. */
function otherReading(sql: string, dialect: Dialect) {
  const lex = lexer(sql, dialect, false);
  let budget = 2 * sql.length + 1_000;
  const isSame = (tokens: readonly Token[], from: number, delimiter: string): boolean => {
    for (let at = from, i = 0, differs = false; ; i++) {
      const token = lex.next(at, delimiter);
      budget -= (isUnreadable(token) || token === null ? sql.length : token.end) - at;
      if (budget < 0) return false;
      if (isUnreadable(token)) return true;
      if (!differs && i === tokens.length) return true;
      differs ||= token?.end !== tokens[i]?.end;
      if (token === null || (differs && (isMark(token, ";") || token.raw === delimiter))) return false;
      at = token.end;
    }
  };
  const isHidden = ({ kind, raw }: Token) => (kind === "string" || kind === "quoted") && /\\['"]/.test(raw);
  return {
    agrees: (tokens: readonly Token[], delimiter: string) =>
      dialect === "sqlite" || !tokens.some(isHidden) || isSame(tokens, tokens[0]?.at ?? 0, delimiter),
  };
}

function lines(sql: string): (at: number) => number {
  let line = 1;
  let seen = 0;
  return (at) => {
    for (let found = sql.indexOf("\n", seen); found !== -1 && found < at; found = sql.indexOf("\n", seen)) {
      line += 1;
      seen = found + 1;
    }
    return line;
  };
}

function lineOf(sql: string, at: number): number {
  return lines(sql)(at);
}
