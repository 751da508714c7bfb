import { randomBytes } from "node:crypto";
import { InputError, type Problem, ServiceError } from "../../../kit/errors.ts";
import type { MaskedColumn } from "../../../stages/ports/database.ts";
import { identifier, literal, splitKey } from "./names.ts";
import { type Server, withSession } from "./server.ts";
import type { Session } from "./session.ts";

interface Found extends MaskedColumn {
  readonly schema: string;
  readonly name: string;
  /** Letters that the column holds at most; null where there is no limit. */
  readonly most: number | null;
  readonly isText: boolean;
  readonly isComputed: boolean;
}

/** Hides the columns, reads them back, and takes the old values out of the tables' files and of what was derived of them. */
export async function maskColumns(server: Server, columns: readonly MaskedColumn[]): Promise<void> {
  await withSession(server, async (session) => {
    const found = await find(session, columns);
    const [isSuper] = await session.ask<boolean>(
      "SELECT to_jsonb(rolsuper) FROM pg_roles WHERE rolname = current_user",
    );
    // Triggers would copy the old values into tables of their own.
    if (isSuper === true) await session.run("SET session_replication_role = replica");
    const salt = randomBytes(16).toString("hex");
    const tables = Map.groupBy(found, ({ schema, name }) => identifier(schema, name));
    await session.run("BEGIN");
    for (const [table, all] of tables) await maskTable(session, table, all, salt);
    await session.run("COMMIT");
    for (const [table, all] of tables) await readBack(session, table, all);
    const derived = `SELECT to_jsonb(quote_ident(n.nspname) || '.' || quote_ident(c.relname)) FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND c.relispopulated ORDER BY c.oid`;
    for (const view of await session.ask<string>(derived)) await session.run(`REFRESH MATERIALIZED VIEW ${view}`);
    for (const table of tables.keys()) await session.run(`VACUUM (FULL, ANALYZE) ${table}`);
  });
}

async function find(session: Session, columns: readonly MaskedColumn[]): Promise<readonly Found[]> {
  const problems: Problem[] = [];
  const found: Found[] = [];
  for (const column of columns) {
    const [schema, name] = splitKey(column.table);
    const [facts] = await session.ask<Omit<Found, keyof MaskedColumn | "schema" | "name">>(
      `SELECT jsonb_build_object('isComputed', a.attgenerated <> '' OR a.attidentity = 'a', 'isText', y.typcategory = 'S',
        'most', CASE WHEN y.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 END)
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type y ON y.oid = a.atttypid
      WHERE n.nspname = ${literal(schema)} AND c.relname = ${literal(name)} AND c.relkind IN ('r', 'p')
        AND a.attname = ${literal(column.column)} AND a.attnum > 0 AND NOT a.attisdropped`,
    );
    const where = `${column.table}.${column.column}`;
    if (facts === undefined) problems.push({ where, what: "there is no such column in the copy" });
    else if (facts.isComputed)
      problems.push({ where, what: "the server computes it; mask the columns that it is made of" });
    else if (column.with === "hash" && !facts.isText)
      problems.push({ where, what: "only texts can be hashed; use `null` or a value" });
    else found.push({ ...column, ...facts, schema, name });
  }
  if (problems.length > 0) throw new InputError(problems, { hint: "Correct the columns to mask." });
  return found;
}

/** Equal values stay equal; nobody can try out values without the salt, which is kept nowhere. */
function hidden({ column, with: how, most }: Found, salt: string): string {
  if (how === "null") return "NULL";
  if (how !== "hash") return literal(how);
  const digest = `encode(sha256(convert_to(${literal(salt)} || ${identifier(column)}::text, 'UTF8')), 'hex')`;
  return most === null ? digest : `left(${digest}, ${most})`;
}

async function maskTable(session: Session, table: string, columns: readonly Found[], salt: string): Promise<void> {
  const set = columns.map((found) => `${identifier(found.column)} = ${hidden(found, salt)}`);
  await session.run(`UPDATE ${table} SET ${set.join(", ")}`);
}

async function readBack(session: Session, table: string, columns: readonly Found[]): Promise<void> {
  for (const { column, with: how, most } of columns) {
    const name = identifier(column);
    const digest = `^[0-9a-f]{${Math.min(most ?? 64, 64)}}\\s*$`;
    const wrong =
      { null: `${name} IS NOT NULL`, hash: `${name}::text !~ '${digest}'` }[how] ??
      `${name} IS DISTINCT FROM ${literal(how)}`;
    const [left = 1] = await session.ask<number>(`SELECT to_jsonb(count(*)) FROM ${table} WHERE ${wrong}`);
    if (left === 0) continue;
    throw new ServiceError(`${left} rows of \`${table}\` still show \`${column}\` after it was masked`, {
      hint: "Look for triggers or rules on that table; throw this copy away.",
    });
  }
}
