import type { Case } from "./case.ts";
import { createTable } from "./create-table.ts";
import { type Cursor, cursor, holds, parts } from "./cursor.ts";
import { onlyComputes, routine } from "./functions.ts";
import { changes } from "./locks.ts";
import { isOfTheEngine, type ObjectName, objectName } from "./names.ts";
import type { Token } from "./tokens.ts";

/** After CREATE; false where it is not understood to its end. */
export function create(at: Cursor, kase: Case): boolean {
  const replaces = at.words("OR REPLACE");
  if (at.word("TEMP", "TEMPORARY")) return false;
  if (replaces && at.word("TABLE")) {
    const table = objectName(at);
    if (table !== null) kase.found("T2", table.shown, { reason: "OR REPLACE drops the table that is there" });
    return table !== null;
  }
  if (replaces) return false;
  if (at.word("TABLE")) return createTable(at, kase);
  const kind = at.word("UNIQUE", "FULLTEXT", "SPATIAL");
  if (at.word("INDEX")) return createIndex(at, kase, kind);
  if (kind !== null) return false;
  if (at.word("DATABASE", "SCHEMA")) return simple(at, kase);
  if (at.word("SEQUENCE")) return simple(at, kase);
  if (at.word("USER", "ROLE")) {
    kase.found("P2", "a user or role");
    return true;
  }
  skipDefiner(at);
  if (at.word("VIEW")) return createView(at, kase);
  if (at.word("PROCEDURE", "FUNCTION")) return createRoutine(at, kase);
  return at.word("TRIGGER") !== null && createTrigger(at, kase);
}

function simple(at: Cursor, kase: Case): boolean {
  at.words("IF NOT EXISTS");
  const name = objectName(at);
  if (name === null || holds(at.rest(), "AS", "SELECT")) return false;
  kase.found("T1", name.shown);
  return true;
}

export function skipDefiner(at: Cursor): void {
  if (at.word("ALGORITHM")) {
    at.mark("=");
    at.take();
  }
  if (at.word("DEFINER")) {
    at.mark("=");
    at.take();
    if (at.mark("@")) at.take();
    at.parens();
  }
  if (at.words("SQL SECURITY")) at.take();
}

function createView(at: Cursor, kase: Case): boolean {
  const isOptional = at.words("IF NOT EXISTS");
  const view = objectName(at);
  if (view === null) return false;
  at.parens();
  if (!at.word("AS")) return false;
  const query = at.rest();
  if (!["SELECT", "WITH", "("].includes(query[0]?.value ?? "") || query.some(isSemicolon)) return false;
  kase.found("T1", view.shown);
  if (!isOptional && !kase.wasTaken(view)) kase.make("view", view.key);
  return true;
}

function isSemicolon({ kind, value }: Token): boolean {
  return kind === "mark" && value === ";";
}

function createRoutine(at: Cursor, kase: Case): boolean {
  const isOptional = at.words("IF NOT EXISTS");
  const name = objectName(at);
  if (name === null || at.parens() === null) return false;
  const body = at.rest();
  if (body.some(isSemicolon) && !holds(body, "BEGIN")) return false;
  kase.found("T1", name.shown);
  if (!isOptional) kase.make("function", name.key);
  kase.make("function", routine(name.name));
  return true;
}

function createTrigger(at: Cursor, kase: Case): boolean {
  at.words("IF NOT EXISTS");
  const trigger = objectName(at);
  if (trigger === null) return false;
  const rest = at.rest();
  const on = rest.findIndex(({ kind, value }) => kind === "word" && value === "ON");
  const after = cursor(rest.slice(on + 1), at.dialect);
  const table = on === -1 ? null : objectName(after);
  const body = after.rest();
  if (table === null || (body.some(isSemicolon) && !holds(body, "BEGIN"))) return false;
  changes(kase, table.shown, "instant");
  const touchesOthers = holds(body, "INSERT", "UPDATE", "DELETE", "REPLACE", "CALL", "SELECT");
  if (kase.isNew(table) && !touchesOthers) return true;
  kase.found("G1", `trigger ${trigger.shown} of ${table.shown}`);
  return true;
}

function createIndex(at: Cursor, kase: Case, kind: string | null): boolean {
  const isOptional = at.words("IF NOT EXISTS");
  const index = objectName(at);
  if (at.word("USING")) at.take();
  if (index === null || !at.word("ON")) return false;
  const table = objectName(at);
  const columns = at.parens();
  if (table === null || columns === null || isOfTheEngine(table, kase.dialect)) return false;
  const where = kase.isSqlite && at.word("WHERE") !== null ? at.rest() : [];
  if (!indexOptions(at)) return false;
  judgeIndex(kase, { table, name: index.name, kind, columns, where });
  if (!isOptional && kind === null) kase.make("index", indexKey(kase, table, index.name));
  return true;
}

/** SQLite's indexes have names of their own, MySQL's only within their table. */
export function indexKey({ isSqlite }: Case, table: ObjectName, name: string): string {
  return isSqlite ? name.toLowerCase() : `${table.key} ${name.toLowerCase()}`;
}

export function indexOptions(at: Cursor): boolean {
  if (at.dialect === "sqlite") return at.isDone();
  while (!at.isDone()) {
    if (at.word("USING", "COMMENT", "ALGORITHM", "LOCK", "KEY_BLOCK_SIZE")) {
      at.mark("=");
      at.take();
    } else if (at.words("WITH PARSER")) at.take();
    else if (at.word("NOWAIT", "VISIBLE") === null && !(at.word("WAIT") && at.number() !== null)) return false;
  }
  return true;
}

interface NewIndex {
  readonly table: ObjectName;
  readonly name: string;
  readonly kind: string | null;
  readonly columns: readonly Token[];
  readonly where?: readonly Token[];
}

export function judgeIndex(kase: Case, { table, name, kind, columns, where = [] }: NewIndex): void {
  const isPlain = parts(columns).every((part) => isIndexed(cursor(part, kase.dialect))) && where.length === 0;
  changes(kase, table.shown, kind === "FULLTEXT" || kind === "SPATIAL" ? "copy" : "online");
  if (kase.isNew(table)) return;
  const about = `index ${name} of ${table.shown}`;
  if (kind === "UNIQUE") kase.found("K1", about);
  else if (isPlain && kind !== "SPATIAL") kase.found("I1", about);
  else if (onlyComputes([...columns, ...where], kase))
    kase.found("K3", about, {
      reason: "a row that its expression cannot be computed for is rejected",
      remedy: "index columns alone: then it is SAFE",
    });
  else kase.unknown(about, "it calls a function that may do anything");
}

function isIndexed(at: Cursor): boolean {
  if (at.name() === null) return false;
  const length = at.parens();
  if (length !== null && !(length.length === 1 && length[0]?.kind === "number")) return false;
  if (at.word("COLLATE") && at.name() === null) return false;
  at.word("ASC", "DESC");
  return at.isDone();
}
