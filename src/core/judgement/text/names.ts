import type { Dialect } from "../finding.ts";
import type { Cursor } from "./cursor.ts";

/** A table or another object of a schema. */
export interface ObjectName {
  /** What the world calls it. */
  readonly key: string;
  /** For people. */
  readonly shown: string;
  /** For SQL. */
  readonly quoted: string;
  readonly schema: string | null;
  readonly name: string;
}

/** The name that comes next, with its schema where one is told. */
export function objectName(at: Cursor): ObjectName | null {
  const first = at.name();
  if (first === null) return null;
  if (!at.mark(".")) return named(null, first, at.dialect);
  const second = at.name();
  return second === null ? null : named(first, second, at.dialect);
}

function named(schema: string | null, name: string, dialect: Dialect): ObjectName {
  const isMain = dialect === "sqlite" && schema !== null && folded(schema) === "main";
  const path = schema === null || isMain ? [name] : [schema, name];
  const key = path.map((part) => (dialect === "sqlite" ? folded(part) : part).replaceAll(".", "\\.")).join(".");
  return {
    ...{ key, schema: isMain ? null : schema, name },
    shown: path.join("."),
    quoted: path.map((part) => quoted(part, dialect)).join("."),
  };
}

export function quoted(name: string, dialect: Dialect): string {
  return dialect === "sqlite" ? `"${name.replaceAll('"', '""')}"` : `\`${name.replaceAll("`", "``")}\``;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
}

/** The world's name of a column; engines do not tell capitals of columns apart. */
export function columnKey(table: ObjectName, column: string): string {
  return `${table.key}.${folded(column)}`;
}

function folded(name: string): string {
  return name.replace(/[A-Z]+/g, (big) => big.toLowerCase());
}

/** Tables of the engine itself: a row there is more than a row. */
export function isOfTheEngine({ schema, name }: ObjectName, dialect: Dialect): boolean {
  if (dialect === "sqlite") return folded(name).startsWith("sqlite_");
  return schema !== null && ["mysql", "sys", "information_schema", "performance_schema"].includes(folded(schema));
}
