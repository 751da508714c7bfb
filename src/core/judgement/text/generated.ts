import type { Case } from "./case.ts";
import type { Column } from "./column.ts";
import { holds } from "./cursor.ts";
import { onlyComputes } from "./functions.ts";
import type { Token } from "./tokens.ts";

/** Divisions, sums, casts and lengths fail; what is allowed here has a value for every row, and one that fits. */
export function neverFails(
  expression: readonly Token[],
  column: Pick<Column, "type" | "hasCharset">,
  kase: Case,
): boolean {
  if (!isPlain(expression) || holds(expression, ...failing) || !onlyComputes(expression, kase)) return false;
  const { type } = column;
  // A STRICT table of SQLite refuses text in a column of numbers, and a character set what it has no letters for.
  if (kase.isSqlite ? ["", "TEXT", "ANY"].includes(type) : type === "LONGTEXT" && !column.hasCharset) return true;
  return /^(?:(?:TINY|SMALL|MEDIUM|BIG)?INT|INTEGER|BOOL|BOOLEAN)(?: UNSIGNED)?$/.test(type) && isQuestion(expression);
}

const failing = ["DIV", "MOD", "REGEXP", "RLIKE", "MATCH", "GLOB", "LIKE", "ESCAPE", "INTERVAL", "BINARY", "COLLATE"];
const total = new Set(["LOWER", "UPPER", "COALESCE", "IFNULL", "CONCAT", "TRIM", "LENGTH", "NULLIF"]);
const joining = new Set(["AND", "OR", "NOT"]);

function isPlain(expression: readonly Token[]): boolean {
  return expression.every(
    ({ kind, value }, i) =>
      (kind === "mark" && ["(", ")", ",", "."].includes(value)) ||
      (kind !== "mark" && (expression[i + 1]?.value !== "(" || total.has(value) || joining.has(value))),
  );
}

/** Whether a column is NULL, TRUE or FALSE, and nothing around that: the answer is 0 or 1. */
function isQuestion(expression: readonly Token[]): boolean {
  const words = expression.map(({ kind, value }) => (kind === "word" ? value : kind === "mark" ? "," : "?"));
  const [name, is, ...rest] = words;
  const asked = rest[0] === "NOT" ? rest.slice(1) : rest;
  return name !== "," && is === "IS" && asked.length === 1 && ["NULL", "TRUE", "FALSE"].includes(asked[0] ?? "");
}
