import type { RuleId } from "../rules.ts";
import type { MadeKind } from "../statement-judge.ts";
import { isNewTable, type Look } from "./look.ts";
import { byPerson } from "./probes.ts";
import { signatureOf } from "./programs.ts";
import { asNode, joined, list, type Node, opened, word, words } from "./tree.ts";

interface Dropped {
  readonly rule: RuleId;
  /** As what the world knows it. */
  readonly made?: MadeKind;
  /** What goes with it by CASCADE may hold data. */
  readonly cascades?: RuleId;
}

const kinds: Readonly<Record<string, Dropped>> = {
  OBJECT_TABLE: { rule: "T2", made: "table" },
  OBJECT_FOREIGN_TABLE: { rule: "T2", made: "table" },
  OBJECT_VIEW: { rule: "V1", made: "view", cascades: "X1" },
  OBJECT_MATVIEW: { rule: "V1", made: "view", cascades: "X1" },
  OBJECT_FUNCTION: { rule: "V1", made: "function", cascades: "X1" },
  OBJECT_PROCEDURE: { rule: "V1", cascades: "X1" },
  OBJECT_ROUTINE: { rule: "V1", cascades: "X1" },
  OBJECT_AGGREGATE: { rule: "V1", cascades: "X1" },
  OBJECT_TYPE: { rule: "X1", made: "type", cascades: "X1" },
  OBJECT_DOMAIN: { rule: "X1", made: "type", cascades: "X1" },
  OBJECT_SEQUENCE: { rule: "X1", made: "sequence", cascades: "X1" },
  OBJECT_SCHEMA: { rule: "X1", made: "schema", cascades: "X1" },
  OBJECT_EXTENSION: { rule: "X1" },
  OBJECT_COLLATION: { rule: "X1" },
  OBJECT_OPERATOR: { rule: "X1" },
  OBJECT_CAST: { rule: "X1" },
  OBJECT_TRIGGER: { rule: "G2" },
  OBJECT_POLICY: { rule: "P1" },
  OBJECT_EVENT_TRIGGER: { rule: "G2" },
};

/** Judges every `DROP` but that of databases and roles. */
export function drop(look: Look, statement: Node): void {
  const kind = word(statement.removeType);
  const isCascade = statement.behavior === "DROP_CASCADE";
  for (const object of list(statement.objects)) {
    if (kind === "OBJECT_INDEX") dropIndex(look, nameOf(object), statement);
    else if (kind === "OBJECT_TRIGGER" || kind === "OBJECT_POLICY") dropFromTable(look, kind, object);
    else if (kind !== "OBJECT_STATISTIC_EXT") dropOne(look, kind, object, isCascade);
  }
}

function dropOne(look: Look, kind: string, object: unknown, isCascade: boolean): void {
  const name = nameOf(object);
  const signature = signatureOf(name, opened(object)[1].objfuncargs);
  const known = kinds[kind];
  if (known === undefined) {
    look.doubt(name, "what depends on it is not known here");
    return;
  }
  const { rule, made, cascades } = known;
  const key = made === "function" ? signature : name;
  const isNew = made === "table" ? isNewTable(look.world, name) : made !== undefined && look.world.has(made, key);
  if (made === "table")
    look.lock(name, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
  if (made !== undefined && isNew) {
    look.world.forget(made, key);
    look.world.notes.delete(`temporary ${name}`);
    if (!isCascade || cascades === undefined) return;
  }
  look.find(isCascade && cascades !== undefined ? cascades : rule, name);
}

/** Nobody can tell from its name whether it is unique; the database can, as long as it is there. */
function dropIndex(look: Look, name: string, statement: Node): void {
  const isConcurrent = statement.concurrent === true;
  if (isConcurrent && look.world.notes.has("transaction"))
    look.warn(`DROP INDEX CONCURRENTLY fails inside of a transaction: leave BEGIN and COMMIT away (index ${name})`);
  if (look.world.has("index", name)) {
    look.world.forget("index", name);
    return;
  }
  look.lock(name, isConcurrent ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE", {
    reason: isConcurrent ? "short" : "short, but its table is locked with it, and it waits for whoever uses that",
    remedy: isConcurrent ? null : "DROP INDEX CONCURRENTLY, outside of a transaction",
  });
  if (look.known?.indexes[name] === "plain") {
    look.find("I1", `index ${name}`);
    return;
  }
  const reason = "whether it is unique is not told here: if it is, duplicates may come, and ON CONFLICT may need it";
  look.find("K2", `index ${name}`, { ...byPerson, reason, down: "may-fail" });
}

/** `DROP TRIGGER t ON app.orders` names the table first. */
function dropFromTable(look: Look, kind: string, object: unknown): void {
  const parts = words(object);
  const table = joined(parts.slice(0, -1));
  look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
  if (isNewTable(look.world, table)) return;
  look.find(kind === "OBJECT_TRIGGER" ? "G2" : "P1", `${table} (${parts.at(-1)})`);
}

function nameOf(object: unknown): string {
  const [kind, node] = opened(object);
  if (kind === "List") return joined(words(object));
  if (kind === "ObjectWithArgs") return joined(words(node.objname));
  if (kind === "TypeName") return joined(words(node.names));
  return joined([word(node.sval)]) || joined(list(object).map((part) => word(asNode(part).sval)));
}
