import { counted } from "./readable.ts";

type Rows = readonly (readonly (string | null)[])[];

/** What has to hold in the database after the migrations: exactly one of its kinds. */
export interface PostCondition {
  readonly name?: string | undefined;
  /** A query, with exactly one of `rows`, `count` and `at-least`. */
  readonly sql?: string | undefined;
  /** Every row and cell, in their order. */
  readonly rows?: readonly (readonly unknown[])[] | undefined;
  /** The number of rows that the query answers. */
  readonly count?: number | undefined;
  readonly "at-least"?: number | undefined;
  readonly table?: string | undefined;
  /** `table.column` */
  readonly column?: string | undefined;
  /** Present and valid. */
  readonly index?: string | undefined;
  /** Present, and checked for every row. */
  readonly "foreign-key"?: string | undefined;
  /** A table that may not have lost rows since before the migrations. */
  readonly "rows-not-fewer"?: string | undefined;
}

const kinds = ["table", "column", "index", "foreign-key", "rows-not-fewer"] as const;

/** What a condition is called in a message. */
export function titleOf(condition: PostCondition): string {
  const kind = kinds.find((each) => condition[each] !== undefined);
  const what = kind === undefined ? `\`${oneLine(condition.sql ?? "")}\`` : `${kind} \`${condition[kind]}\``;
  return condition.name === undefined ? what : `${condition.name} (${what})`;
}

/** Where the answer of a condition's query is not what was expected; null where it is. */
export function answerDiffers(condition: PostCondition, found: Rows): string | null {
  const { rows, count, "at-least": least } = condition;
  const title = titleOf(condition);
  if (rows !== undefined) {
    const isEqual = rows.length === found.length && rows.every((row, at) => isSameRow(row, found[at] ?? []));
    return isEqual ? null : `${title} was expected to answer ${shown(rows)}, but answered ${shown(found)}`;
  }
  if (count !== undefined && found.length === count) return null;
  if (least !== undefined && found.length >= least) return null;
  const wanted = count === undefined ? `at least ${counted(least ?? 1, "row")}` : counted(count, "row");
  return `${title} was expected to answer ${wanted}, but answered ${counted(found.length, "row")}`;
}

/** Where a table has lost rows; null where it has not. */
export function rowsAreFewer(condition: PostCondition, before: number, after: number): string | null {
  if (after >= before) return null;
  return `${titleOf(condition)} had ${counted(before, "row")} before the migrations, and has ${after} now`;
}

function isSameRow(expected: readonly unknown[], found: readonly (string | null)[]): boolean {
  return expected.length === found.length && expected.every((cell, at) => isSameCell(cell, found[at] ?? null));
}

/** Databases write numbers and truth in their own ways: `1.50` is 1.5, `t` and `1` are true. */
function isSameCell(expected: unknown, found: string | null): boolean {
  if (expected === null || found === null) return expected === found;
  if (typeof expected === "number") return found.trim() !== "" && Number(found) === expected;
  if (typeof expected === "boolean") return (expected ? ["t", "true", "1"] : ["f", "false", "0"]).includes(found);
  return String(expected) === found;
}

const mostRows = 5;

function shown(rows: readonly (readonly unknown[])[]): string {
  if (rows.length === 0) return "no row";
  const told = rows.slice(0, mostRows).map((row) => `[${row.map(cellText).join(", ")}]`);
  const left = rows.length - told.length;
  return `${told.join(" ")}${left > 0 ? ` and ${counted(left, "row")} more` : ""}`;
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "NULL";
  const isNumber = typeof cell !== "string" || /^-?\d+(?:\.\d+)?$/.test(cell);
  return cut(isNumber ? String(cell) : JSON.stringify(cell), 100);
}

function oneLine(sql: string): string {
  return cut(sql.replaceAll(/\s+/g, " ").trim(), 200);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
