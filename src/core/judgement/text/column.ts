import { type Cursor, cursor } from "./cursor.ts";
import { type Reference, reference } from "./reference.ts";
import type { Token } from "./tokens.ts";

/** A column as its definition tells it. */
export interface Column {
  readonly name: string;
  /** Bare words of the type, in capitals. */
  readonly type: string;
  isNotNull: boolean;
  default: "none" | "null" | "constant" | "expression";
  isUnique: boolean;
  isPrimary: boolean;
  isAuto: boolean;
  hasCheck: boolean;
  isInvisible: boolean;
  hasCharset: boolean;
  references: Reference | null;
  generated: readonly Token[] | null;
  isStored: boolean;
}

/** Words that begin an attribute and so end the type. */
const attributes = new Set(
  (
    "NOT NULL DEFAULT AUTO_INCREMENT AUTOINCREMENT UNIQUE PRIMARY KEY COMMENT COLLATE CHARACTER CHARSET GENERATED AS ON CHECK " +
    "CONSTRAINT REFERENCES INVISIBLE VISIBLE COLUMN_FORMAT STORAGE FIRST AFTER VIRTUAL STORED PERSISTENT"
  ).split(" "),
);
const ofMysqlTypes = new Set(
  "UNSIGNED SIGNED ZEROFILL BINARY PRECISION VARYING ASCII UNICODE VARCHAR VARBINARY CHAR".split(" "),
);

/** A whole definition, with the name in front; null where any of it is not understood. */
export function columnOf(tokens: readonly Token[], at: Cursor = cursor(tokens, "mysql")): Column | null {
  const first = at.peek();
  if (first?.kind === "word" && notNames.has(first.value)) return null;
  const name = at.name();
  if (name === null) return null;
  const type = typeOf(at);
  if (type === null) return null;
  const column: Column = {
    ...{ name, type, isNotNull: type === "SERIAL", default: "none", isUnique: type === "SERIAL", isPrimary: false },
    ...{ isAuto: type === "SERIAL", hasCheck: false, isInvisible: false, hasCharset: false },
    ...{ references: null, generated: null, isStored: false },
  };
  while (!at.isDone()) if (!attribute(at, column)) return null;
  return column;
}

const notNames = new Set(
  "CONSTRAINT UNIQUE PRIMARY FOREIGN CHECK INDEX KEY FULLTEXT SPATIAL PARTITION COLUMN IF NOT NULL DEFAULT".split(" "),
);

function typeOf(at: Cursor): string | null {
  const isSqlite = at.dialect === "sqlite";
  const words: string[] = [];
  for (;;) {
    const token = at.peek();
    const isVarying = token?.value === "CHARACTER" && at.peek(1)?.value !== "SET" && words.length === 0;
    if (token?.kind !== "word" || (attributes.has(token.value) && !isVarying)) break;
    if (!isSqlite && words.length > 0 && !ofMysqlTypes.has(token.value)) return null;
    words.push(token.value);
    at.take();
    at.parens();
  }
  return words.length === 0 && !isSqlite ? null : words.join(" ");
}

function attribute(at: Cursor, column: Column): boolean {
  if (at.words("NOT NULL")) column.isNotNull = true;
  else if (at.word("NULL")) return true;
  else if (at.word("DEFAULT")) return defaultOf(at, column);
  else if (at.word("AUTO_INCREMENT")) column.isAuto = true;
  else if (at.words("PRIMARY KEY") || at.word("KEY")) {
    column.isPrimary = true;
    at.word("ASC", "DESC");
    at.word("AUTOINCREMENT");
  } else if (at.word("UNIQUE")) {
    column.isUnique = true;
    at.word("KEY");
  } else if (at.word("COMMENT")) return at.text() !== null;
  else if (at.word("COLLATE", "CHARSET") || at.words("CHARACTER SET")) {
    column.hasCharset = true;
    at.mark("=");
    return at.name() !== null;
  } else if (at.words("GENERATED ALWAYS AS") || at.word("AS")) {
    column.generated = at.parens();
    column.isStored = at.word("VIRTUAL", "STORED", "PERSISTENT") !== null && at.peek(-1)?.value !== "VIRTUAL";
    return column.generated !== null;
  } else if (at.words("ON UPDATE")) return moment(at);
  else if (at.word("CONSTRAINT")) return at.peek()?.value === "CHECK" || at.name() !== null;
  else if (at.word("CHECK")) {
    column.hasCheck = true;
    return at.parens() !== null && (at.words("NOT ENFORCED") || at.word("ENFORCED") !== null || true);
  } else if (at.word("REFERENCES")) {
    column.references = reference(at, [column.name]);
    return column.references !== null;
  } else if (at.word("INVISIBLE")) column.isInvisible = true;
  else if (at.word("COLUMN_FORMAT", "STORAGE")) return at.take() !== null;
  else return at.word("VISIBLE", "FIRST") !== null || (at.word("AFTER") !== null && at.name() !== null);
  return true;
}

function moment(at: Cursor): boolean {
  if (at.word("CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP") === null) return false;
  at.parens();
  return true;
}

function defaultOf(at: Cursor, column: Column): boolean {
  const inside = at.parens();
  if (inside !== null) {
    const within = cursor(inside, at.dialect);
    const kind = constant(within);
    column.default = kind !== null && within.isDone() ? kind : "expression";
    return true;
  }
  const kind = constant(at);
  if (kind === null) return false;
  column.default = kind;
  return true;
}

/** The constant that comes next; null where none does. */
export function constant(at: Cursor): Column["default"] | null {
  if (at.word("NULL")) return "null";
  if (at.word("TRUE", "FALSE")) return "constant";
  if (at.dialect === "sqlite" && at.word("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME")) return "expression";
  if (at.dialect !== "sqlite" && moment(at)) return "constant";
  const sign = at.mark("-") || at.mark("+");
  if (at.number() !== null) return "constant";
  if (sign) return null;
  const [first, second] = [at.peek(), at.peek(1)];
  const isPrefixed = first?.kind === "word" && second?.kind === "string" && first.end === second.at;
  if (isPrefixed && /^(?:[BX]|_\w+)$/.test(first.value)) at.take();
  return at.text() === null ? null : "constant";
}
