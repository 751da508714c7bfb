import type { Case } from "./case.ts";
import type { Column } from "./column.ts";
import { neverFails } from "./generated.ts";
import { type Child, judgeReference, notNull } from "./judge-reference.ts";
import { type Cost, costlier } from "./locks.ts";
import { columnKey, type ObjectName } from "./names.ts";

/** Judges a column that is added to a table which the previous release writes. */
export function judgeAdded(kase: Case, table: ObjectName, column: Column): void {
  const about = `${table.shown}.${column.name}`;
  if (kase.isNew(table)) {
    if (column.references !== null) judgeReference(kase, childOf(table, column, true), column.references);
    if (canBeNoNull(column)) kase.make("column", notNull(table, column.name));
    return;
  }
  kase.warn(`inserts into ${table.shown} without a list of columns fail now, and \`SELECT *\` has one column more`);
  if (column.generated === null) judgeValue(kase, about, column);
  else judgeGenerated(kase, about, column);
  if (column.isPrimary || column.isUnique || column.isAuto) {
    if (kase.isSqlite) kase.unknown(about, "SQLite refuses to add a column that is UNIQUE or a primary key");
    else kase.found("K1", about);
  }
  if (column.hasCheck) kase.found("K3", about);
  if (column.references !== null) judgeReference(kase, childOf(table, column, false), column.references);
}

function childOf(table: ObjectName, column: Column, isNew: boolean): Child {
  return { table, isNew, isNotNull: () => canBeNoNull(column) };
}

/** A CHECK may refuse NULL. */
function canBeNoNull({ isNotNull, isPrimary, hasCheck }: Column): boolean {
  return isNotNull || isPrimary || hasCheck;
}

function judgeValue(kase: Case, about: string, column: Column): void {
  if (column.default === "expression") {
    if (kase.isSqlite) {
      kase.unknown(about, "SQLite refuses a default that is no constant on a table with rows", "give it a constant");
      return;
    }
    kase.found("C2", about, {
      ...{ verdict: "PROBE", previous: "conditional", resolution: { by: "loosening" } },
      reason: "its default is computed for every row of the previous release, and may fail",
      remedy: "give the column a constant DEFAULT: then it is SAFE",
    });
    return;
  }
  if (column.default === "constant") {
    kase.found(column.isNotNull ? "C2" : "C1", about);
    return;
  }
  if (!column.isNotNull || column.isAuto) {
    kase.found("C1", about);
    return;
  }
  if (!kase.isSqlite) {
    kase.found("C3", about);
    return;
  }
  kase.found("C3", about, {
    reason: "SQLite refuses it on a table with rows, and on an empty one the previous release's inserts leave it out",
  });
}

function judgeGenerated(kase: Case, about: string, column: Column): void {
  const { generated, isNotNull } = column;
  if (kase.isSqlite && column.isStored) {
    kase.unknown(about, "SQLite refuses to add a STORED column", "say VIRTUAL");
    return;
  }
  if (generated !== null && !isNotNull && neverFails(generated, column, kase)) {
    kase.found("C7", about);
    return;
  }
  kase.found("C7", about, {
    ...{ verdict: "PROBE", previous: "conditional", resolution: { by: "loosening" } },
    reason: "a row that its expression cannot be computed for, or that does not fit, is rejected",
    remedy: "add a column that may be NULL and let the new release fill it",
  });
}

export function noteColumn(kase: Case, table: ObjectName, column: string): void {
  kase.make("column", columnKey(table, column));
}

export function costOf(column: Column, isPlaced: boolean, before: Cost): Cost {
  if (column.generated !== null && column.isStored) return "copy";
  if (column.isAuto || column.isPrimary || column.isUnique || column.hasCheck || column.references !== null)
    return "copy";
  return costlier(before, isPlaced ? "rebuild" : "instant");
}
