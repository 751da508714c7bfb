import { addition } from "./alter-add.ts";
import { alteration, renaming, restated } from "./alter-column.ts";
import type { Case } from "./case.ts";
import { type Cursor, cursor, parts } from "./cursor.ts";
import { dropsUnique, judgeDroppedIndex } from "./drop.ts";
import { type Cost, changes, costlier } from "./locks.ts";
import { columnKey, isOfTheEngine, type ObjectName, objectName } from "./names.ts";

/** What one part of an ALTER TABLE costs; null where it is not understood. */
export type Part = Cost | null;

/** After ALTER TABLE of MySQL and MariaDB; false where it is not understood to its end. */
export function alterMysql(at: Cursor, kase: Case): boolean {
  at.words("IF EXISTS");
  const table = objectName(at);
  if (table === null || isOfTheEngine(table, kase.dialect)) return false;
  if (at.word("WAIT")) at.number();
  else at.word("NOWAIT");
  let cost: Cost = "instant";
  let asked: Cost | null = null;
  for (const tokens of parts(at.rest())) {
    const part = cursor(tokens, kase.dialect);
    const modifier = modifierOf(part);
    if (modifier !== undefined) {
      asked = modifier ?? asked;
      continue;
    }
    const found = specification(part, kase, table);
    if (found === null || !part.isDone()) return false;
    cost = costlier(cost, found);
  }
  // What is asked for by ALGORITHM is refused where the engine cannot do it.
  changes(kase, table.shown, asked ?? cost);
  return true;
}

/** ALGORITHM and LOCK change nothing; undefined where it is something else. */
function modifierOf(part: Cursor): Cost | null | undefined {
  const which = part.word("ALGORITHM", "LOCK");
  if (which === null) return part.words("WITH VALIDATION") || part.words("WITHOUT VALIDATION") ? null : undefined;
  part.mark("=");
  const value = part.take()?.value;
  if (!part.isDone()) return undefined;
  if (which === "ALGORITHM" && (value === "INSTANT" || value === "NOCOPY"))
    return value === "INSTANT" ? "instant" : "online";
  return (which === "LOCK" && value === "NONE") || (which === "ALGORITHM" && value === "INPLACE") ? "rebuild" : null;
}

function specification(part: Cursor, kase: Case, table: ObjectName): Part {
  if (part.word("ADD")) return addition(part, kase, table);
  if (part.word("DROP")) return removal(part, kase, table);
  if (part.word("MODIFY", "CHANGE")) return restated(part, kase, table);
  if (part.word("ALTER")) return alteration(part, kase, table);
  if (part.word("RENAME")) return renaming(part, kase, table);
  if (part.words("CONVERT TO")) {
    if (!part.word("CHARSET") && !part.words("CHARACTER SET")) return null;
    part.take();
    if (part.word("COLLATE")) part.take();
    return harms(kase, table, "X2", "copy");
  }
  return option(part, kase, table);
}

function harms(kase: Case, table: ObjectName, rule: "X2" | "D1" | "I1" | "T4", cost: Cost, reason?: string): Cost {
  if (!kase.isNew(table)) kase.found(rule, table.shown, reason === undefined ? {} : { reason });
  return cost;
}

function option(part: Cursor, kase: Case, table: ObjectName): Part {
  part.word("DEFAULT");
  if (part.word("CHARSET", "COLLATE") || part.words("CHARACTER SET")) {
    part.mark("=");
    part.take();
    if (part.word("COLLATE") && (part.mark("=") || true)) part.take();
    return harms(kase, table, "D1", "instant", "only columns that are added later get it");
  }
  if (part.word("AUTO_INCREMENT")) {
    part.mark("=");
    return part.number() === null ? null : laterNumbers(kase, table);
  }
  if (part.word("ENGINE")) {
    part.mark("=");
    return part.take()?.value.toUpperCase() === "INNODB" ? harms(kase, table, "I1", "copy", rebuilds) : null;
  }
  if (part.words("ORDER BY")) {
    part.rest();
    return harms(kase, table, "I1", "copy", rebuilds);
  }
  if (part.word("FORCE")) return harms(kase, table, "I1", "rebuild", rebuilds);
  if (part.word("COMMENT", "STATS_PERSISTENT", "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES", "AVG_ROW_LENGTH")) {
    part.mark("=");
    part.take();
    return "instant";
  }
  return partition(part, kase, table);
}

/** The type of the column, and so its highest number, is not in the migration. */
function laterNumbers(kase: Case, table: ObjectName): Cost {
  if (!kase.isNew(table))
    kase.found("D1", table.shown, {
      ...{ verdict: "PROBE", previous: "conditional", resolution: { by: "loosening" } },
      reason: "where the number is near the highest of the column's type, the previous release's inserts soon fail",
    });
  return "instant";
}

const rebuilds = "the table is written anew with the same rows";

function partition(part: Cursor, kase: Case, table: ObjectName): Part {
  if (!part.words("TRUNCATE PARTITION") && !part.words("DISCARD TABLESPACE")) return null;
  part.rest();
  return harms(kase, table, "T4", "instant");
}

function removal(part: Cursor, kase: Case, table: ObjectName): Part {
  const isNew = kase.isNew(table);
  if (part.word("PARTITION")) {
    part.rest();
    return harms(kase, table, "T4", "instant", "the rows of the partition are gone");
  }
  if (part.words("PRIMARY KEY")) {
    if (!isNew) dropsUnique(kase, `the primary key of ${table.shown}`);
    return "copy";
  }
  if (part.word("INDEX", "KEY")) {
    part.words("IF EXISTS");
    const name = part.name();
    if (name !== null) judgeDroppedIndex(kase, table, name);
    return name === null ? null : "instant";
  }
  if (part.words("FOREIGN KEY") || part.word("CONSTRAINT", "CHECK")) {
    part.words("IF EXISTS");
    const name = part.name();
    if (name !== null && !isNew)
      kase.found("K4", `constraint ${name} of ${table.shown}`, { resolution: { by: "person" } });
    return name === null ? null : "instant";
  }
  if (part.peek()?.value === "SYSTEM" || part.peek()?.value === "PERIOD") return null;
  part.word("COLUMN");
  part.words("IF EXISTS");
  const column = part.name();
  if (column === null) return null;
  part.word("RESTRICT", "CASCADE");
  const key = columnKey(table, column);
  if (!isNew && !kase.world.has("column", key)) kase.found("C4", `${table.shown}.${column}`);
  kase.forget("column", key);
  return "rebuild";
}
