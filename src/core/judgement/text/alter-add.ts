import { costOf, judgeAdded, noteColumn } from "./add-column.ts";
import type { Case } from "./case.ts";
import { columnOf } from "./column.ts";
import { indexKey, indexOptions, judgeIndex } from "./create.ts";
import { type Cursor, cursor, holds, parts } from "./cursor.ts";
import { judgeReference, knownChild } from "./judge-reference.ts";
import { type Cost, costlier } from "./locks.ts";
import type { ObjectName } from "./names.ts";
import { foreignKey } from "./reference.ts";

/** After ADD of MySQL and MariaDB: what it costs, null where it is not understood. */
export function addition(part: Cursor, kase: Case, table: ObjectName): Cost | null {
  const constraint = keyOrConstraint(part, kase, table);
  if (constraint !== undefined) return constraint;
  const ahead = part.peek()?.kind === "word" ? part.peek()?.value : "";
  const second = part.peek(1)?.value ?? "";
  if (ahead === "PARTITION") {
    const isSafe = !holds(part.rest(), "SELECT", "AS");
    if (isSafe && !kase.isNew(table)) kase.found("T1", `a partition of ${table.shown}`);
    return isSafe ? "instant" : null;
  }
  if ((ahead === "PERIOD" && second === "FOR") || (ahead === "SYSTEM" && second === "VERSIONING")) return null;
  part.word("COLUMN");
  const isOptional = part.words("IF NOT EXISTS");
  const several = part.parens();
  const definitions = several === null ? [part.rest()] : parts(several);
  let cost: Cost = "instant";
  for (const definition of definitions) {
    const column = columnOf(definition, cursor(definition, kase.dialect));
    if (column === null) return null;
    judgeAdded(kase, table, column);
    if (!isOptional) noteColumn(kase, table, column.name);
    cost = costlier(cost, costOf(column, false, cost));
  }
  return cost;
}

/** Undefined where a column is added. */
function keyOrConstraint(part: Cursor, kase: Case, table: ObjectName): Cost | null | undefined {
  const isNew = kase.isNew(table);
  const isNamed = part.word("CONSTRAINT") !== null;
  if (isNamed && !["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"].includes(part.peek()?.value ?? "")) {
    part.words("IF NOT EXISTS");
    part.name();
  }
  if (part.words("PRIMARY KEY")) {
    part.rest();
    if (!isNew) kase.found("K1", `the primary key of ${table.shown}`);
    return "copy";
  }
  if (part.words("FOREIGN KEY")) {
    const told = foreignKey(part);
    if (told === null) return null;
    if (kase.isNew(told.table) || isNew) judgeReference(kase, knownChild(kase, table), told);
    if (!isNew) kase.found("K3", `a foreign key of ${table.shown}`);
    return "copy";
  }
  if (part.word("CHECK")) {
    part.rest();
    if (!isNew) kase.found("K3", `a check of ${table.shown}`);
    return "copy";
  }
  const kind = part.word("UNIQUE", "FULLTEXT", "SPATIAL");
  const isIndex = part.word("INDEX", "KEY") !== null;
  if (kind === null && !isIndex) return isNamed ? null : undefined;
  return index(part, kase, table, kind);
}

function index(part: Cursor, kase: Case, table: ObjectName, kind: string | null): Cost | null {
  const isOptional = part.words("IF NOT EXISTS");
  const name = part.peek()?.value === "(" || part.peek()?.value === "USING" ? "" : part.name();
  if (name === null) return null;
  if (part.word("USING")) part.take();
  const columns = part.parens();
  if (columns === null || !indexOptions(part)) return null;
  judgeIndex(kase, { table, name: name === "" ? "without a name" : name, kind, columns });
  if (!isOptional && kind === null && name !== "") kase.make("index", indexKey(kase, table, name));
  return kind === "FULLTEXT" || kind === "SPATIAL" ? "copy" : "online";
}
