import { surelyPasses } from "./checks.ts";
import { type DefaultValue, readDefault } from "./expressions.ts";
import { judgeGenerated } from "./generated.ts";
import { isNewParent, isNewTable, type Look } from "./look.ts";
import { anyValue, byPerson, isBarred, isDomain, namedSequence, serialSequence } from "./probes.ts";
import { holdKey } from "./references.ts";
import { asNode, bare, list, type Node, part, relationName, word } from "./tree.ts";
import { readType, type TypeNamed } from "./type-names.ts";

/** A column of a table that was there before. */
interface Added {
  readonly look: Look;
  readonly table: string;
  readonly column: string;
  readonly about: string;
  readonly type: TypeNamed;
  readonly value: DefaultValue;
  readonly isNotNull: boolean;
  readonly constraints: ReadonlyMap<string, Node>;
}

const none: DefaultValue = { kind: "null", isDistinct: false, isVolatile: false, calls: [] };
const computed: DefaultValue = { kind: "unknown", isDistinct: false, isVolatile: false, calls: [] };
const numbered: DefaultValue = { kind: "generated", isDistinct: true, isVolatile: true, calls: [] };

const kinds = new Set(
  "NULL NOTNULL DEFAULT IDENTITY GENERATED CHECK PRIMARY UNIQUE FOREIGN ATTR_DEFERRABLE ATTR_NOT_DEFERRABLE ATTR_DEFERRED ATTR_IMMEDIATE ATTR_ENFORCED ATTR_NOT_ENFORCED"
    .split(" ")
    .map((kind) => `CONSTR_${kind}`),
);

const rewriteRemedy = "add the column without the default, set the default afterwards, and backfill in batches";

/** Judges `ADD COLUMN`; on a table of this release nothing of it matters. */
export function addColumn(look: Look, table: string, definition: Node, { mayExist }: { mayExist: boolean }): void {
  if (isNewTable(look.world, table)) return;
  const added = readColumn(look, table, definition);
  const { column, about, value, isNotNull, constraints, type } = added;
  const odd = list(definition.constraints)
    .map((constraint) => word(asNode(asNode(constraint).Constraint).contype))
    .filter((kind) => !kinds.has(kind));
  if (odd.length > 0) look.doubt(about, "it is declared in a way that is not known here");
  look.warn(
    "open sessions with a prepared `SELECT *` get `cached plan must not change result type`: recycle the pools afterwards; a join that names a column of the same name without its table becomes ambiguous",
  );
  judgeValue(added);
  for (const [kind, constraint] of constraints) judgeConstraint(added, kind, constraint);
  lockFor(added);
  if (mayExist) return;
  const { world } = look;
  world.make("column", about);
  world.make("column", `${table}.*`);
  const isComputed = isGenerated(added);
  if (isComputed) world.make("column", `computed ${about}`);
  if (isComputed || (value.kind !== "null" && value.kind !== "unknown")) world.make("column", `default ${about}`);
  const isPlain = type.isKnown && type.limits.length === 0 && constraints.size === 0;
  if (isPlain) world.make("column", `plain ${about}`);
  if (isNotNull || type.isSerial) world.make("column", `not null ${about}`);
  if (column === "") look.doubt(table, "the column has no name");
}

function readColumn(look: Look, table: string, definition: Node): Added {
  const column = part(definition.colname);
  const constraints = new Map<string, Node>();
  // Of several checks every one counts.
  for (const [index, entry] of list(definition.constraints).entries()) {
    const constraint = asNode(asNode(entry).Constraint);
    constraints.set(`${word(constraint.contype)} ${index}`, constraint);
  }
  const has = (kind: string) => [...constraints].find(([key]) => key.startsWith(`CONSTR_${kind} `))?.[1];
  const type = readType(definition.typeName);
  const isNumbered = type.isSerial || has("IDENTITY") !== undefined;
  const given = has("DEFAULT");
  const isFilled = isNumbered || has("GENERATED") !== undefined;
  return {
    ...{ look, table, column, about: `${table}.${column}`, type, constraints },
    value: isFilled ? (isNumbered ? numbered : computed) : given === undefined ? none : readDefault(given.raw_expr),
    isNotNull: has("NOTNULL") !== undefined || has("PRIMARY") !== undefined || isNumbered,
  };
}

function isGenerated({ constraints }: Added): boolean {
  return [...constraints.keys()].some((key) => key.startsWith("CONSTR_GENERATED"));
}

