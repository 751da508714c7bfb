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
  if (statements === null)
    return { version, name, verdict: "UNKNOWN", reason: "its SQL has an unclosed quote or comment" };
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

/** The worst verdict of a release's migrations. */
export function worstVerdict(judged: readonly JudgedMigration[]): MigrationVerdict {
  return judged.some(({ verdict }) => verdict === "UNKNOWN") ? "UNKNOWN" : "SAFE";
}

const name = String.raw`(?:"[^"]+"|\`[^\`]+\`|\[[^\]]+\]|\w+)`;
const constant = String.raw`(?:-?\d+(?:\.\d+)?|'[^']*'|NULL|TRUE|FALSE)`;
const columnType = String.raw`(?:\w+(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?)`;
const safe = [
  new RegExp(String.raw`^CREATE TABLE (?:IF NOT EXISTS )?(?:${name}\.)?${name} ?\((?!.*\bAS SELECT\b)`, "is"),
  /^CREATE INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?/is,
  // A nullable column, or one with a constant default: the previous release's inserts go on working.
  new RegExp(
    String.raw`^ALTER TABLE (?:${name}\.)?${name} ADD (?:COLUMN )?${name}(?: ${columnType})?(?: NULL)?(?:(?: NOT NULL)? DEFAULT ${constant}(?: NOT NULL)?)?$`,
    "is",
  ),
];

function isSafe(statement: string): boolean {
  return safe.some((pattern) => pattern.test(statement));
}

/** Statements without comments and with single spaces; null when a quote or comment never ends. */
export function splitStatements(sql: string): readonly string[] | null {
  const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'"`;\-/]+|[-/]|(?<open>['"`])/g;
  const statements: string[] = [];
  let current = "";
  for (const match of sql.matchAll(token)) {
    const [part] = match;
    if (match.groups?.open !== undefined) return null;
    if (part === ";") {
      statements.push(current);
      current = "";
    } else if (part.startsWith("--") || part.startsWith("/*")) current += " ";
    else current += /^['"`]/.test(part) ? part : part.replace(/\s+/g, " ");
  }
  if (/\/\*/.test(current.replace(/'(?:[^']|'')*'/g, ""))) return null;
  statements.push(current);
  return statements.map((statement) => statement.replace(/ {2,}/g, " ").trim()).filter((statement) => statement !== "");
}
