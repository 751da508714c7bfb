import type { Case } from "./case.ts";
import { columnKey, literal, type ObjectName, quoted } from "./names.ts";
import type { Action, Reference } from "./reference.ts";

/** The table that has the foreign key. */
export interface Child {
  readonly table: ObjectName;
  /** Whether the previous release writes nothing there. */
  readonly isNew: boolean;
  /** Whether the column can hold no NULL, or nobody can tell. */
  isNotNull(column: string): boolean;
}

/** A table of which earlier statements have told what they know. */
export function knownChild(kase: Case, table: ObjectName): Child {
  const isNotNull = (column: string) => kase.world.has("column", notNull(table, column));
  return { table, isNew: kase.isNew(table), isNotNull };
}

/** A word of ours for the world: this column of a new table can hold no NULL. */
export function notNull(table: ObjectName, column: string): string {
  return `not null ${columnKey(table, column)}`;
}

/** A word of ours for the world: rows of this new table go with rows of an old one. */
function under({ key }: ObjectName): string {
  return `under ${key}`;
}

/** A foreign key of a column or table that the previous release does not write: what it may no longer do to the other table. */
export function judgeReference(kase: Case, child: Child, told: Reference): void {
  const { table } = child;
  const other = told.table;
  const isOwn = other.key === table.key;
  const isOld = !isOwn && !kase.isNew(other);
  const isUnder = !isOwn && !isOld && kase.world.has("constraint", under(other));
  if (kase.isSqlite && !isAtPrimaryKey(told) && (isOld || isUnder || !child.isNew)) judgeMatch(kase, table, told);
  if (isOwn) return;
  // What is deleted in a new table would take rows of an old one with it.
  if (!isOld && !child.isNew) kase.forget("table", other.key);
  if (!isOld && !isUnder) return;
  const follows = (action: Action) => action === "CASCADE" || (action === "SET NULL" && !told.columns.some(isFixed));
  const isFixed = (column: string) => child.isNotNull(column);
  if (told.onDelete === "CASCADE" && child.isNew) kase.make("constraint", under(table));
  const goes = follows(told.onDelete);
  if (goes) kase.warn(`rows of ${table.shown} follow what the previous release deletes in ${other.shown}`);
  const isChanged = isOld && !follows(told.onUpdate);
  if (!goes || (isChanged && !isAtPrimaryKey(told))) judgeRefusal(kase, table, told, { goes, isChanged });
  else if (isChanged)
    kase.warn(
      `while a row of ${table.shown} refers to a row of ${other.shown}, the previous release cannot change the key of that`,
    );
  if (isOld && !kase.isSqlite) kase.warn(`the previous release cannot TRUNCATE ${other.shown} any more`);
}

/** The schema is not known here: a column called `id` is taken for the key, as is none at all. */
function isAtPrimaryKey({ columns, targets }: Reference): boolean {
  const [target, second] = targets;
  return target === undefined || (second === undefined && columns.length === 1 && target.toLowerCase() === "id");
}

interface Refused {
  /** Whether a row of the other table may still go. */
  readonly goes: boolean;
  /** Whether its key can no longer be changed. */
  readonly isChanged: boolean;
}

function judgeRefusal(kase: Case, table: ObjectName, told: Reference, { goes, isChanged }: Refused): void {
  const other = told.table;
  const filled = told.columns.map((column) => `${quoted(column, kase.dialect)} IS NOT NULL`).join(" AND ");
  const refused = [...(goes ? [] : ["delete that"]), ...(isChanged ? ["change the key of that"] : [])].join(" or ");
  kase.found("K3", table.shown, {
    reason: `while a row of ${table.shown} refers to a row of ${other.shown}, the previous release cannot ${refused}`,
    remedy: goes
      ? "say ON UPDATE CASCADE too: then it is SAFE"
      : "say ON DELETE CASCADE, or SET NULL where the column may be NULL, if that is meant: then it is SAFE",
    resolution: {
      by: "probe",
      probe: {
        asks: `rows of \`${table.shown}\` that refer to \`${other.shown}\``,
        sql: `SELECT count(*) FROM ${table.quoted} WHERE ${filled}`,
      },
    },
  });
}

/** SQLite refuses every write to either table, with or without rows, where no key of its own tells the other rows apart. */
function judgeMatch(kase: Case, table: ObjectName, { table: other, targets }: Reference): void {
  const names = literal(
    targets
      .map((target) => target.toLowerCase())
      .sort()
      .join(),
  );
  const schema = literal(other.schema ?? "main");
  const of = (columns: string) =>
    `(SELECT group_concat(name) FROM (SELECT lower(name) AS name FROM ${columns} ORDER BY 1))`;
  const primary = of(`pragma_table_info(${literal(other.name)}, ${schema}) WHERE pk > 0`);
  const unique = of(`pragma_index_info(i.name, ${schema})`);
  const indexes = `pragma_index_list(${literal(other.name)}, ${schema}) AS i WHERE i."unique" AND NOT i.partial`;
  kase.found("K3", table.shown, {
    reason: `where ${other.shown} (${targets.join(", ")}) is neither its primary key nor unique, SQLite refuses the previous release's writes (foreign key mismatch)`,
    remedy: `refer to the primary key of ${other.shown}`,
    resolution: {
      by: "probe",
      probe: {
        asks: `whether \`${other.shown}\` lacks a unique key of \`${targets.join(", ")}\``,
        sql: `SELECT NOT (coalesce(${primary} = ${names}, 0) OR EXISTS (SELECT 1 FROM ${indexes} AND ${unique} = ${names}))`,
      },
    },
  });
}
