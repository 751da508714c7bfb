import type { Case } from "./case.ts";
import { constant } from "./column.ts";
import { type Cursor, cursor, parts } from "./cursor.ts";
import { changes } from "./locks.ts";
import { objectName } from "./names.ts";

/** Settings of a session that change neither what SQL means nor what others see. */
const settings = new Set(
  (
    "FOREIGN_KEY_CHECKS UNIQUE_CHECKS LOCK_WAIT_TIMEOUT INNODB_LOCK_WAIT_TIMEOUT MAX_STATEMENT_TIME MAX_EXECUTION_TIME " +
    "SQL_NOTES TIME_ZONE NET_READ_TIMEOUT NET_WRITE_TIMEOUT WAIT_TIMEOUT"
  ).split(" "),
);
const charsets = ["UTF8", "UTF8MB3", "UTF8MB4", "ASCII", "LATIN1"];

/** After SET; false where it is not understood to its end. */
export function set(at: Cursor): boolean {
  if (at.word("NAMES")) {
    const charset = at.name();
    if (at.word("COLLATE")) at.take();
    return at.isDone() && charset !== null && charsets.includes(charset.toUpperCase());
  }
  return parts(at.rest()).every((part) => setting(cursor(part, at.dialect)));
}

function setting(at: Cursor): boolean {
  if (at.mark("@") && !at.mark("@")) return false;
  if (at.word("SESSION", "LOCAL")) at.mark(".");
  const name = at.peek()?.kind === "word" ? at.take()?.value : undefined;
  if (name === undefined || !settings.has(name) || (!at.mark("=") && !at.mark(":="))) return false;
  return (at.word("ON", "OFF", "DEFAULT") ?? constant(at)) !== null && at.isDone();
}

const pragmas = new Set(
  (
    "FOREIGN_KEYS DEFER_FOREIGN_KEYS FOREIGN_KEY_CHECK INTEGRITY_CHECK QUICK_CHECK BUSY_TIMEOUT CACHE_SIZE TEMP_STORE " +
    "TABLE_INFO TABLE_XINFO TABLE_LIST INDEX_LIST INDEX_INFO INDEX_XINFO FOREIGN_KEY_LIST OPTIMIZE LEGACY_ALTER_TABLE"
  ).split(" "),
);

/** After PRAGMA. */
export function pragma(at: Cursor): boolean {
  const name = objectName(at);
  if (name === null || !pragmas.has(name.name.toUpperCase())) return false;
  if (at.parens() !== null || at.isDone()) return at.isDone();
  if (!at.mark("=")) return false;
  at.mark("-");
  at.take();
  return at.isDone();
}

/** BEGIN, START, COMMIT, END, SAVEPOINT and RELEASE; what is rolled back is not followed. */
export function transaction(at: Cursor, kase: Case): boolean {
  const verb = at.take()?.value;
  if (verb === "SAVEPOINT" || verb === "RELEASE") {
    at.word("SAVEPOINT");
    return at.name() !== null && at.isDone();
  }
  if (verb === "START" && !at.word("TRANSACTION")) return false;
  at.word("DEFERRED", "IMMEDIATE", "EXCLUSIVE");
  at.word("TRANSACTION", "WORK");
  if (!at.isDone()) return false;
  kase.warn("it begins or ends transactions itself: a failure may leave it applied in part");
  return true;
}

/** After LOCK. */
export function lockTables(at: Cursor, kase: Case): boolean {
  if (!at.word("TABLES", "TABLE")) return false;
  for (const part of parts(at.rest())) {
    const one = cursor(part, at.dialect);
    const table = objectName(one);
    if (table === null) return false;
    kase.hazard({
      ...{ on: table.shown, lock: "LOCK TABLES", isLong: true, rewrites: false },
      blocks: part.at(-1)?.value === "WRITE" ? "reads and writes" : "writes",
      reason: "it is held until UNLOCK TABLES or the end of the session",
      remedy: "leave it out",
    });
  }
  return true;
}

/** ANALYZE, OPTIMIZE, CHECK, REPAIR, VACUUM and REINDEX. */
export function upkeep(at: Cursor, kase: Case): boolean {
  const verb = at.take()?.value;
  at.word("LOCAL", "NO_WRITE_TO_BINLOG");
  if (!kase.isSqlite && !at.word("TABLE", "TABLES")) return false;
  const table = at.isDone() ? null : objectName(at);
  if (!at.isDone()) return false;
  const isLong = verb !== "ANALYZE" && verb !== "CHECK";
  changes(kase, table?.shown ?? "every table", isLong ? (kase.isSqlite ? "rebuild" : "copy") : "instant");
  return true;
}
