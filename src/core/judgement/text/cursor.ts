import type { Dialect } from "../finding.ts";
import { isUnreadable, lexer, type Token, type Unreadable } from "./tokens.ts";

/** Reads tokens from left to right; whatever does not match takes nothing. */
export interface Cursor {
  readonly dialect: Dialect;
  peek(ahead?: number): Token | null;
  take(): Token | null;
  /** The bare word that comes next, where it is one of these. */
  word(...words: readonly string[]): string | null;
  /** All of these bare words, one after the other: `"IF NOT EXISTS"`. */
  words(phrase: string): boolean;
  mark(mark: string): boolean;
  /** A name, with or without quotes. */
  name(): string | null;
  number(): string | null;
  text(): string | null;
  /** What stands in the parentheses that come next. */
  parens(): readonly Token[] | null;
  isDone(): boolean;
  /** Everything that is left. */
  rest(): readonly Token[];
}

export function cursor(tokens: readonly Token[], dialect: Dialect): Cursor {
  let at = 0;
  const peek = (ahead = 0) => tokens[at + ahead] ?? null;
  const takeIf = (token: Token | null, is: boolean): string | null => {
    if (token === null || !is) return null;
    at += 1;
    return token.value;
  };
  const isWord = (token: Token | null, word: string) => token?.kind === "word" && token.value === word;
  return {
    dialect,
    peek,
    take() {
      const token = peek();
      at += 1;
      return token;
    },
    word: (...words) =>
      takeIf(
        peek(),
        words.some((word) => isWord(peek(), word)),
      ),
    words(phrase) {
      const words = phrase.split(" ");
      const matches = words.every((word, i) => isWord(peek(i), word));
      if (matches) at += words.length;
      return matches;
    },
    mark: (mark) => takeIf(peek(), peek()?.kind === "mark" && peek()?.value === mark) !== null,
    name() {
      const token = peek();
      return takeIf(token, isName(token, dialect)) === null || token === null ? null : nameOf(token);
    },
    number: () => takeIf(peek(), peek()?.kind === "number"),
    text: () => takeIf(peek(), peek()?.kind === "string" || peek()?.kind === "quoted"),
    parens() {
      const end = closing(tokens, at);
      if (end === null) return null;
      const inside = tokens.slice(at + 1, end);
      at = end + 1;
      return inside;
    },
    isDone: () => at >= tokens.length,
    rest() {
      const left = tokens.slice(at);
      at = tokens.length;
      return left;
    },
  };
}

/** SQLite takes a string for a name where only a name can stand. */
function isName(token: Token | null, dialect: Dialect): boolean {
  if (token === null) return false;
  return ["word", "name", "quoted"].includes(token.kind) || (token.kind === "string" && dialect === "sqlite");
}

/** As it was written: the value of a word is in capitals. */
export function nameOf({ kind, value, raw }: Token): string {
  return kind === "word" ? raw : value;
}

function closing(tokens: readonly Token[], from: number): number | null {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    depth += depthOf(tokens[i]);
    if (depth <= 0) return i > from ? i : null;
  }
  return null;
}

function depthOf(token: Token | undefined): number {
  if (token?.kind !== "mark") return 0;
  return token.value === "(" ? 1 : token.value === ")" ? -1 : 0;
}

/** Parts between the commas that stand in no parentheses. */
export function parts(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const found: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += depthOf(token);
    if (depth === 0 && token.kind === "mark" && token.value === ",") found.push([]);
    else found.at(-1)?.push(token);
  }
  return found;
}

/** Whether one of these bare words stands anywhere. */
export function holds(tokens: readonly Token[], ...words: readonly string[]): boolean {
  return tokens.some(({ kind, value }) => kind === "word" && words.includes(value));
}

export function tokensOf(text: string, dialect: Dialect): readonly Token[] | Unreadable {
  const lex = lexer(text, dialect);
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    const token = lex.next(at);
    if (isUnreadable(token)) return token;
    if (token === null) return tokens;
    tokens.push(token);
    at = token.end;
  }
}
