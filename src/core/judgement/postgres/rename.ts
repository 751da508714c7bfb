import { isNewColumn, isNewTable, type Look } from "./look.ts";
import { byLoosening, byPerson } from "./probes.ts";
import { asNode, joined, list, type Node, opened, part, relationName, word, words } from "./tree.ts";

const short = { reason: "short, but it waits for whoever uses the table" } as const;
const named = {
  ...byLoosening,
  reason: "ON CONFLICT ON CONSTRAINT and error handling of the previous release may name it",
};

const tables = new Set(["OBJECT_TABLE", "OBJECT_FOREIGN_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE"]);
const programs = new Set(["OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE"]);

/** Judges `ALTER … RENAME`. */
export function rename(look: Look, statement: Node): void {
  const kind = word(statement.renameType);
  const relation = relationName(statement.relation);
  const [old, next] = [part(statement.subname), part(statement.newname)];
  if (tables.has(kind)) renameRelation(look, relation, statement);
  else if (kind === "OBJECT_COLUMN") renameColumn(look, relation, old, next);
  else if (kind === "OBJECT_TABCONSTRAINT") {
    look.lock(relation, "ACCESS EXCLUSIVE", short);
    if (!isNewTable(look.world, relation) && !look.world.has("constraint", `${relation}.${old}`))
      look.find("K3", `${relation} (${old})`, named);
  } else if (kind === "OBJECT_INDEX") {
    if (look.world.has("index", relation)) look.world.forget("index", relation);
    else look.find("I1", `index ${relation}`, named);
  } else if (kind === "OBJECT_TYPE" || kind === "OBJECT_DOMAIN") renameType(look, statement);
  else if (kind === "OBJECT_ATTRIBUTE") look.find("C5", `${relation}.${old}`);
  else if (programs.has(kind) || kind === "OBJECT_SCHEMA") look.find("T3", objectName(statement.object) || old);
  else if (kind === "OBJECT_TRIGGER" && !isNewTable(look.world, relation)) {
    const reason = "triggers fire in the order of their names";
    look.find("G1", `${relation} (${old})`, { ...byPerson, reason });
  } else if (kind !== "OBJECT_POLICY" && kind !== "OBJECT_TRIGGER")
    look.doubt(relation || old, "what this renames is not known here");
}

function renameRelation(look: Look, name: string, statement: Node): void {
  const { world } = look;
  look.lock(name, "ACCESS EXCLUSIVE", short);
  const schema = word(asNode(statement.relation).schemaname);
  const next = joined([schema, word(statement.newname)]);
  const made = (["table", "view", "sequence"] as const).find((kind) => world.has(kind, name));
  if (world.notes.delete(`temporary ${name}`)) {
    world.notes.add(`temporary ${next}`);
    return;
  }
  if (made === undefined) {
    look.find("T3", name);
    return;
  }
  world.forget(made, name);
  world.make(made, next);
}

function renameColumn(look: Look, table: string, old: string, next: string): void {
  const { world } = look;
  look.lock(table, "ACCESS EXCLUSIVE", short);
  if (isNewTable(world, table) || world.has("view", table)) return;
  if (!isNewColumn(world, table, old)) {
    look.find("C5", `${table}.${old}`);
    return;
  }
  for (const mark of ["", "default ", "computed ", "not null "]) {
    if (!world.has("column", `${mark}${table}.${old}`)) continue;
    world.forget("column", `${mark}${table}.${old}`);
    world.make("column", `${mark}${table}.${next}`);
  }
}

function renameType(look: Look, statement: Node): void {
  const name = objectName(statement.object);
  if (!look.world.has("type", name)) look.find("T3", name);
  else look.world.forget("type", name);
}

/** Judges `ALTER … SET SCHEMA`. */
export function setSchema(look: Look, statement: Node): void {
  const { world } = look;
  const name = relationName(statement.relation) || objectName(statement.object);
  const made = (["table", "view", "sequence", "type"] as const).find((kind) => world.has(kind, name));
  look.lock(name, "ACCESS EXCLUSIVE", short);
  if (made === undefined) look.find("T3", name);
  else world.forget(made, name);
}

/** Judges `ALTER … OWNER TO` of everything but tables. */
export function changeOwner(look: Look, statement: Node): void {
  const name = objectName(statement.object) || "the object";
  const { world } = look;
  if ((["type", "schema"] as const).some((kind) => world.has(kind, name))) return;
  look.find("P1", name, { ...byPerson, reason: "the previous release may have its rights by owning it" });
}

export function objectName(object: unknown): string {
  const [kind, node] = opened(object);
  if (kind === "ObjectWithArgs") return joined(words(node.objname));
  if (kind === "String") return joined([word(node.sval)]);
  if (kind === "TypeName") return joined(words(node.names));
  return joined(words(object).length > 0 ? words(object) : list(object).map(word));
}
