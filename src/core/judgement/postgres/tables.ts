import { joinParent } from "./alter-table.ts";
import { functionName, unknownCalls } from "./expressions.ts";
import { hideNothing } from "./hiding.ts";
import { isNewColumn, isNewTable, type Look } from "./look.ts";
import { anyRow, byLoosening } from "./probes.ts";
import { checkNulled, referFromNew } from "./references.ts";
import { changeRows } from "./rows.ts";
import { asNode, joined, list, type Node, nodesIn, opened, part, parts, relationName, word } from "./tree.ts";
import { readType } from "./type-names.ts";

const short = { reason: "short, but it waits for whoever uses the table" } as const;

interface Made {
  readonly mayExist: boolean;
  readonly goesAtOnce: boolean;
  /** The previous release writes into it by its parent. */
  readonly isShared?: boolean;
}

/** Makes a table known as new. `IF NOT EXISTS` may mean one with rows that the previous release uses. */
function makeTable(look: Look, relation: Node, { mayExist, goesAtOnce, isShared = false }: Made): string {
  const table = relationName(relation);
  const { notes } = look.world;
  if (relation.relpersistence === "t") {
    // A path may put other tables before temporary ones.
    const isHere = !notes.has("path") && (!goesAtOnce || notes.has("transaction"));
    if (!mayExist && isHere) notes.add(`temporary ${table}`);
  } else {
    look.find("T1", table);
    if (!mayExist) hideNothing(look, table);
    if (!mayExist && !isShared) look.world.make("table", table);
    else if (mayExist)
      look.warn(
        `${table} may be there already, so that nothing that is done to it counts as done to a new table: leave IF NOT EXISTS away`,
      );
  }
  return table;
}

export function createTable(look: Look, statement: Node): void {
  const isPartition = statement.partbound !== undefined;
  const relations = list(statement.inhRelations).map((relation) => relationName(asNode(relation).RangeVar));
  const table = makeTable(look, asNode(statement.relation), {
    mayExist: statement.if_not_exists === true,
    goesAtOnce: statement.oncommit === "ONCOMMIT_DROP",
    isShared: isPartition && relations.some((relation) => !isNewTable(look.world, relation)),
  });
  if (unknownCalls([statement.tableElts ?? []]).length > 0) look.world.make("constraint", `wired ${table}`);
  const elements = list(statement.tableElts).map((element) => opened(element));
  const constraints = [...elements, ...list(statement.constraints).map((entry) => opened(entry))];
  for (const [kind, element] of elements) {
    if (kind === "ColumnDef") noteColumn(look, table, asNode(element));
    if (asNode(element).contype === "CONSTR_PRIMARY")
      for (const column of parts(asNode(element).keys)) look.world.make("column", `not null ${table}.${column}`);
  }
  for (const parent of relations) {
    look.lock(parent, isPartition ? "ACCESS EXCLUSIVE" : "SHARE UPDATE EXCLUSIVE", {
      ...short,
      remedy: isPartition ? "CREATE TABLE … (LIKE …) first, then ATTACH PARTITION: that blocks no reads" : null,
    });
    if (isNewTable(look.world, parent)) continue;
    if (!isPartition) {
      const reason = `the previous release sees rows of ${table} in ${parent}`;
      look.find("K3", `${parent} ← ${table}`, { verdict: "PROBE", previous: "conditional", reason, ...anyRow(table) });
    } else if (elements.length > 0) joinParent(look, parent, table);
  }
  referTo(look, table, constraints);
  checkAgainstNulls(look, table, statement);
}

function referTo(look: Look, table: string, constraints: readonly (readonly [string, unknown])[]): void {
  for (const [kind, element] of constraints) {
    if (kind === "Constraint" && asNode(element).contype === "CONSTR_FOREIGN")
      referFromNew(look, table, asNode(element));
    if (kind !== "ColumnDef") continue;
    for (const entry of list(asNode(element).constraints)) {
      const constraint = asNode(asNode(entry).Constraint);
      if (constraint.contype === "CONSTR_FOREIGN") referFromNew(look, table, constraint, part(asNode(element).colname));
    }
  }
}

function checkAgainstNulls(look: Look, table: string, statement: Node): void {
  for (const [kind, node] of nodesIn([statement.tableElts ?? [], statement.constraints ?? []]))
    if (kind === "Constraint" && node.contype === "CONSTR_CHECK") checkNulled(look, table, node.raw_expr);
}

