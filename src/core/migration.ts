/** How a release's migrations can be taken back: SAFE leaves the schema as it is, UNKNOWN needs a person. */
export type MigrationVerdict = "SAFE" | "UNKNOWN";

export interface JudgedMigration {
  readonly version: string;
  readonly name: string;
  readonly verdict: MigrationVerdict;
  /** The statement that decided it and why. */
  readonly reason: string;
}

/**
 * Judges a migration by its SQL: SAFE only when every statement is known to leave the previous release's
 * reads and writes alone. Everything that is not recognised is UNKNOWN.
 */
export function judgeMigration(
  migration: { readonly version: string; readonly name: string },
  sql: string | undefined,
): JudgedMigration {
  const { version, name } = migration;
  if (sql === undefined) return { version, name, verdict: "UNKNOWN", reason: "its SQL is not knowable" };
  const statements = splitStatements(sql);
  if (statements === null) return { version, name, verdict: "UNKNOWN", reason: unreadable };
  const unsafe = statements.find((statement) => !isSafe(statement));
  if (unsafe !== undefined) {
    const head = unsafe.length > 80 ? `${unsafe.slice(0, 80)}…` : unsafe;
    return {
      version,
      name,
      verdict: "UNKNOWN",
      reason: `\`${head}\` is not known to keep the previous release working`,
    };
  }
  return { version, name, verdict: "SAFE", reason: "it only adds; the previous release works on the new schema" };
}

const unreadable =
  "its SQL cannot be taken apart for certain: an unclosed quote or comment, a backslash, `$`, `#` or an unusual bracket";

/** The worst verdict of a release's migrations. */
export function worstVerdict(judged: readonly JudgedMigration[]): MigrationVerdict {
  return judged.some(({ verdict }) => verdict === "UNKNOWN") ? "UNKNOWN" : "SAFE";
}

const name = String.raw`(?:"[^"]+"|\`[^\`]+\`|\[[^\]]+\]|\w+)`;
const table = String.raw`(?:${name}\.)?${name}`;
const value = String.raw`(?:-?\d+(?:\.\d+)?|'[^']*'|TRUE|FALSE)`;
/** Words that begin something else where a new column's name or type could stand. */
const reserved =
  "CONSTRAINT|UNIQUE|PRIMARY|FOREIGN|CHECK|INDEX|KEY|FULLTEXT|SPATIAL|PARTITION|PERIOD|SYSTEM|COLUMN|IF|NOT|NULL|DEFAULT|" +
  "REFERENCES|COLLATE|GENERATED|ALWAYS|AS|AUTO_INCREMENT|AUTOINCREMENT|IDENTITY|VISIBLE|INVISIBLE|\\w*SERIAL";
const newName = `(?!(?:${reserved})\\b)${name}`;
const columnType = String.raw`(?!(?:${reserved})\b)(?:\w+(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?)`;
const indexed = String.raw`${name}(?: ?\(\d+\))?(?: COLLATE ${name})?(?: (?:ASC|DESC))?(?: NULLS (?:FIRST|LAST))?`;
const pattern = (text: string) => new RegExp(`^${text}$`, "is");
const safe = [
  // What fills it from other tables, or makes its rows appear in another one, is more than a new table.
  pattern(
    String.raw`CREATE TABLE (?:IF NOT EXISTS )?${table} ?\((?!.*\b(?:SELECT|VALUES|EXECUTE|AS TABLE|INHERITS)\b).*`,
  ),
  // Of columns alone: an expression can fail on what the previous release writes.
  pattern(
    String.raw`CREATE INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?(?:${table} )?ON ${table}(?: USING \w+)? ?\( ?${indexed}(?: ?, ?${indexed})* ?\)`,
  ),
  // A nullable column, or one with a constant default: the previous release's inserts go on working.
  pattern(
    `ALTER TABLE ${table} ADD (?:COLUMN )?${newName}(?: ${columnType})?(?: NULL)?(?: DEFAULT (?:NULL|${value}))?`,
  ),
  pattern(
    `ALTER TABLE ${table} ADD (?:COLUMN )?${newName}(?: ${columnType})?(?: NOT NULL DEFAULT ${value}| DEFAULT ${value} NOT NULL)`,
  ),
];

function isSafe(statement: string): boolean {
  return safe.some((known) => known.test(statement));
}

/**
 * One token of SQL as every engine reads it. What engines read differently is no token: a backslash in a quote, `$` and
 * `#` outside of one, a bracket that holds more than a name, a comment that MySQL executes.
 */
const tokens = [
  String.raw`'(?:[^'\\]|'')*'`,
  String.raw`"(?:[^"\\]|"")*"`,
  "`[^`\\\\]*`",
  String.raw`\[[\w ]*\]`,
  String.raw`--[^\n\r]*`,
  String.raw`\/\*(?!M?!)[\s\S]*?\*\/`,
  ";",
  String.raw`[^'"\`;\-\/\[\]#$\\\0]+`,
  "-",
  String.raw`\/(?!\*)`,
];

/** Statements without comments and with single spaces; null when engines would not agree on where they end. */
export function splitStatements(sql: string): readonly string[] | null {
  const statements: string[] = [];
  let current = "";
  for (const [part, known] of sql.matchAll(new RegExp(`(${tokens.join("|")})|[^]`, "g"))) {
    if (known === undefined) return null;
    if (part === ";") {
      statements.push(current);
      current = "";
    } else if (part.startsWith("--") || part.startsWith("/*")) current += " ";
    else current += /^['"`]/.test(part) ? part : part.replace(/\s+/g, " ");
  }
  statements.push(current);
  return statements.map((statement) => statement.replace(/ {2,}/g, " ").trim()).filter((statement) => statement !== "");
}
