import type { Unreadable } from "./tokens.ts";

export interface Quoting {
  readonly isSqlite: boolean;
  /** Whether a backslash hides what follows it in a string. */
  readonly escapes: boolean;
}

interface Quote {
  readonly kind: "string" | "name" | "quoted";
  readonly value: string;
  readonly end: number;
}

const kinds = { "'": "string", '"': "quoted", "`": "name" } as const;

/** The string or name in quotes that begins here; null where none begins. */
export function endOfQuote(sql: string, at: number, { isSqlite, escapes }: Quoting): Quote | Unreadable | null {
  const first = sql[at];
  if (first === "[" && isSqlite) return bracketed(sql, at);
  if (first !== "'" && first !== '"' && first !== "`") return null;
  const hides = escapes && first !== "`";
  let end = at + 1;
  for (; end < sql.length; end++) {
    const here = sql[end];
    if (here === "\0") return { why: "a quote holds a NUL byte", at };
    if (here === "\\" && hides) end += 1;
    else if (here === "\\" && first === "`") return { why: "a name holds a backslash", at };
    else if (here === first) {
      if (sql[end + 1] !== first) return quoteOf(sql.slice(at + 1, end), first, hides, end + 1);
      end += 1;
    }
  }
  return { why: "a quote is not closed", at };
}

function quoteOf(inside: string, first: keyof typeof kinds, hides: boolean, end: number): Quote {
  const plain = inside.replaceAll(first + first, first);
  return { kind: kinds[first], value: hides ? plain.replace(/\\([\s\S])/g, "$1") : plain, end };
}

function bracketed(sql: string, at: number): Quote | Unreadable {
  const close = sql.indexOf("]", at);
  if (close === -1) return { why: "a name in brackets is not closed", at };
  const value = sql.slice(at + 1, close);
  return value.includes("\0") ? { why: "a name holds a NUL byte", at } : { kind: "name", value, end: close + 1 };
}