function judgeValue(added: Added): void {
  const { look, table, column, about, value, isNotNull, type } = added;
  if (isGenerated(added)) return;
  if (value.kind === "unknown") {
    const called = value.calls.length > 0 ? `calls ${value.calls.join(", ")}, which is not known here` : "is computed";
    look.find("C2", about, {
      ...{ ...byPerson, previous: "unknown" },
      reason: `its default ${called}: inserts of the previous release may fail by it`,
    });
  } else if (value.kind === "null" && isNotNull) look.find("C3", about);
  else if (!isHarmlessType(added)) {
    const reason = `the type ${type.name} may be a domain that refuses NULL or the default`;
    look.find(value.kind === "null" ? "C1" : "C2", about, {
      verdict: "PROBE",
      previous: "conditional",
      reason,
      ...isDomain(type.name),
    });
  } else look.find(value.kind === "null" ? "C1" : "C2", about);
  const sequence = type.isSerial
    ? serialSequence(table, column)
    : value.sequence === undefined
      ? null
      : namedSequence(value.sequence);
  if (sequence !== null) {
    const reason = "whoever inserts needs the right to use the sequence that its default takes values from";
    const remedy = "use GENERATED BY DEFAULT AS IDENTITY: it needs no such right";
    look.find("C2", about, { verdict: "PROBE", previous: "conditional", reason, remedy, ...isBarred(table, sequence) });
  }
}

function isHarmlessType({ type, look }: Added): boolean {
  return type.isKnown || type.isSerial || type.isArray || look.world.has("type", type.name);
}

function judgeConstraint(added: Added, key: string, constraint: Node): void {
  const { look, table, column, about, value } = added;
  const [kind] = key.split(" ");
  if (kind === "CONSTR_GENERATED") judgeGenerated(look, added, constraint);
  if (kind === "CONSTR_CHECK") {
    const known = value.kind === "null" ? null : value.kind === "constant" ? value.constant : undefined;
    if (known !== undefined && surelyPasses(constraint.raw_expr, bare(column), known)) return;
    const reason = "the check may refuse the default, or what the previous release writes into other columns";
    look.find("K3", about, { ...byPerson, reason });
  }
  if (kind === "CONSTR_UNIQUE" || kind === "CONSTR_PRIMARY") {
    const isNull = value.kind === "null" && constraint.nulls_not_distinct !== true && kind === "CONSTR_UNIQUE";
    if (isNull || value.isDistinct) return;
    if (value.kind === "unknown") {
      look.find("K1", about);
      return;
    }
    const reason = "every insert of the previous release gets the same value, and only one can have it";
    look.find("K1", about, { verdict: "REVERT-FIRST", previous: "broken", reason, remedy: "leave the default away" });
  }
  if (kind === "CONSTR_FOREIGN") addReference(added, constraint);
  if (kind === "CONSTR_FOREIGN" && value.kind !== "null")
    look.find("K3", `${table}.${column}`, { ...byPerson, reason: "what it is filled with may refer to no row" });
}

/** The previous release writes NULL into it; what matters is what it may do to the rows that are referred to. */
function addReference({ look, table, column, about }: Added, constraint: Node): void {
  const parent = relationName(constraint.pktable);
  if (constraint.fk_del_action === "c") look.world.make("constraint", `cascades ${parent}`);
  look.lock(parent, "SHARE ROW EXCLUSIVE", { reason: "a foreign key locks the table that it refers to" });
  if (isNewParent(look.world, parent)) return;
  if (constraint.fk_del_action === "n") {
    holdKey(look, about, constraint, anyValue(table, column));
    return;
  }
  const isCascade = constraint.fk_del_action === "c";
  look.find("K3", about, {
    ...{ verdict: "PROBE", previous: "conditional" },
    reason: isCascade
      ? `once it refers to rows of ${parent}, deleting those deletes rows of ${table}`
      : `once it refers to rows of ${parent}, the previous release cannot delete those`,
    remedy: "say ON DELETE SET NULL: then it is SAFE",
    ...anyValue(table, column),
  });
}

function lockFor(added: Added): void {
  const { look, table, value, type, constraints } = added;
  const has = (...kinds: string[]) => [...constraints.keys()].some((key) => kinds.includes(key.split(" ")[0] ?? ""));
  const isStored = [...constraints.values()].some(
    ({ contype, generated_kind }) => contype === "CONSTR_GENERATED" && generated_kind !== "v",
  );
  const rewrites = value.isVolatile || isStored || (!type.isKnown && !type.isArray && value.kind !== "null");
  if (rewrites) {
    const reason = "every row is written anew, because each gets a value of its own";
    look.lock(table, "ACCESS EXCLUSIVE", { isLong: true, rewrites, reason, remedy: isStored ? null : rewriteRemedy });
  } else if (has("CONSTR_UNIQUE", "CONSTR_PRIMARY", "CONSTR_CHECK") || (has("CONSTR_FOREIGN") && value.kind !== "null"))
    look.lock(table, "ACCESS EXCLUSIVE", {
      ...{ isLong: true, reason: "every row is read for the constraint" },
      remedy: "add the column first, and the constraint on its own (CONCURRENTLY, NOT VALID)",
    });
  else look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
}
