import type { Resolution } from "../finding.ts";
import { hasTriggers, isGuarded } from "./known-schema.ts";
import { bare, literal, quoted } from "./tree.ts";

const person: Resolution = { by: "person" };
const loosening: Resolution = { by: "loosening" };

/** Only what the previous release may write is narrower; the down loosens it. */
export const byLoosening = { verdict: "PROBE", previous: "conditional", resolution: loosening } as const;

export const byPerson = { verdict: "PROBE", previous: "conditional", resolution: person } as const;

function probe(asks: string, sql: string): { readonly resolution: Resolution } {
  return { resolution: { by: "probe", probe: { asks, sql } } };
}

/** Stops at the first row. */
const any = (select: string) => `SELECT count(*) FROM (${select} LIMIT 1) AS hit`;

export function anyNull(table: string, column: string) {
  return probe(
    `rows of \`${table}\` whose \`${column}\` is NULL`,
    any(`SELECT 1 FROM ${quoted(table)} WHERE ${quoted(column)} IS NULL`),
  );
}

export function anyValue(table: string, column: string) {
  return probe(
    `rows of \`${table}\` whose \`${column}\` refers to another table`,
    any(`SELECT 1 FROM ${quoted(table)} WHERE ${quoted(column)} IS NOT NULL`),
  );
}

export function anyRow(table: string) {
  return probe(`rows of \`${table}\``, any(`SELECT 1 FROM ${quoted(table)}`));
}

export function anyDuplicate(table: string, columns: readonly string[]) {
  const named = columns.map(quoted);
  const present = named.map((column) => `${column} IS NOT NULL`).join(" AND ");
  return probe(
    `duplicates of \`${columns.join("`, `")}\` in \`${table}\``,
    any(`SELECT 1 FROM ${quoted(table)} WHERE ${present} GROUP BY ${named.join(", ")} HAVING count(*) > 1`),
  );
}

/** `condition` is over the column and made here. */
export function anyWhere(asks: string, table: string, condition: string) {
  return probe(asks, any(`SELECT 1 FROM ${quoted(table)} WHERE ${condition}`));
}

/** A domain may be NOT NULL by itself. */
export function isDomain(type: string) {
  const sql = `SELECT count(*) FROM pg_catalog.pg_type WHERE oid = ${literal(quoted(type))}::pg_catalog.regtype AND typtype = 'd'`;
  return probe(`whether the type \`${type}\` is a domain, which may refuse NULL`, sql);
}

/** More than one function of that name: a call may mean another one than before. */
export function isOverloaded(name: string) {
  const sql = `SELECT greatest(count(*) - 1, 0) FROM pg_catalog.pg_proc WHERE proname = ${literal(bare(name))}`;
  return probe(`further functions with the name \`${name}\`, between which a call may not be able to choose`, sql);
}

/** Roles that may insert into the table but may not use the sequence that a default takes its values from. */
export function isBarred(table: string, sequence: string) {
  const sql = `SELECT count(*) FROM pg_catalog.pg_roles AS r WHERE r.rolcanlogin AND has_any_column_privilege(r.oid, ${literal(quoted(table))}::regclass, 'INSERT') AND NOT has_sequence_privilege(r.oid, ${sequence}, 'USAGE')`;
  return probe(`roles that may insert into \`${table}\` but may not use the sequence`, sql);
}

export function serialSequence(table: string, column: string): string {
  return `pg_get_serial_sequence(${literal(quoted(table))}, ${literal(bare(column))})::regclass`;
}

export function namedSequence(name: string): string {
  return `${literal(name)}::regclass`;
}

/** Whether something may refuse what a default writes into the column. */
export function isRefusing(table: string, column: string) {
  const sql = `SELECT count(*) FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid WHERE c.oid = ${literal(quoted(table))}::regclass AND a.attname = ${literal(bare(column))} AND ${isGuarded}`;
  return probe(`whether a constraint, a unique index or a limit guards \`${table}.${column}\``, sql);
}

/** Whether a path leads to the schema: as `"$user"`, or by a setting. */
export function isOnPath(schema: string) {
  const name = literal(bare(schema));
  const sql = `SELECT (SELECT count(*) FROM pg_catalog.pg_roles WHERE rolcanlogin AND rolname = ${name}) + (SELECT count(*) FROM pg_catalog.pg_db_role_setting, unnest(setconfig) AS told WHERE told LIKE 'search_path=%' AND strpos(lower(told), lower(${name})) > 0) + (SELECT count(*) FROM pg_catalog.pg_settings WHERE name = 'search_path' AND strpos(lower(reset_val), lower(${name})) > 0)`;
  return probe(`roles named \`${bare(schema)}\` and search paths that name the schema`, sql);
}

export function firesOnUpdate(table: string) {
  const sql = `SELECT count(*) FROM pg_catalog.pg_class AS c WHERE c.oid = ${literal(quoted(table))}::regclass AND ${hasTriggers("update")}`;
  return probe(`triggers that fire on an update of \`${table}\``, sql);
}

/** Whether a row has a number that its sequence is yet to give, or a trigger has fired. */
export function isAheadOfSequence(table: string) {
  const name = literal(quoted(table));
  const ahead = `query_to_xml(format('SELECT 1 FROM %s WHERE %I >= (SELECT last_value + is_called::int FROM %s) LIMIT 1', c.oid::regclass, a.attname, pg_get_serial_sequence(${name}, a.attname)), true, true, '')::text <> ''`;
  const sql = `SELECT count(*) FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid WHERE c.oid = ${name}::regclass AND a.attnum > 0 AND NOT a.attisdropped AND (c.relhasrules OR c.relkind IN ('v', 'f') OR ${hasTriggers("insert")} OR CASE WHEN pg_get_serial_sequence(${name}, a.attname) IS NOT NULL THEN ${ahead} ELSE false END)`;
  return probe(`columns of \`${table}\` whose sequence is behind its rows, or that a trigger watches`, sql);
}

/** Asks every column of the type in turn; `query_to_xml` is the engine's way to run a query that was put together. */
export function usesEnumValue(type: string, value: string) {
  const holders = `SELECT oid FROM pg_catalog.pg_type WHERE oid = ${literal(quoted(type))}::pg_catalog.regtype OR typbasetype = ${literal(quoted(type))}::pg_catalog.regtype`;
  const ask = (condition: string) =>
    `query_to_xml(format('SELECT 1 FROM %s WHERE ${condition} LIMIT 1', a.attrelid::regclass, ${literal(value)}, a.attname), true, true, '')::text <> ''`;
  const one = ask("%3$I::text = %2$L");
  const many = ask("%2$L = ANY (%3$I::text[])");
  const sql = `SELECT count(*) FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND CASE WHEN a.atttypid IN (${holders}) THEN ${one} WHEN t.typelem IN (${holders}) THEN ${many} ELSE false END`;
  return probe(`columns with rows that hold \`${value}\``, sql);
}
