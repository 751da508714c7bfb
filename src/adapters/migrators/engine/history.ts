import type { Dialect } from "../../../core/judgement/finding.ts";
import type { Row } from "../../../stages/ports/migration-target.ts";
import { identifier } from "./catalogue.ts";
import type { History, Recorded } from "./declaration.ts";

interface Rows {
  readonly columns: readonly string[];
  /** The column, or columns, in whose order the migrations were applied. */
  readonly order: string | readonly string[];
  /** A condition of the rows that count. */
  readonly where?: string;
  read(row: Row): Recorded;
}

/** The history in a table that is called `name` or, except in SQLite, `schema.name`. */
export function historyOf(dialect: Dialect, given: string, { columns, order, where, read }: Rows): History {
  const dot = dialect === "sqlite" ? -1 : given.indexOf(".");
  const [schema, table] = dot < 0 ? [undefined, given] : [given.slice(0, dot), given.slice(dot + 1)];
  const quoted = (name: string) => identifier(dialect, name);
  const place = [...(schema === undefined ? [] : [schema]), table].map(quoted).join(".");
  const only = where === undefined ? "" : ` WHERE ${where}`;
  return {
    table,
    ...(schema === undefined ? {} : { schema }),
    sql: `SELECT ${columns.map(quoted).join(", ")} FROM ${place}${only} ORDER BY ${[order].flat().map(quoted).join(", ")}`,
    read: (rows) => rows.map(read),
  };
}
