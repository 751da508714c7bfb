import { judgeAdded, noteColumn } from "./add-column.ts";
import type { Case } from "./case.ts";
import { columnOf, constant } from "./column.ts";
import { indexKey } from "./create.ts";
import { type Cursor, cursor } from "./cursor.ts";
import type { Cost } from "./locks.ts";
import { columnKey, literal, type ObjectName, objectName } from "./names.ts";

/** After MODIFY or CHANGE: the whole column is told again, and what it was before is not. */
export function restated(part: Cursor, kase: Case, table: ObjectName): Cost | null {
  const isChange = part.peek(-1)?.value === "CHANGE";
  part.word("COLUMN");
  part.words("IF EXISTS");
  const old = isChange ? part.name() : null;
  const definition = part.rest();
  const column = columnOf(definition, cursor(definition, kase.dialect));
  if (column === null || (isChange && old === null)) return null;
  const before = old ?? column.name;
  const isMade = kase.world.has("column", columnKey(table, before));
  if (kase.isNew(table) || isMade) {
    judgeAdded(kase, table, column);
    kase.forget("column", columnKey(table, before));
    if (isMade) noteColumn(kase, table, column.name);
    return "copy";
  }
  const isRenamed = columnKey(table, before) !== columnKey(table, column.name);
  if (isRenamed) kase.found("C5", `${table.shown}.${before}`);
  if (column.references !== null || column.isUnique || column.isPrimary)
    kase.found("K3", `${table.shown}.${column.name}`);
  kase.unknown(
    `${table.shown}.${column.name}`,
    "it states the whole column anew, and what its type, NULL, default and collation were is not in the migration",
    isRenamed
      ? "rename it by RENAME COLUMN, which changes nothing else"
      : "change a default by ALTER COLUMN … SET DEFAULT; let the rehearsal show the rest",
  );
  return "copy";
}

/** After ALTER within an ALTER TABLE. */
export function alteration(part: Cursor, kase: Case, table: ObjectName): Cost | null {
  const isNew = kase.isNew(table);
  if (part.word("INDEX", "KEY")) {
    const name = part.name();
    if (name === null) return null;
    if (part.word("VISIBLE") || part.words("NOT IGNORED")) return "instant";
    if (!part.word("INVISIBLE", "IGNORED")) return null;
    if (!isNew) hinted(kase, `index ${name} of ${table.shown}`);
    return "instant";
  }
  if (part.word("CHECK", "CONSTRAINT")) {
    const name = part.name();
    const isLoose = part.words("NOT ENFORCED");
    if (name === null || (!isLoose && !part.word("ENFORCED"))) return null;
    const resolution = isLoose ? { resolution: { by: "person" } as const } : {};
    if (!isNew) kase.found(isLoose ? "K4" : "K3", `constraint ${name} of ${table.shown}`, resolution);
    return isLoose ? "instant" : "copy";
  }
  part.word("COLUMN");
  const column = part.name();
  if (column === null) return null;
  const about = `${table.shown}.${column}`;
  if (part.words("DROP DEFAULT")) {
    if (!isNew) kase.found("D2", about);
    return "instant";
  }
  return part.words("SET DEFAULT") ? newDefault(part, kase, table, column) : null;
}

function newDefault(part: Cursor, kase: Case, table: ObjectName, column: string): Cost | null {
  const inside = part.parens();
  const value = inside === null ? constant(part) : constant(cursor(inside, part.dialect));
  if (value === null && inside === null) return null;
  const isConstant = value === "constant" && (inside === null || inside.length === 1);
  if (kase.isNew(table)) return "instant";
  if (!isConstant) kase.found("D2", `${table.shown}.${column}`);
  else
    kase.found("D1", `${table.shown}.${column}`, {
      ...{ verdict: "PROBE", previous: "conditional", resolution: guards(table, column) },
      reason: "a check, a foreign key or a unique index may refuse it to the previous release's inserts",
    });
  return "instant";
}

function guards(table: ObjectName, column: string) {
  const schema = table.schema === null ? "DATABASE()" : literal(table.schema);
  const keys = `information_schema.key_column_usage WHERE table_schema = ${schema} AND table_name = ${literal(table.name)} AND column_name = ${literal(column)}`;
  const checks = `information_schema.check_constraints WHERE constraint_schema = ${schema} AND locate(${literal(column)}, check_clause) > 0`;
  const asks = `checks, foreign keys and unique indexes of \`${table.shown}.${column}\``;
  const sql = `SELECT (SELECT count(*) FROM ${keys}) + (SELECT count(*) FROM ${checks})`;
  return { by: "probe", probe: { asks, sql } } as const;
}

function hinted(kase: Case, about: string): void {
  kase.found("I1", about, {
    ...{ verdict: "PROBE", previous: "conditional", resolution: { by: "loosening" } },
    reason: "a query of the previous release that names the index by FORCE INDEX fails",
  });
}

/** After RENAME within an ALTER TABLE. */
export function renaming(part: Cursor, kase: Case, table: ObjectName): Cost | null {
  const isNew = kase.isNew(table);
  if (part.word("INDEX", "KEY")) {
    const old = part.name();
    if (old === null || !part.word("TO") || part.name() === null) return null;
    if (!isNew && !kase.world.has("index", indexKey(kase, table, old))) hinted(kase, `index ${old} of ${table.shown}`);
    kase.forget("index", indexKey(kase, table, old));
    return "instant";
  }
  if (part.word("COLUMN")) return renamedColumn(part, kase, table);
  part.word("TO", "AS");
  const target = objectName(part);
  if (target === null) return null;
  renamedTable(kase, table, target);
  return "instant";
}

/** After RENAME COLUMN of any engine. */
export function renamedColumn(part: Cursor, kase: Case, table: ObjectName): Cost | null {
  const old = part.name();
  const name = old !== null && part.word("TO") ? part.name() : null;
  if (old === null || name === null) return null;
  const isMade = kase.world.has("column", columnKey(table, old));
  if (!kase.isNew(table) && !isMade) kase.found("C5", `${table.shown}.${old}`);
  kase.forget("column", columnKey(table, old));
  if (isMade) noteColumn(kase, table, name);
  return "instant";
}

export function renamedTable(kase: Case, table: ObjectName, target: ObjectName): void {
  const isNew = kase.isNew(table);
  kase.forget("table", table.key);
  kase.forget("table", target.key);
  if (kase.wasTaken(target)) kase.unknown(target.shown, "the name belonged to another table when the release began");
  if (table.schema !== null || target.schema !== null) kase.forgetEverything();
  if (isNew) return;
  kase.found("T3", table.shown);
  kase.takeAway(table);
}
