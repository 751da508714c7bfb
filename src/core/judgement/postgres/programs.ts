import { neverFails, readDefault } from "./expressions.ts";
import { hideNothing } from "./hiding.ts";
import { isNewTable, type Look } from "./look.ts";
import { byLoosening, byPerson, isOverloaded, usesEnumValue } from "./probes.ts";
import { triggerOnNew } from "./references.ts";
import { changeRows } from "./rows.ts";
import { asNode, joined, list, type Node, relationName, word, words } from "./tree.ts";
import { readType, typeText } from "./type-names.ts";

const replaced = { ...byPerson, reason: "the previous release may use the one that was there before" } as const;

export function createView(look: Look, statement: Node): void {
  const view = relationName(statement.view);
  for (const [kind, query] of Object.entries(asNode(statement.query))) changeRows(look, kind, asNode(query));
  const isTemporary = asNode(statement.view).relpersistence === "t";
  if (look.world.has("view", view) || isTemporary) return;
  if (statement.replace === true) look.find("V1", view, replaced);
  else {
    look.find("T1", view);
    hideNothing(look, view);
    look.world.make("view", view);
  }
}

export function createFunction(look: Look, statement: Node): void {
  const name = joined(words(statement.funcname));
  const signature = signatureOf(name, statement.parameters);
  if (look.world.has("function", signature)) return;
  const returned = readType(statement.returnType).name;
  const isCalled = returned !== "trigger" && returned !== "event_trigger";
  if (statement.replace === true) look.find("V1", name, replaced);
  else if (!isCalled) look.find("T1", name);
  else {
    const reason =
      "where there is another function of that name, calls of the previous release may not be able to choose";
    look.find("T1", name, { verdict: "PROBE", previous: "conditional", reason, ...isOverloaded(name) });
  }
  if (statement.replace !== true) look.world.make("function", signature);
}

/** A function is known by what it takes: `total(int4,text)`. */
export function signatureOf(name: string, parameters: unknown): string {
  const taken = list(parameters)
    .map((parameter) => asNode(asNode(parameter).FunctionParameter))
    .filter(({ mode }) => mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE")
    .map(({ argType }) => typeText(readType(argType)));
  return `${name}(${taken.join(",")})`;
}

export function createTrigger(look: Look, statement: Node): void {
  const table = relationName(statement.relation);
  const reason = "short, but it waits for whoever uses the table";
  look.lock(table, "SHARE ROW EXCLUSIVE", { reason });
  look.world.make("constraint", `wired ${table}`);
  triggerOnNew(look, table, statement.events);
  if (!isNewTable(look.world, table)) look.find("G1", `${table} (${word(statement.trigname)})`);
}

/** Enums, composite types, ranges: nobody can know them yet. */
export function createType(look: Look, statement: Node): void {
  const name = statement.typevar === undefined ? joined(words(statement.typeName)) : relationName(statement.typevar);
  look.find("T1", name);
  look.world.make("type", name);
}

export function createDomain(look: Look, statement: Node): void {
  const name = joined(words(statement.domainname));
  look.find("T1", name);
  // One that may refuse NULL breaks inserts that leave its column out.
  if (list(statement.constraints).length === 0) look.world.make("type", name);
}

export function alterEnum(look: Look, statement: Node): void {
  const type = joined(words(statement.typeName));
  if (look.world.has("type", type)) return;
  const [value, old] = [word(statement.newVal), word(statement.oldVal)];
  if (old !== "") {
    look.find("E2", `${type} '${old}'`);
    return;
  }
  look.find("E1", `${type} '${value}'`, usesEnumValue(type, value));
  look.warn(`the value '${value}' cannot be used in the transaction that adds it`);
}

export function alterDomain(look: Look, statement: Node): void {
  const domain = joined(words(statement.typeName));
  const value = statement.def === undefined ? null : readDefault(statement.def);
  switch (statement.subtype) {
    case "T":
      if (value === null || value.kind === "null") look.find("D2", domain);
      else look.find("D1", domain, value.kind === "unknown" ? byPerson : {});
      break;
    case "N":
      look.find("N2", domain, byPerson);
      break;
    case "O":
      look.find("N1", domain);
      break;
    case "C":
      look.find(asNode(asNode(statement.def).Constraint).contype === "CONSTR_NOTNULL" ? "N1" : "K3", domain);
      break;
    case "X":
      look.find("K4", domain, byPerson);
      break;
    case "V":
      break;
    default:
      look.doubt(domain, "this change of a domain is not known here");
  }
}

export function createSequence(look: Look, statement: Node): void {
  const name = relationName(statement.sequence);
  look.find("T1", name);
  if (statement.if_not_exists !== true) look.world.make("sequence", name);
}

export function alterSequence(look: Look, statement: Node): void {
  const name = relationName(statement.sequence);
  if (look.world.has("sequence", name)) return;
  const options = list(statement.options).map((option) => word(asNode(asNode(option).DefElem).defname));
  const isOwnedOnly = options.length > 0 && options.every((option) => option === "owned_by" || option === "cache");
  if (!isOwnedOnly)
    look.find("D1", name, {
      ...byPerson,
      reason: "numbers that were given before may be given again",
      down: "may-fail",
    });
}

const plainExtensions = new Set(
  "bloom btree_gin btree_gist citext cube earthdistance fuzzystrmatch hstore isn ltree pg_stat_statements pg_trgm pgcrypto pgstattuple postgis seg tablefunc tsm_system_rows unaccent uuid-ossp vector".split(
    " ",
  ),
);

export function createExtension(look: Look, statement: Node): void {
  const name = word(statement.extname);
  if (plainExtensions.has(name)) look.find("T1", `extension ${name}`);
  else look.doubt(`extension ${name}`, "what it installs is not known here");
}

export function createSchema(look: Look, statement: Node): void {
  const name = joined([word(statement.schemaname)]) || "the schema";
  look.find("T1", name);
  if (list(statement.schemaElts).length > 0)
    look.doubt(name, "what is made inside of the same statement is not judged");
  else if (statement.if_not_exists !== true) look.world.make("schema", name);
}

export function createPolicy(look: Look, statement: Node): void {
  const table = relationName(statement.table);
  look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
  if (isNewTable(look.world, table)) return;
  const about = `${table} (${word(statement.policy_name)})`;
  const expressions = [statement.qual ?? [], statement.with_check ?? []];
  if (statement.permissive !== true) look.find("P1", about);
  else if (neverFails(expressions)) look.find("P2", about);
  else
    look.find("P2", about, { ...byLoosening, reason: "where its expression fails, the previous release cannot read" });
}

export function alterPolicy(look: Look, statement: Node): void {
  const table = relationName(statement.table);
  look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
  if (isNewTable(look.world, table)) return;
  look.find("P1", table, { ...byPerson, reason: "the previous release may see other rows than before" });
}
