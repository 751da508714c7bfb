import { constantOf } from "./expressions.ts";
import { forgetNames, type Look, movePath } from "./look.ts";
import { calls, changeRows } from "./rows.ts";
import { isHarmlessSetting } from "./settings.ts";
import { asNode, list, type Node, relationName, word, words } from "./tree.ts";

/** Judges `SET` and `RESET`. */
export function set(look: Look, statement: Node): void {
  const kind = word(statement.kind);
  const name = word(statement.name).toLowerCase();
  if (kind === "VAR_SET_MULTI") return;
  const isName = ["search_path", "role", "session_authorization"].includes(name);
  if (isName || kind === "VAR_RESET_ALL") movePath(look.world);
  else if (name === "standard_conforming_strings" && isOn(statement)) return;
  else if (!isHarmlessSetting(name) && kind !== "VAR_RESET" && kind !== "VAR_SET_DEFAULT")
    look.doubt(name, `what the setting ${name} does is not known here`);
}

/** Strings are read here as they are with it on. */
function isOn(statement: Node): boolean {
  const [argument] = list(statement.args);
  return ["on", "true"].includes(String(constantOf(asNode(asNode(argument).A_Const))));
}

export function transaction(look: Look, statement: Node): void {
  const { notes } = look.world;
  switch (statement.kind) {
    case "TRANS_STMT_BEGIN":
    case "TRANS_STMT_START":
      notes.add("transaction");
      break;
    case "TRANS_STMT_COMMIT":
      notes.delete("transaction");
      // What was to go at the end of the transaction is gone; a name may mean the table behind it again.
      for (const note of notes) if (note.startsWith("temporary ")) notes.delete(note);
      if (notes.has("path")) forgetNames(look.world);
      break;
    case "TRANS_STMT_ROLLBACK":
    case "TRANS_STMT_ROLLBACK_TO":
      if (statement.kind === "TRANS_STMT_ROLLBACK") notes.clear();
      forgetNames(look.world);
      break;
    case "TRANS_STMT_SAVEPOINT":
    case "TRANS_STMT_RELEASE":
      break;
    default:
      look.doubt("the transaction", "prepared transactions end elsewhere");
  }
}

const lockNames = [
  null,
  null,
  null,
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;

export function lockTables(look: Look, statement: Node): void {
  const lock = lockNames[Number(statement.mode ?? 8)];
  if (lock === null || lock === undefined) return;
  for (const relation of list(statement.relations))
    look.lock(relationName(asNode(relation).RangeVar), lock, {
      isLong: true,
      reason: "it is held to the end of the transaction",
    });
}

/** `EXPLAIN ANALYZE` runs what it explains. */
export function explain(look: Look, statement: Node): void {
  for (const [kind, query] of Object.entries(asNode(statement.query))) {
    if (["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"].includes(kind))
      changeRows(look, kind, asNode(query));
    else look.doubt("the statement", "what it explains is not known here");
  }
}

/** `VACUUM` and `ANALYZE`. */
export function vacuum(look: Look, statement: Node): void {
  const options = list(statement.options).map((option) => word(asNode(asNode(option).DefElem).defname));
  if (!options.includes("full")) return;
  for (const relation of list(statement.rels))
    look.lock(relationName(asNode(asNode(relation).VacuumRelation).relation), "ACCESS EXCLUSIVE", {
      ...{ isLong: true, rewrites: true, reason: "the table is written anew" },
      remedy: "a plain VACUUM blocks nobody",
    });
}

export function cluster(look: Look, statement: Node): void {
  const reason = "the table is written anew";
  look.lock(relationName(statement.relation), "ACCESS EXCLUSIVE", { isLong: true, rewrites: true, reason });
}

export function reindex(look: Look, statement: Node): void {
  const isConcurrent = list(statement.params).some(
    (option) => asNode(asNode(option).DefElem).defname === "concurrently",
  );
  if (isConcurrent) return;
  const on = relationName(statement.relation) || word(statement.name) || "the database";
  const reason = "its indexes are built anew";
  look.lock(on, "ACCESS EXCLUSIVE", { isLong: true, reason, remedy: "REINDEX … CONCURRENTLY" });
}

export function refresh(look: Look, statement: Node): void {
  if (statement.concurrent === true) return;
  const reason = "its query runs meanwhile";
  const remedy = "REFRESH MATERIALIZED VIEW CONCURRENTLY";
  look.lock(relationName(statement.relation), "ACCESS EXCLUSIVE", { isLong: true, reason, remedy });
}

export function grant(look: Look, statement: Node): void {
  const about = list(statement.objects).map((object) => {
    const name = relationName(asNode(object).RangeVar);
    return (
      name || words(asNode(asNode(object).ObjectWithArgs).objname).join(".") || word(asNode(asNode(object).String).sval)
    );
  });
  const told = about.join(", ") || "the rights";
  if (statement.is_grant === true) {
    look.find("P2", told);
    return;
  }
  const isNew = about.length > 0 && statement.objtype === "OBJECT_TABLE" && statement.targtype === "ACL_TARGET_OBJECT";
  if (isNew && about.every((name) => look.world.has("table", name))) return;
  look.find("P1", told);
}

export function grantRole(look: Look, statement: Node): void {
  look.find(statement.is_grant === true ? "P2" : "P1", "a role's membership");
}

/** Only roles that nobody can have yet and that take nobody in. */
export function createRole(look: Look, statement: Node): void {
  const options = list(statement.options).map((option) => word(asNode(asNode(option).DefElem).defname));
  const odd = options.filter((option) => ["rolemembers", "adminmembers", "addroleto"].includes(option));
  if (odd.length > 0) look.doubt(word(statement.role), "it changes what other roles may do");
  else look.find("T1", `role ${word(statement.role)}`);
  calls(look, statement.options);
}
