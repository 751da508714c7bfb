import { judgeAdded, noteColumn } from "./add-column.ts";
import { renamedColumn, renamedTable } from "./alter-column.ts";
import type { Case } from "./case.ts";
import { columnOf } from "./column.ts";
import { type Cursor, cursor } from "./cursor.ts";
import { changes } from "./locks.ts";
import { columnKey, isOfTheEngine, type ObjectName, objectName } from "./names.ts";

/** After ALTER TABLE of SQLite; false where it is not understood to its end. */
export function alterSqlite(at: Cursor, kase: Case): boolean {
  const table = objectName(at);
  if (table === null || isOfTheEngine(table, kase.dialect)) return false;
  if (at.word("ADD")) return add(at, kase, table);
  if (at.word("DROP")) return dropColumn(at, kase, table);
  if (!at.word("RENAME")) return false;
  changes(kase, table.shown, "instant");
  if (!at.word("TO")) {
    at.word("COLUMN");
    return renamedColumn(at, kase, table) !== null && at.isDone();
  }
  const target = objectName(at);
  if (target === null || !at.isDone()) return false;
  renamedTable(kase, table, target);
  return true;
}

function add(at: Cursor, kase: Case, table: ObjectName): boolean {
  at.word("COLUMN");
  const definition = at.rest();
  const column = columnOf(definition, cursor(definition, "sqlite"));
  if (column === null) return false;
  changes(kase, table.shown, column.hasCheck || column.generated !== null ? "online" : "instant");
  judgeAdded(kase, table, column);
  noteColumn(kase, table, column.name);
  return true;
}

function dropColumn(at: Cursor, kase: Case, table: ObjectName): boolean {
  at.word("COLUMN");
  const column = at.name();
  if (column === null || !at.isDone()) return false;
  changes(kase, table.shown, "rebuild");
  const key = columnKey(table, column);
  if (!kase.isNew(table) && !kase.world.has("column", key)) kase.found("C4", `${table.shown}.${column}`);
  kase.forget("column", key);
  return true;
}
