import { setNotNull } from "./constraints.ts";
import { type DefaultValue, readDefault } from "./expressions.ts";
import { readFormattedType } from "./known-schema.ts";
import { isNewColumn, isNewTable, type Look } from "./look.ts";
import { anyNull, byLoosening, byPerson, isBarred, isRefusing, namedSequence } from "./probes.ts";
import { asNode, list, type Node, part } from "./tree.ts";
import { changeType, isRoomy } from "./type-change.ts";
import { readType, type TypeNamed, typeText } from "./type-names.ts";

type ColumnChange = (look: Look, table: string, column: string, command: Node) => void;

const short = { reason: "short, but it waits for whoever uses the table" } as const;

/** What is done to a column that is there; nothing of it matters for a table of this release. */
export const columnChanges: Readonly<Record<string, ColumnChange>> = {
  AT_ColumnDefault(look, table, column, command) {
    look.lock(table, "ACCESS EXCLUSIVE", short);
    changeDefault(look, table, column, command.def);
  },
  AT_DropNotNull(look, table, column) {
    look.lock(table, "ACCESS EXCLUSIVE", short);
    look.world.forget("column", `not null ${table}.${column}`);
    if (!isKnownNew(look, table, column)) look.find("N2", `${table}.${column}`, anyNull(table, column));
  },
  AT_SetNotNull(look, table, column) {
    look.lock(table, "ACCESS EXCLUSIVE", {
      ...{ isLong: true, reason: "every row is read for a NULL" },
      remedy: "add CHECK (… IS NOT NULL) NOT VALID and VALIDATE it first: then no row is read",
    });
    setNotNull(look, table, column);
  },
  AT_AlterColumnType(look, table, column, command) {
    const type = readType(asNode(asNode(command.def).ColumnDef).typeName);
    if (!isKnownNew(look, table, column)) retype(look, table, column, command);
    else if (!isNewTable(look.world, table) && !type.isKnown && !look.world.has("type", type.name))
      look.doubt(`${table}.${column}`, `the type ${type.name} may be a domain that refuses NULL`);
    else {
      look.lock(table, "ACCESS EXCLUSIVE", { isLong: true, rewrites: true, reason: "every row is written anew" });
      if (!isNewTable(look.world, table)) retypeFilled(look, table, column, type);
    }
  },
  AT_SetExpression(look, table, column) {
    const reason = "every row is written anew with the new expression";
    look.lock(table, "ACCESS EXCLUSIVE", { isLong: true, rewrites: true, reason });
    if (isNewTable(look.world, table)) return;
    look.find("C7", `${table}.${column}`, { ...byPerson, reason: "the previous release reads other values" });
  },
  AT_DropExpression(look, table, column) {
    look.lock(table, "ACCESS EXCLUSIVE", short);
    if (isKnownNew(look, table, column)) {
      look.world.forget("column", `computed ${table}.${column}`);
      dropDefault(look, table, column);
      return;
    }
    const reason = "the previous release leaves the column to the engine, which fills it no more";
    look.find("C7", `${table}.${column}`, { ...byPerson, reason });
  },
  AT_AddIdentity(look, table, column, command) {
    look.lock(table, "ACCESS EXCLUSIVE", short);
    look.world.make("column", `default ${table}.${column}`);
    if (isKnownNew(look, table, column)) return;
    const isAlways = asNode(asNode(command.def).Constraint).generated_when === "a";
    look.find("D1", `${table}.${column}`, isAlways ? refusing : {});
  },
  AT_SetIdentity(look, table, column, command) {
    look.lock(table, "ACCESS EXCLUSIVE", short);
    if (isKnownNew(look, table, column)) return;
    const reason = "its numbers may come again, or what the previous release writes is refused";
    const options = list(asNode(asNode(command.def).List).items);
    const isByDefault =
      options.length > 0 &&
      options.every((option) => {
        const { defname, arg } = asNode(asNode(option).DefElem);
        return defname === "generated" && asNode(asNode(arg).Integer).ival === "d".charCodeAt(0);
      });
    look.find("D1", `${table}.${column}`, isByDefault ? {} : { ...byPerson, reason });
  },
  AT_DropIdentity(look, table, column) {
    look.lock(table, "ACCESS EXCLUSIVE", short);
    dropDefault(look, table, column);
  },
};

