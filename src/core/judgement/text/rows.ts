import type { Case } from "./case.ts";
import { type Cursor, cursor, holds, nameOf, parts } from "./cursor.ts";
import { copied } from "./drop.ts";
import { onlyComputes } from "./functions.ts";
import { writes } from "./locks.ts";
import { columnKey, isOfTheEngine, literal, type ObjectName, objectName } from "./names.ts";
import type { Token } from "./tokens.ts";
import { firesOn, triggersOf } from "./triggers.ts";

const manners = ["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "QUICK", "IGNORE"] as const;

/** After INSERT or REPLACE; false where it is not understood to its end. */
export function insert(at: Cursor, kase: Case, replaces: boolean): boolean {
  while (at.word(...manners));
  let replacing = replaces;
  if (kase.isSqlite && at.word("OR")) {
    const manner = at.word("REPLACE", "IGNORE", "ABORT", "FAIL");
    if (manner === null) return false;
    replacing = manner === "REPLACE";
  }
  at.word("INTO");
  const table = objectName(at);
  if (table === null || isOfTheEngine(table, kase.dialect)) return false;
  if (at.word("AS") && at.name() === null) return false;
  const columns = at.peek(1)?.value === "SELECT" ? null : at.parens();
  // Full-text tables of SQLite take commands as rows.
  if (columns?.some((token) => nameOf(token).toLowerCase() === table.name.toLowerCase())) return false;
  const rest = at.rest();
  if (!["VALUES", "VALUE", "SELECT", "SET", "WITH", "DEFAULT", "TABLE", "("].includes(rest[0]?.value ?? ""))
    return false;
  if (!onlyComputes(rest, kase) || holds(rest, "DELETE")) return false;
  const isQuery = holds(rest, "SELECT", "TABLE");
  writes(kase, table.shown, isQuery);
  if (kase.isNew(table)) noteCopy(kase, rest, at);
  else if (replacing)
    kase.found("M3", table.shown, {
      reason: "REPLACE deletes the rows that were there",
      loses: "the rows that it replaces",
    });
  else if (holds(rest, "UPDATE", "DUPLICATE")) kase.found("M2", table.shown);
  else inserted(kase, table);
  return true;
}

function inserted(kase: Case, table: ObjectName): void {
  kase.found("M4", table.shown, {
    ...{ verdict: "PROBE", previous: "conditional", resolution: firesOn(kase, table, "INSERT") },
    reason: "triggers that fire on it may change or delete what was there",
  });
}

function noteCopy(kase: Case, query: readonly Token[], at: Cursor): void {
  query.forEach(({ kind, value }, i) => {
    if (kind !== "word" || (value !== "FROM" && value !== "JOIN")) return;
    const source = objectName(cursor(query.slice(i + 1, i + 4), at.dialect));
    if (source !== null) kase.world.notes.add(copied(source));
  });
}

/** After UPDATE. */
export function update(at: Cursor, kase: Case): boolean {
  while (at.word("LOW_PRIORITY", "IGNORE"));
  if (kase.isSqlite && at.word("OR")) return false;
  const table = objectName(at);
  if (table === null) return false;
  const alias = at.peek()?.value === "SET" && at.peek()?.kind === "word" ? null : aliasOf(at);
  const isPlain = at.word("SET") !== null;
  const rest = at.rest();
  if (rest.some(({ kind, value }) => kind === "mark" && value === ";")) return false;
  writes(kase, table.shown, true);
  if (!isPlain || isOfTheEngine(table, kase.dialect)) {
    kase.found("M2", table.shown);
    return true;
  }
  if (!onlyComputes(rest, kase)) return false;
  if (kase.isNew(table)) return true;
  const targets = assigned(rest, alias ?? table.name);
  const isBackfill = targets?.every((column) => kase.world.has("column", columnKey(table, column))) ?? false;
  if (isBackfill) backfill(kase, table);
  else kase.found("M2", table.shown);
  return true;
}

function aliasOf(at: Cursor): string | null {
  at.word("AS");
  return at.name();
}

/** Columns that are assigned; null where that cannot be told. */
function assigned(rest: readonly Token[], table: string): readonly string[] | null {
  const end = rest.findIndex(
    ({ kind, value }) => kind === "word" && ["WHERE", "FROM", "ORDER", "LIMIT", "RETURNING"].includes(value),
  );
  const depth =
    end === -1
      ? 0
      : rest.slice(0, end).reduce((sum, { value }) => sum + (value === "(" ? 1 : value === ")" ? -1 : 0), 0);
  const assignments = depth === 0 && end !== -1 ? rest.slice(0, end) : rest;
  const columns = parts(assignments).map(([first, second, third, fourth]) => {
    if (first === undefined || second === undefined || first.kind === "mark") return null;
    if (second.value === "=") return nameOf(first);
    const isOwn = second.value === "." && nameOf(first) === table && fourth?.value === "=";
    return isOwn && third !== undefined ? nameOf(third) : null;
  });
  return columns.some((column) => column === null) ? null : columns.filter((column) => column !== null);
}

function backfill(kase: Case, table: ObjectName): void {
  if (kase.isSqlite) {
    kase.found("M1", table.shown, {
      ...{ verdict: "PROBE", previous: "conditional", resolution: firesOn(kase, table, "UPDATE") },
      reason: "triggers fire for every row that is filled, and may change what was there",
    });
    return;
  }
  const schema = table.schema === null ? "DATABASE()" : literal(table.schema);
  const name = literal(table.name);
  kase.found("M1", table.shown, {
    verdict: "PROBE",
    reason: "columns with ON UPDATE CURRENT_TIMESTAMP and triggers change old values with every UPDATE",
    remedy: "assign such columns to themselves, or fill the column by its DEFAULT",
    loses: "the old values of such columns",
    resolution: {
      by: "probe",
      probe: {
        asks: `columns of \`${table.shown}\` that every UPDATE changes, and its UPDATE triggers`,
        sql:
          `SELECT (SELECT count(*) FROM information_schema.columns WHERE table_schema = ${schema} AND table_name = ${name} AND extra LIKE '%on update%')` +
          ` + (SELECT count(*) FROM ${triggersOf(table, "UPDATE")})`,
      },
    },
  });
}

/** After DELETE. */
export function remove(at: Cursor, kase: Case): boolean {
  while (at.word("LOW_PRIORITY", "QUICK", "IGNORE"));
  const isPlain = at.word("FROM") !== null;
  const table = objectName(at);
  const rest = at.rest();
  if (table === null || rest.some(({ kind, value }) => kind === "mark" && value === ";")) return false;
  writes(kase, table.shown, true);
  const isSingle = isPlain && (rest.length === 0 || rest[0]?.value === "WHERE");
  if (isSingle && kase.isNew(table)) return onlyComputes(rest, kase);
  kase.found("M3", table.shown);
  return true;
}

/** After TRUNCATE. */
export function truncate(at: Cursor, kase: Case): boolean {
  at.word("TABLE");
  const table = objectName(at);
  if (kase.isSqlite || table === null || !at.isDone()) return false;
  if (!kase.isNew(table)) kase.found("T4", table.shown);
  return true;
}

/** SELECT, VALUES, WITH and what begins with a parenthesis. */
export function query(at: Cursor, kase: Case): boolean {
  const tokens = at.rest();
  if (!onlyComputes(tokens, kase)) return false;
  const verbs = tokens.filter(
    ({ kind, value }, i) =>
      kind === "word" && ["INSERT", "UPDATE", "DELETE", "REPLACE"].includes(value) && tokens[i + 1]?.value !== "(",
  );
  if (verbs.length === 0) return true;
  // FOR UPDATE locks and changes nothing.
  if (tokens[0]?.value !== "WITH") return verbs.length === 1 && tokens.at(-1)?.value === "UPDATE";
  kase.found(holds(verbs, "DELETE", "REPLACE") ? "M3" : "M2", "rows");
  return true;
}
