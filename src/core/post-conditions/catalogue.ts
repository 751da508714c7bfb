import type { Dialect } from "../judgement/finding.ts";
import type { PostCondition } from "../post-conditions.ts";

type Rows = readonly (readonly (string | null)[])[];

/** A question to the catalogue, and what its answer says against a condition (null: nothing). */
export interface CatalogueQuestion {
  readonly sql: string;
  against(rows: Rows): string | null;
}

type Kind = "table" | "column" | "index" | "foreign-key";
type Make = (name: string) => CatalogueQuestion;

/** How the catalogue is asked for what a condition names; null where it names a query. */
export function askCatalogue(condition: PostCondition, dialect: Dialect): CatalogueQuestion | null {
  const engine = dialect === "postgres" ? postgres : dialect === "sqlite" ? sqlite : mysql;
  for (const kind of ["table", "column", "index", "foreign-key"] as const) {
    const name = condition[kind];
    if (name !== undefined) return engine[kind](name);
  }
  return null;
}

const missing = "is not there";
const anyRow = (sql: string): CatalogueQuestion => ({ sql, against: (rows) => (rows.length > 0 ? null : missing) });

/** Without a schema it is what an ordinary query would find. */
const inPostgres = (relation: string, name: string) => {
  const [schema, own] = splitName(name);
  const where = schema === null ? `pg_table_is_visible(${relation}.oid)` : `n.nspname = ${text(schema)}`;
  return `${relation}.relname = ${text(own)} AND ${where}`;
};
const classes = "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";

const postgres: Readonly<Record<Kind, Make>> = {
  table: (name) => anyRow(`SELECT 1 FROM ${classes} WHERE ${inPostgres("c", name)} AND c.relkind IN ('r', 'p', 'f')`),
  column: (name) => {
    const [table, column] = splitName(name);
    return anyRow(`SELECT 1 FROM pg_attribute a JOIN ${classes.replace("pg_class c", "pg_class c ON c.oid = a.attrelid")}
      WHERE ${inPostgres("c", table ?? "")} AND a.attname = ${text(column)} AND a.attnum > 0 AND NOT a.attisdropped`);
  },
  index: (name) => ({
    sql: `SELECT i.indisvalid FROM pg_index i JOIN ${classes.replace("pg_class c", "pg_class c ON c.oid = i.indexrelid")}
      WHERE ${inPostgres("c", name)}`,
    against: ([row]) =>
      row === undefined ? missing : row[0] === "t" ? null : "is there but not valid: drop it, and create it again",
  }),
  "foreign-key": (name) => ({
    sql: `SELECT k.convalidated FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
      WHERE k.contype = 'f' AND k.conname = ${text(name)} AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1`,
    against: ([row]) =>
      row === undefined ? missing : row[0] === "t" ? null : "is there but not checked: run VALIDATE CONSTRAINT",
  }),
};

const inMysql = (name: string, column: string) => {
  const [schema, own] = splitName(name);
  return `table_schema = ${schema === null ? "DATABASE()" : text(schema, true)} AND ${column} = ${text(own, true)}`;
};

const mysql: Readonly<Record<Kind, Make>> = {
  table: (name) =>
    anyRow(
      `SELECT 1 FROM information_schema.tables WHERE ${inMysql(name, "table_name")} AND table_type NOT LIKE '%VIEW'`,
    ),
  column: (name) => {
    const [table, column] = splitName(name);
    return anyRow(`SELECT 1 FROM information_schema.columns WHERE ${inMysql(table ?? "", "table_name")}
      AND column_name = ${text(column, true)}`);
  },
  index: (name) => anyRow(`SELECT 1 FROM information_schema.statistics WHERE ${inMysql(name, "index_name")} LIMIT 1`),
  "foreign-key": (name) =>
    anyRow(`SELECT 1 FROM information_schema.table_constraints
      WHERE ${inMysql(name, "constraint_name")} AND constraint_type = 'FOREIGN KEY'`),
};

const sqliteObject = (type: string, name: string) =>
  anyRow(`SELECT 1 FROM sqlite_schema WHERE type = '${type}' AND name = ${text(name)} COLLATE NOCASE`);

const sqlite: Readonly<Record<Kind, Make>> = {
  table: (name) => sqliteObject("table", name),
  column: (name) => {
    const [table, column] = splitName(name);
    return anyRow(`SELECT 1 FROM pragma_table_xinfo(${text(table ?? "")}) WHERE name = ${text(column)} COLLATE NOCASE`);
  },
  index: (name) => sqliteObject("index", name),
  // The engine keeps the name of a foreign key nowhere but in the text of its table.
  "foreign-key": (name) => {
    const word = new RegExp(
      `\\bconstraint\\s+["\`\\[]?${escaped(name)}["\`\\]]?\\s+(?:foreign\\s+key|references)\\b`,
      "i",
    );
    return {
      sql: "SELECT sql FROM sqlite_schema WHERE type = 'table'",
      against: (rows) => (rows.some(([sql]) => word.test(sql ?? "")) ? null : missing),
    };
  },
};

/** Counts the rows of a table. */
export function countRows(name: string, dialect: Dialect): string {
  const [mark, twice] = dialect === "mysql" || dialect === "mariadb" ? ["`", "``"] : ['"', '""'];
  const quoted = name.split(".").map((part) => `${mark}${part.replaceAll(mark, twice)}${mark}`);
  return `SELECT count(*) FROM ${quoted.join(".")}`;
}

/** What stands before the last point, and what stands after it. */
function splitName(name: string): readonly [string | null, string] {
  const at = name.lastIndexOf(".");
  return at < 0 ? [null, name] : [name.slice(0, at), name.slice(at + 1)];
}

function text(value: string, hasEscapes = false): string {
  const plain = value.replaceAll("'", "''");
  return `'${hasEscapes ? plain.replaceAll("\\", "\\\\") : plain}'`;
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