/** What later statements have to know of a column of a new table. */
function noteColumn({ world }: Look, table: string, definition: Node): void {
  const column = part(definition.colname);
  const kinds = list(definition.constraints).map((entry) => asNode(asNode(entry).Constraint).contype);
  if (kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_PRIMARY"))
    world.make("column", `not null ${table}.${column}`);
  if (readType(definition.typeName).isSerial || kinds.includes("CONSTR_IDENTITY"))
    world.make("sequence", `${table}_${column}_seq`);
}

/** `CREATE TABLE AS`, `SELECT INTO` and materialized views. */
export function createTableAs(look: Look, statement: Node): void {
  const into = asNode(statement.into);
  const mayExist = statement.if_not_exists === true;
  for (const [kind, query] of Object.entries(asNode(statement.query))) {
    if (kind === "SelectStmt") changeRows(look, kind, asNode(query));
    else look.doubt("the statement", "what it makes a table of is not known here");
  }
  if (statement.objtype === "OBJECT_MATVIEW") {
    look.find("T1", relationName(into.rel));
    if (!mayExist) hideNothing(look, relationName(into.rel));
    if (!mayExist) look.world.make("view", relationName(into.rel));
  } else makeTable(look, asNode(into.rel), { mayExist, goesAtOnce: into.onCommit === "ONCOMMIT_DROP" });
}

/** A btree refuses values of more than 2704 bytes; what is new the previous release leaves alone. */
function refusesLong({ known }: Look, table: string, statement: Node): Parameters<Look["find"]>[2] {
  if (known === undefined || !["", "btree"].includes(word(statement.accessMethod))) return {};
  const isLong = (column: string) => endless.has(known.columns[`${table}.${column}`] ?? "");
  const long = list(statement.indexParams).some((element) => {
    const { name, expr } = asNode(asNode(element).IndexElem);
    const [kind, call] = opened(expr);
    const folded = kind === "FuncCall" && ["lower", "upper"].includes(functionName(call)) ? call.args : [];
    return [part(name), ...columnsIn(folded)].some(isLong);
  });
  if (!long) return {};
  const reason = "only query plans change, and rows with values of more than 2704 bytes are refused";
  return { previous: "conditional", reason };
}

const endless = new Set(["text", "character varying", "bytea", "jsonb"]);

function columnsIn(tree: unknown): readonly string[] {
  return [...nodesIn(tree)].flatMap(([kind, { fields }]) => (kind === "ColumnRef" ? parts(fields).slice(-1) : []));
}

export function createIndex(look: Look, statement: Node, neverFails: (tree: unknown) => boolean): void {
  const table = relationName(statement.relation);
  const name = word(statement.idxname) || `on ${table}`;
  const isConcurrent = statement.concurrent === true;
  if (isConcurrent && look.world.notes.has("transaction"))
    look.warn(`CREATE INDEX CONCURRENTLY fails inside of a transaction: leave BEGIN and COMMIT away (index ${name})`);
  if (isConcurrent && statement.if_not_exists === true)
    look.warn(`an index ${name} that was left INVALID by an earlier try stays so with IF NOT EXISTS`);
  look.lock(table, isConcurrent ? "SHARE UPDATE EXCLUSIVE" : "SHARE", {
    ...{ isLong: true, reason: "every row is read while the index is built" },
    remedy: isConcurrent ? null : "CREATE INDEX CONCURRENTLY, outside of a transaction",
  });
  if (statement.if_not_exists !== true && word(statement.idxname) !== "")
    look.world.make("index", joined([word(asNode(statement.relation).schemaname), word(statement.idxname)]));
  if (isNewTable(look.world, table)) return;
  const elements = list(statement.indexParams).map((element) => asNode(asNode(element).IndexElem));
  const columns = elements.map(({ name }) => part(name));
  const isHarmless = neverFails([elements.map(({ expr }) => expr ?? []), statement.whereClause ?? []]);
  const { world } = look;
  const isFresh = columns.some(
    (column) => isNewColumn(world, table, column) && !world.has("column", `default ${table}.${column}`),
  );
  if (statement.unique === true && (statement.nulls_not_distinct === true || !isFresh))
    look.find("K1", `index ${name}`);
  else if (isHarmless) look.find("I1", `index ${name}`, refusesLong(look, table, statement));
  else {
    const reason = "writes of the previous release fail where its expression does";
    look.find("I1", `index ${name}`, { ...byLoosening, reason });
  }
}
