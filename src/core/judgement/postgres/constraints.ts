import { isNewColumn, isNewParent, isNewTable, type LockTold, type Look } from "./look.ts";
import { anyDuplicate, anyNull, anyValue, byLoosening, byPerson } from "./probes.ts";
import { checkNulled, holdKey, referFromNew, refuseNull } from "./references.ts";
import { type Node, part, parts, relationName, word } from "./tree.ts";

const narrower = { ...byLoosening };

/** Judges `ADD CONSTRAINT`. */
export function addConstraint(look: Look, table: string, constraint: Node): void {
  const name = part(constraint.conname);
  const about = name === "" ? table : `${table} (${name})`;
  if (constraint.contype === "CONSTR_FOREIGN") {
    addForeignKey(look, table, about, constraint);
    return;
  }
  if (isNewTable(look.world, table)) {
    if (constraint.contype === "CONSTR_CHECK") checkNulled(look, table, constraint.raw_expr);
    if (constraint.contype === "CONSTR_NOTNULL" || constraint.contype === "CONSTR_PRIMARY")
      for (const column of parts(constraint.keys)) setNotNull(look, table, column);
    return;
  }
  const isUnchecked = constraint.skip_validation === true;
  switch (constraint.contype) {
    case "CONSTR_CHECK":
      if (constraint.is_enforced === true) look.find("K3", about);
      look.lock(table, "ACCESS EXCLUSIVE", scanned(isUnchecked));
      break;
    case "CONSTR_NOTNULL":
      for (const column of parts(constraint.keys)) setNotNull(look, table, column);
      look.lock(table, "ACCESS EXCLUSIVE", scanned(isUnchecked));
      break;
    case "CONSTR_EXCLUSION":
      look.find("K3", about);
      look.lock(table, "ACCESS EXCLUSIVE", { isLong: true, reason: "its index is built meanwhile" });
      break;
    case "CONSTR_UNIQUE":
    case "CONSTR_PRIMARY":
      addUnique(look, table, about, constraint);
      break;
    default:
      look.doubt(about, "this kind of constraint is not known here");
  }
  if (name !== "") look.world.make("constraint", `${table}.${name}`);
}

function scanned(isUnchecked: boolean): LockTold {
  if (isUnchecked) return { reason: "short, but it waits for whoever uses the table" };
  const remedy = "add it NOT VALID, and VALIDATE CONSTRAINT in a later statement: that blocks no writes";
  return { isLong: true, reason: "every row is read", remedy };
}

function addUnique(look: Look, table: string, about: string, constraint: Node): void {
  const columns = parts(constraint.keys);
  const hasIndex = word(constraint.indexname) !== "";
  const remedy = "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX";
  look.lock(
    table,
    "ACCESS EXCLUSIVE",
    hasIndex
      ? { reason: "short, but it waits for whoever uses the table" }
      : { isLong: true, reason: "its index is built meanwhile", remedy },
  );
  if (constraint.contype === "CONSTR_PRIMARY") {
    for (const column of columns) setNotNull(look, table, column);
    look.find("K1", about);
  } else if (constraint.nulls_not_distinct === true || !areLeftNull(look, table, columns)) look.find("K1", about);
}

/** Whether the previous release leaves one of the columns NULL in every row that it writes. */
export function areLeftNull({ world }: Look, table: string, columns: readonly string[]): boolean {
  return columns.some(
    (column) => isNewColumn(world, table, column) && !world.has("column", `default ${table}.${column}`),
  );
}

function addForeignKey(look: Look, table: string, about: string, constraint: Node): void {
  const parent = relationName(constraint.pktable);
  const columns = parts(constraint.fk_attrs);
  const isScanned = constraint.skip_validation !== true;
  const remedy = "add it NOT VALID, and VALIDATE CONSTRAINT in a later statement";
  const lock = { isLong: isScanned && !isNewTable(look.world, table), reason: "writes to both tables wait", remedy };
  look.lock(table, "SHARE ROW EXCLUSIVE", lock);
  look.lock(parent, "SHARE ROW EXCLUSIVE", lock);
  if (isNewTable(look.world, table)) {
    referFromNew(look, table, constraint);
    return;
  }
  if (constraint.fk_del_action === "c") look.world.make("constraint", `cascades ${parent}`);
  if (constraint.is_enforced !== true) return;
  const [column = ""] = columns;
  if (!areLeftNull(look, table, columns)) look.find("K3", about);
  else if (isNewParent(look.world, parent)) return;
  else if (constraint.fk_del_action === "n") holdKey(look, about, constraint, anyValue(table, column));
  else if (columns.length > 1) look.find("K3", about, narrower);
  else {
    const reason = `once it refers to rows of ${parent}, the previous release cannot delete those as it did`;
    const fix = "say ON DELETE SET NULL: then it is SAFE";
    look.find("K3", about, { ...narrower, reason, remedy: fix, ...anyValue(table, column) });
  }
}

/** NOT NULL on a column of this release whose default is gone breaks inserts as C3 does, in however many statements. */
export function setNotNull(look: Look, table: string, column: string): void {
  if (isNewTable(look.world, table)) {
    refuseNull(look, table, column);
    return;
  }
  const about = `${table}.${column}`;
  if (!isNewColumn(look.world, table, column)) {
    look.find("N1", about);
    return;
  }
  look.world.make("column", `not null ${about}`);
  if (look.world.has("column", `computed ${about}`)) look.find("N1", about);
  else if (!look.world.has("column", `default ${about}`)) look.find("C3", about);
}

/** Without its definition only the engine's own names tell what a constraint was. */
export function dropConstraint(look: Look, table: string, command: Node): void {
  const name = part(command.name);
  const about = `${table} (${name})`;
  look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
  if (isNewTable(look.world, table)) return;
  if (look.world.has("constraint", `${table}.${name}`)) {
    look.world.forget("constraint", `${table}.${name}`);
    return;
  }
  if (command.behavior === "DROP_CASCADE") {
    look.find("K4", about, { ...byPerson, reason: "foreign keys that need it go with it, whichever they are" });
    return;
  }
  const bare = table.split(".").at(-1) ?? table;
  const named = (pattern: string) => new RegExp(`^${escaped(bare)}_(\\w+)_${pattern}$`).exec(name)?.[1];
  const unique = named("(?:key|unique)");
  const notNull = named("not_null");
  if (unique !== undefined) {
    const reason = "once there are duplicates, the down fails; ON CONFLICT of the previous release may need it";
    look.find("K2", about, { previous: "conditional", reason, ...anyDuplicate(table, [unique]) });
  } else if (notNull !== undefined) look.find("N2", about, anyNull(table, notNull));
  else {
    const reason = "what it was is not told here: once there are rows that break it, the down fails";
    look.find("K4", about, { ...byPerson, reason });
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
