import type { RuleId } from "../rules.ts";
import type { MadeKind } from "../statement-judge.ts";
import type { Case } from "./case.ts";
import { indexKey, indexOptions } from "./create.ts";
import type { Cursor } from "./cursor.ts";
import { changes } from "./locks.ts";
import { type ObjectName, objectName } from "./names.ts";

/** After DROP; false where it is not understood to its end. */
export function drop(at: Cursor, kase: Case): boolean {
  if (!kase.isSqlite && at.word("TEMPORARY")) return at.word("TABLE", "TABLES") !== null && names(at) !== null;
  if (at.word("TABLE", "TABLES")) return dropTables(at, kase);
  if (at.word("INDEX")) return dropIndex(at, kase);
  if (at.word("VIEW")) return dropNamed(at, kase, "V1", "view");
  if (at.word("PROCEDURE", "FUNCTION")) return dropNamed(at, kase, "V1", "function");
  if (at.word("TRIGGER")) return dropNamed(at, kase, "G2", null);
  if (at.word("EVENT")) return dropNamed(at, kase, "G2", null);
  if (at.word("SEQUENCE")) return dropNamed(at, kase, "X1", null);
  return at.word("DATABASE", "SCHEMA") !== null && dropNamed(at, kase, "X1", null);
}

function names(at: Cursor): readonly ObjectName[] | null {
  at.words("IF EXISTS");
  const found: ObjectName[] = [];
  do {
    const name = objectName(at);
    if (name === null) return null;
    found.push(name);
  } while (at.mark(","));
  at.word("RESTRICT", "CASCADE");
  return at.isDone() ? found : null;
}

function dropTables(at: Cursor, kase: Case): boolean {
  const tables = names(at);
  for (const table of tables ?? []) {
    changes(kase, table.shown, "instant");
    kase.forget("table", table.key);
    if (kase.isNew(table)) continue;
    kase.takeAway(table);
    if (kase.world.notes.has(copied(table))) rebuilt(kase, table);
    else kase.found("T2", table.shown);
  }
  return tables !== null;
}

/** A word of ours for the world: rows of this table were copied into a new one. */
export function copied({ key }: ObjectName): string {
  return `copied ${key}`;
}

/** The way in which SQLite's tables are changed, and nobody sees from here what the copy leaves out. */
function rebuilt(kase: Case, table: ObjectName): void {
  kase.found("C6", table.shown, {
    ...{ verdict: "UNKNOWN", previous: "unknown", down: "unknown" },
    reason:
      "its rows were copied into a new table: what the copy leaves out or changes is lost, with its triggers and indexes",
    remedy: "let the rehearsal compare both, or add columns alone",
  });
}

function dropNamed(at: Cursor, kase: Case, rule: RuleId, kind: MadeKind | null): boolean {
  const found = names(at);
  for (const name of found ?? []) {
    const isNew = kind !== null && kase.world.has(kind, name.key);
    if (kind !== null) kase.forget(kind, name.key);
    if (!isNew) kase.found(rule, name.shown);
  }
  return found !== null;
}

function dropIndex(at: Cursor, kase: Case): boolean {
  at.words("IF EXISTS");
  const index = objectName(at);
  if (index === null) return false;
  const table = at.word("ON") ? objectName(at) : null;
  if ((table === null) !== kase.isSqlite || !indexOptions(at)) return false;
  judgeDroppedIndex(kase, table ?? index, index.name);
  return true;
}

export function judgeDroppedIndex(kase: Case, table: ObjectName, name: string): void {
  changes(kase, table.shown, "instant");
  const key = indexKey(kase, table, name);
  kase.forget("index", key);
  if (kase.world.has("index", key) || (!kase.isSqlite && kase.isNew(table))) return;
  dropsUnique(kase, `index ${name}`);
}

export function dropsUnique(kase: Case, about: string): void {
  kase.found("K2", about, {
    ...{ previous: "conditional", resolution: { by: "person" } },
    reason:
      "it may be unique: then duplicates are let in, and upserts and index hints of the previous release may fail",
  });
}
