import type { Case } from "./case.ts";
import { type Cursor, holds, nameOf, parts } from "./cursor.ts";
import { onlyComputes } from "./functions.ts";
import { type Child, judgeReference, notNull } from "./judge-reference.ts";
import { writes } from "./locks.ts";
import { isOfTheEngine, type ObjectName, objectName } from "./names.ts";
import { references } from "./reference.ts";
import type { Token } from "./tokens.ts";

const engines = new Set(["INNODB", "MYISAM", "ARIA", "MEMORY", "ROCKSDB", "ARCHIVE"]);
const options = new Set(
  (
    "ENGINE AUTO_INCREMENT COMMENT COLLATE CHARSET ROW_FORMAT KEY_BLOCK_SIZE STATS_PERSISTENT STATS_AUTO_RECALC " +
    "STATS_SAMPLE_PAGES AVG_ROW_LENGTH MAX_ROWS MIN_ROWS CHECKSUM PACK_KEYS DELAY_KEY_WRITE PAGE_CHECKSUM TRANSACTIONAL"
  ).split(" "),
);

/** After CREATE TABLE; false where it is not understood to its end. */
export function createTable(at: Cursor, kase: Case): boolean {
  const isOptional = at.words("IF NOT EXISTS");
  const table = objectName(at);
  if (table === null || isOfTheEngine(table, kase.dialect)) return false;
  if (!kase.isSqlite && at.word("LIKE")) return objectName(at) !== null && made(at, kase, table, isOptional);
  const inside = at.parens();
  if (inside === null) return selected(at, kase) && made(at, kase, table, isOptional);
  if (holds(inside, "SELECT", "VALUES", "TABLE") || inside[0]?.value === ")") return false;
  if (!(kase.isSqlite ? sqliteOptions(at) : mysqlOptions(at))) return false;
  if (!at.isDone() && !(kase.isSqlite === false && selected(at, kase))) return false;
  judgeReferences(at, kase, inside, { table, isNew: !isOptional });
  return made(at, kase, table, isOptional);
}

type Made = Pick<Child, "table" | "isNew">;

function judgeReferences(at: Cursor, kase: Case, inside: readonly Token[], { table, isNew }: Made): void {
  const pieces = parts(inside);
  const fixed = new Set(pieces.flatMap(neverNull));
  const isNotNull = (column: string) => fixed.has(column.toLowerCase());
  for (const piece of pieces)
    for (const told of references(piece, at)) judgeReference(kase, { table, isNew, isNotNull }, told);
  for (const column of fixed) kase.make("column", notNull(table, column));
}

/** Columns that can hold no NULL by this part of a table, or that a CHECK may keep from it; in small letters. */
function neverNull(piece: readonly Token[]): readonly string[] {
  const [first] = piece;
  const isNotNull = piece.some(
    ({ kind, value }, i) => kind === "word" && value === "NOT" && piece[i + 1]?.value === "NULL",
  );
  if (first === undefined || !(isNotNull || holds(piece, "PRIMARY", "CHECK", "SERIAL"))) return [];
  const isOfTable = first.kind === "word" && ["CONSTRAINT", "PRIMARY", "CHECK"].includes(first.value);
  const names = isOfTable ? piece.filter(({ kind }) => kind !== "mark") : [first];
  return names.map((token) => nameOf(token).toLowerCase());
}

function made(at: Cursor, kase: Case, table: ObjectName, isOptional: boolean): boolean {
  if (!at.isDone()) return false;
  if (kase.wasTaken(table)) {
    kase.unknown(table.shown, "the name belonged to another table when the release began");
    return true;
  }
  kase.found("T1", table.shown);
  if (!isOptional) kase.make("table", table.key);
  return true;
}

/** A query that fills the new table. */
function selected(at: Cursor, kase: Case): boolean {
  at.word("IGNORE", "REPLACE");
  at.word("AS");
  const query: readonly Token[] = at.rest();
  const [first] = query;
  const begins =
    first?.kind === "mark" ? first.value === "(" : ["SELECT", "WITH", "VALUES"].includes(first?.value ?? "");
  if (!begins || !holds(query, "SELECT", "VALUES") || !onlyComputes(query, kase) || holds(query, "DELETE", "UPDATE"))
    return false;
  writes(kase, "the tables that it reads", true);
  return true;
}

function sqliteOptions(at: Cursor): boolean {
  while (!at.isDone()) {
    if (!at.words("WITHOUT ROWID") && at.word("STRICT") === null) return false;
    if (!at.mark(",") && !at.isDone()) return false;
  }
  return true;
}

/** Up to the query, where there is one. */
function mysqlOptions(at: Cursor): boolean {
  while (!at.isDone()) {
    at.mark(",");
    at.word("DEFAULT");
    const next = at.peek();
    if (next === null) return false;
    if (["AS", "SELECT", "IGNORE", "REPLACE", "WITH"].includes(next.value) || next.value === "(") return true;
    if (at.words("PARTITION BY")) return !holds(at.rest(), "SELECT", "AS", "WITH", "TABLE");
    const option = at.words("CHARACTER SET") ? "CHARSET" : at.word(...options);
    if (option === null) return false;
    at.mark("=");
    const value = at.take();
    if (value === null || value.kind === "mark") return false;
    if (option === "ENGINE" && !engines.has(value.value.toUpperCase())) return false;
  }
  return true;
}
