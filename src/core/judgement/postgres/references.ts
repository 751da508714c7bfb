import type { Resolution } from "../finding.ts";
import { surelyPasses } from "./checks.ts";
import { primaryKeys } from "./known-schema.ts";
import { isNewParent, isNewTable, type Look } from "./look.ts";
import { anyRow } from "./probes.ts";
import { bare, type Node, nodesIn, parts, relationName } from "./tree.ts";

const probed = { verdict: "PROBE", previous: "conditional" } as const;

/** A foreign key of a table of this release: what the new release writes there holds fast the rows of the other table. */
export function referFromNew(look: Look, table: string, constraint: Node, inline = ""): void {
  const parent = relationName(constraint.pktable);
  if (parent === "" || parent === table || constraint.is_enforced !== true) return;
  const { world } = look;
  look.lock(parent, "SHARE ROW EXCLUSIVE", { reason: "a foreign key locks the table that it refers to" });
  // Deleting rows of a table that was there before reaches new tables by CASCADE.
  if (isNewParent(world, parent) && !world.has("constraint", `under ${parent}`)) return;
  const columns = inline === "" ? parts(constraint.fk_attrs) : [inline];
  const action = constraint.fk_del_action;
  const about = `${table} → ${parent}`;
  if (action === "c") world.make("constraint", `under ${table}`);
  if (action === "n")
    for (const name of [table, ...columns.map((column) => `${table}.${column}`)]) markNulled(look, name);
  const canBeNull = columns.every((column) => !world.has("column", `not null ${table}.${column}`));
  const isFree = action === "c" || (action === "n" && canBeNull);
  const fires = world.has("constraint", `fires on ${action === "c" ? "delete" : "update"} ${table}`);
  if (isFree && fires) tellFired(look, table, about);
  else if (!isFree)
    look.find("K3", about, {
      ...{ ...probed, loses: "rows of the new table" },
      reason: `once ${table} has rows, the previous release cannot delete the rows of ${parent} that they refer to`,
      remedy: "say ON DELETE CASCADE or ON DELETE SET NULL: then it is SAFE",
      ...anyRow(table),
    });
  else if (!isNewParent(world, parent)) holdKey(look, about, constraint, anyRow(table));
}

function markNulled({ world }: Look, name: string): void {
  world.make("constraint", `nulls ${name}`);
}

function tellFired(look: Look, table: string, about: string): void {
  const reason = `once ${table} has rows, deleting what they refer to runs its triggers, which may refuse that`;
  look.find("K3", about, { ...probed, reason, remedy: "let its triggers pass on such a deletion", ...anyRow(table) });
}

/** Whatever a foreign key does on DELETE, the key that it refers to cannot be changed as before, and TRUNCATE fails. */
export function holdKey(look: Look, about: string, constraint: Node, resolution: { resolution: Resolution }): void {
  const parent = relationName(constraint.pktable);
  const truncates = `a TRUNCATE of ${parent} by the previous release is refused`;
  const follows = constraint.fk_upd_action === "c";
  if (follows) look.find("K3", about, { verdict: "SAFE", previous: "conditional", reason: truncates });
  else if (isRarelyChanged(look, parent, parts(constraint.pk_attrs))) {
    const reason = `${truncates}, and so is an UPDATE of a key of it that a row refers to`;
    look.find("K3", about, { verdict: "SAFE", previous: "conditional", reason });
  } else {
    const reason = `once a row refers to ${parent}, the previous release cannot change the key that it refers to`;
    look.find("K3", about, { ...probed, reason, remedy: "say ON UPDATE CASCADE: then it is SAFE", ...resolution });
  }
}

/** Numbers and UUIDs that make a primary key mean nothing by themselves, so that nobody changes them. */
function isRarelyChanged({ known }: Look, parent: string, named: readonly string[]): boolean {
  const primary = primaryKeys(known);
  if (known === undefined || primary === undefined)
    return named.length === 0 || (named.length === 1 && named[0] === "id");
  const start = `${parent}.`;
  const isOf = (key: string) => key.startsWith(start) && !key.slice(start.length).includes(".");
  const keys = named.length > 0 ? named.map((column) => start + column) : [...primary].filter(isOf);
  return (
    keys.length > 0 && keys.every((key) => primary.has(key) && /^(\w*int\w*|uuid)$/.test(known.columns[key] ?? ""))
  );
}

/** NOT NULL on a column of a new table that a deletion by the previous release sets to NULL. */
export function refuseNull(look: Look, table: string, column: string): void {
  look.world.make("column", `not null ${table}.${column}`);
  if (look.world.has("constraint", `nulls ${table}.${column}`)) tellRefused(look, table, column);
}

/** A check of a new table that refuses what ON DELETE SET NULL sets. */
export function checkNulled(look: Look, table: string, expression: unknown): void {
  const columns = new Set<string>();
  for (const [kind, { fields }] of nodesIn(expression))
    if (kind === "ColumnRef") columns.add(parts(fields).at(-1) ?? "");
  for (const column of columns)
    if (look.world.has("constraint", `nulls ${table}.${column}`) && !surelyPasses(expression, bare(column), null))
      tellRefused(look, table, column);
}

function tellRefused(look: Look, table: string, column: string): void {
  const reason = `once ${table} has rows, the previous release cannot delete what they refer to: NULL is refused there`;
  look.find("K3", `${table}.${column}`, { ...probed, reason, remedy: "leave it free to be NULL", ...anyRow(table) });
}

const deletes = 8;
const updates = 16;

/** A trigger of a new table that runs when the previous release deletes what its rows refer to. */
export function triggerOnNew(look: Look, table: string, events: unknown): void {
  const { world } = look;
  const bits = Number(events ?? 0);
  if (!isNewTable(world, table)) return;
  if ((bits & deletes) !== 0) world.make("constraint", `fires on delete ${table}`);
  if ((bits & updates) !== 0) world.make("constraint", `fires on update ${table}`);
  const isReached = (bit: number, mark: string) => (bits & bit) !== 0 && world.has("constraint", `${mark} ${table}`);
  if (isReached(deletes, "under") || isReached(updates, "nulls")) tellFired(look, table, table);
}