/** The old type is known of what no earlier statement has touched. */
function retype(look: Look, table: string, column: string, command: Node): void {
  const told = look.known?.columns[`${table}.${column}`];
  const mark = `retyped ${table}.${column}`;
  const isTold = told !== undefined && !look.world.has("column", mark);
  look.world.make("column", mark);
  changeType(look, table, command, isTold ? readFormattedType(told) : null);
}

/** What the engine fills a column of this release with has to fit into its new type. */
function retypeFilled(look: Look, table: string, column: string, type: TypeNamed): void {
  const about = `${table}.${column}`;
  if (isRoomy(type) || !look.world.has("column", `default ${about}`)) return;
  const reason = `whether its default fits into ${typeText(type)} is only seen when somebody inserts`;
  look.find("D1", about, { ...byPerson, reason });
}

const refusing = { ...byLoosening, reason: "values that the previous release writes itself are refused now" };

/** Settings of a column that only plans and storage feel. */
export const columnSettings = new Set(
  "AT_SetStatistics AT_SetOptions AT_ResetOptions AT_SetStorage AT_SetCompression".split(" "),
);

function isKnownNew({ world }: Look, table: string, column: string): boolean {
  return isNewTable(world, table) || isNewColumn(world, table, column);
}

function changeDefault(look: Look, table: string, column: string, expression: unknown): void {
  const about = `${table}.${column}`;
  const value = expression === undefined ? null : readDefault(expression);
  if (value === null || value.kind === "null") {
    dropDefault(look, table, column);
    return;
  }
  if (isNewTable(look.world, table)) return;
  if (value.kind === "unknown") {
    const called = value.calls.length > 0 ? `calls ${value.calls.join(", ")}, which is not known here` : "is computed";
    look.find("D1", about, {
      ...byPerson,
      reason: `the default ${called}: inserts of the previous release may fail by it`,
    });
    return;
  }
  look.world.make("column", `default ${about}`);
  judgeGivenDefault(look, table, column, value);
  if (value.sequence === undefined) return;
  const reason = "whoever inserts needs the right to use the sequence that the default takes values from";
  look.find("D1", about, {
    ...{ verdict: "PROBE", previous: "conditional", reason },
    ...isBarred(table, namedSequence(value.sequence)),
  });
}

/** A default is not tried before the first insert: one that does not fit breaks them all. */
function judgeGivenDefault(look: Look, table: string, column: string, value: DefaultValue): void {
  const about = `${table}.${column}`;
  const { known, world } = look;
  const isNew = isNewColumn(world, table, column);
  const isFree = isNew
    ? world.has("column", `plain ${about}`)
    : known?.columns[about] !== undefined && !known.guarded.has(about);
  const { constant } = value;
  const isLarge = typeof constant === "number" && !(Number.isInteger(constant) && Math.abs(constant) < 32_768);
  if (isFree && !isLarge) {
    if (!isNew) look.find("D1", about);
    return;
  }
  const reason = "whether the default fits is only seen when somebody inserts, and then inserts that leave it out fail";
  look.find("D1", about, {
    ...{ verdict: "PROBE", previous: "conditional", reason },
    ...(isLarge ? {} : isRefusing(table, column)),
  });
}

/** On a new column that is NOT NULL it is what C3 is: the previous release's inserts leave it out. */
function dropDefault(look: Look, table: string, column: string): void {
  const about = `${table}.${column}`;
  if (isNewTable(look.world, table)) return;
  if (!isNewColumn(look.world, table, column)) {
    look.find("D2", about);
    return;
  }
  look.world.forget("column", `default ${about}`);
  if (look.world.has("column", `not null ${about}`)) {
    const reason = "the previous release's inserts leave it out, and without the default they fail";
    look.find("C3", about, { reason, remedy: "keep the default until the previous release is gone" });
  }
}

export function dropColumn(look: Look, table: string, command: Node): void {
  const column = part(command.name);
  const about = `${table}.${column}`;
  look.lock(table, "ACCESS EXCLUSIVE", short);
  if (isNewTable(look.world, table)) return;
  if (isNewColumn(look.world, table, column)) {
    for (const known of [about, `default ${about}`, `computed ${about}`, `not null ${about}`])
      look.world.forget("column", known);
    return;
  }
  look.find(look.world.has("column", `filled ${table}`) ? "C6" : "C4", about);
}
