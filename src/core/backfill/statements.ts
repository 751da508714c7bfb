import type { BackfillItem } from "../backfill.ts";
import type { Dialect } from "../judgement/finding.ts";

/** How MySQL's key is written down; the other engines write any key themselves. */
export type KeyKind = "number" | "binary" | "text";

/** What the statements of one backfill are made of. */
export interface BackfillSql {
  readonly item: BackfillItem;
  readonly dialect: Dialect;
  readonly kind: KeyKind;
}

/** One row with the last key of the next batch as a literal, and how many of its rows are to be changed; no row at the end. */
export function nextBatch({ item, dialect, kind }: BackfillSql, cursor: string | null, size: number): string {
  const key = quoteName(dialect, item.key);
  const table = quoteName(dialect, item.table);
  const after = cursor === null ? "" : ` WHERE ${key} > ${cursor}`;
  const keys = `SELECT ${key} AS batch_key FROM ${table}${after} ORDER BY ${key} LIMIT ${size}`;
  const last = `SELECT batch_key FROM (${keys}) AS batch_keys ORDER BY batch_key DESC LIMIT 1`;
  const range = [
    ...(cursor === null ? [] : [`${key} > ${cursor}`]),
    `${key} <= batch_end.batch_key`,
    `(${item.where})`,
  ];
  const count = `SELECT count(*) FROM ${table} WHERE ${range.join(" AND ")}`;
  return `SELECT ${literal(dialect, kind, "batch_end.batch_key")}, (${count}) FROM (${last}) AS batch_end`;
}

export function updateBatch(sql: BackfillSql, cursor: string | null, last: string): string {
  const { item, dialect } = sql;
  return `UPDATE ${quoteName(dialect, item.table)} SET ${item.set} WHERE ${range(sql, cursor, last)}`;
}

/** How many rows of a batch are still to be changed. */
export function countBatch(sql: BackfillSql, cursor: string | null, last: string): string {
  return `SELECT count(*) FROM ${quoteName(sql.dialect, sql.item.table)} WHERE ${range(sql, cursor, last)}`;
}

/** How many rows of the whole table are still to be changed. */
export function countLeft({ item, dialect }: BackfillSql): string {
  return `SELECT count(*) FROM ${quoteName(dialect, item.table)} WHERE (${item.where})`;
}

function range({ item, dialect }: BackfillSql, cursor: string | null, last: string): string {
  const key = quoteName(dialect, item.key);
  const after = cursor === null ? "" : `${key} > ${cursor} AND `;
  return `${after}${key} <= ${last} AND (${item.where})`;
}

/** The kind of the key's column, where a literal depends on it; null where it does not. */
export function keyKindQuery(item: BackfillItem, dialect: Dialect): string | null {
  if (!isMysql(dialect)) return null;
  const [table = "", schema] = item.table.split(".").reverse();
  const within = schema === undefined ? "DATABASE()" : quoteText(schema);
  return `SELECT data_type FROM information_schema.columns WHERE table_schema = ${within} AND table_name = ${quoteText(table)} AND column_name = ${quoteText(item.key)}`;
}

/** What MySQL's type of a column means for its literals; null for those that no literal tells exactly. */
export function keyKindOf(type: string): KeyKind | null {
  const name = type.toLowerCase();
  if (/^(float|double|json|bit|geometry|point|enum|set)/.test(name)) return null;
  if (/int$|^(decimal|year)$/.test(name)) return "number";
  return /binary$|blob$/.test(name) ? "binary" : "text";
}

/** Milliseconds that the slowest replica is behind, one row; NULL where the user may not see it. Null where the engine's primary does not know. */
export function replicationLagQuery(dialect: Dialect): string | null {
  if (dialect !== "postgres") return null;
  return "SELECT CASE WHEN bool_or(state IS NULL) THEN NULL ELSE coalesce(max(extract(epoch FROM replay_lag)) * 1000, 0) END FROM pg_stat_replication";
}

function literal(dialect: Dialect, kind: KeyKind, expression: string): string {
  if (dialect === "postgres") return `quote_literal(${expression})`;
  if (dialect === "sqlite") return `quote(${expression})`;
  if (kind === "number") return `CAST(${expression} AS CHAR)`;
  if (kind === "binary") return `CONCAT('X''', HEX(${expression}), '''')`;
  return `CONCAT('_utf8mb4 X''', HEX(CONVERT(${expression} USING utf8mb4)), '''')`;
}

/** Whether a cursor is one literal and nothing more: it comes from the journal and goes into SQL. */
export function isLiteral(dialect: Dialect, text: string): boolean {
  const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
  const hex = /^(?:_utf8mb4 )?X'[0-9A-F]*'$/;
  if (isMysql(dialect)) return number.test(text) || hex.test(text);
  if (dialect === "sqlite") return number.test(text) || hex.test(text) || /^'(?:[^']|'')*'$/.test(text);
  return /^'(?:[^'\\]|'')*'$|^E'(?:[^'\\]|''|\\\\)*'$/.test(text);
}

/** A name as the engine quotes it, its schema before a full stop. */
export function quoteName(dialect: Dialect, name: string): string {
  const mark = isMysql(dialect) ? "`" : '"';
  return name
    .split(".")
    .map((part) => `${mark}${part.replaceAll(mark, mark + mark)}${mark}`)
    .join(".");
}

function quoteText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

function isMysql(dialect: Dialect): boolean {
  return dialect === "mysql" || dialect === "mariadb";
}
