import { constantOf, functionName, unknownCalls } from "./expressions.ts";
import { isNewColumn, isNewTable, type Look, movePath } from "./look.ts";
import { byPerson, firesOnUpdate, isAheadOfSequence } from "./probes.ts";
import { isHarmlessSetting } from "./settings.ts";
import { asNode, list, type Node, nodesIn, opened, part, relationName, word, words } from "./tree.ts";

const batches = "do it in batches of a few thousand rows, each in a transaction of its own";

/** Judges what changes or reads rows, together with every statement inside it. */
export function changeRows(look: Look, kind: string, statement: Node): void {
  const parts: (readonly [string, Node])[] = [[kind, statement]];
  for (const [inner, node] of nodesIn(statement))
    if (inner in changes || inner === "SelectStmt") parts.push([inner, node]);
  for (const [part, node] of parts) {
    changes[part]?.(look, node);
    if (part === "SelectStmt" && part !== kind && node.intoClause !== undefined)
      look.doubt("the statement", "it makes a table inside of another statement");
  }
  calls(look, statement);
}

/** Functions that the statement calls. */
export function calls(look: Look, tree: unknown): void {
  const unknown = new Set(unknownCalls(tree));
  for (const [kind, node] of nodesIn(tree)) {
    if (kind !== "FuncCall") continue;
    const name = functionName(node);
    const [argument] = list(node.args);
    if (name === "set_config") {
      const setting = constantText(argument);
      if (setting === "search_path") movePath(look.world);
      else if (!isHarmlessSetting(setting)) look.doubt(name, `what the setting ${setting} does is not known here`);
    }
    if (name === "setval" && !isNewSequence(look, argument)) {
      const reason = "numbers that were given before may be given again";
      look.find("D1", name, { ...byPerson, reason, down: "may-fail" });
    }
    if (name === "set_config" || name === "setval") unknown.delete(words(node.funcname).join("."));
  }
  for (const name of unknown) look.doubt(name, `it calls ${name}, and what that does is not known here`);
}

function constantText(argument: unknown): string {
  const [kind, node] = opened(argument);
  if (kind === "TypeCast") return constantText(node.arg);
  return kind === "A_Const" ? String(constantOf(node) ?? "") : "";
}

/** Of a table of this release: by its own name, or asked for by the table's. */
function isNewSequence(look: Look, argument: unknown): boolean {
  const { world } = look;
  const [kind, node] = opened(argument);
  if (kind === "TypeCast") return isNewSequence(look, node.arg);
  if (kind !== "FuncCall") return world.has("sequence", constantText(argument));
  const [table] = list(node.args);
  return functionName(node) === "pg_get_serial_sequence" && isNewTable(world, constantText(table));
}

const changes: Readonly<Record<string, (look: Look, node: Node) => void>> = {
  InsertStmt(look, node) {
    const table = relationName(node.relation);
    const clash = asNode(node.onConflictClause);
    insert(look, table, node.selectStmt);
    if (clash.action === "ONCONFLICT_UPDATE") update(look, table, clash.targetList);
  },
  UpdateStmt(look, node) {
    const table = relationName(node.relation);
    const isLong = true;
    const reason = "every row that it changes stays locked until its transaction ends";
    look.lock(table, "ROW EXCLUSIVE", { isLong, reason, remedy: batches });
    update(look, table, node.targetList);
  },
  DeleteStmt(look, node) {
    const table = relationName(node.relation);
    look.lock(table, "ROW EXCLUSIVE", {
      isLong: true,
      reason: "rows stay locked until its transaction ends",
      remedy: batches,
    });
    remove(look, table);
  },
  MergeStmt(look, node) {
    const table = relationName(node.relation);
    for (const clause of list(node.mergeWhenClauses)) {
      const { commandType, targetList } = asNode(asNode(clause).MergeWhenClause);
      if (commandType === "CMD_INSERT") insert(look, table, undefined);
      else if (commandType === "CMD_UPDATE") update(look, table, targetList);
      else if (commandType === "CMD_DELETE") remove(look, table);
      else if (commandType !== "CMD_NOTHING") look.doubt(table, "a part of MERGE is not known here");
    }
  },
};

/** A row with a number of its own does not move the sequence: the previous release's next insert would get that number. */
function insert(look: Look, table: string, source: unknown): void {
  if (isNewTable(look.world, table)) {
    if (isWired(look, table)) look.doubt(table, "what its defaults and triggers run is not known here");
    return;
  }
  const { known } = look;
  const isQuiet = known !== undefined && !known.firesOnInsert.has(table);
  if (isQuiet && (!known.numbered.has(table) || hasNoNumber(source))) {
    look.find("M4", table);
    return;
  }
  const reason = "rows that bring their number do not move its sequence, and triggers may do more";
  look.find("M4", table, { verdict: "PROBE", previous: "conditional", reason, ...isAheadOfSequence(table) });
}

function hasNoNumber(source: unknown): boolean {
  const [kind, select] = opened(source);
  if (kind !== "SelectStmt" || select.valuesLists === undefined) return false;
  for (const row of list(select.valuesLists))
    for (const cell of list(asNode(asNode(row).List).items)) {
      const [what, node] = opened(cell);
      if (what === "SetToDefault" || what === "SQLValueFunction") continue;
      if (what !== "A_Const") return false;
      const value = node.isnull === true ? null : constantOf(node);
      if (value === undefined || typeof value === "number" || /^\s*[+-]?\d/.test(String(value))) return false;
    }
  return true;
}

/** A new table whose defaults, checks or triggers run what is not known. */
function isWired({ world }: Look, table: string): boolean {
  return world.has("constraint", `wired ${table}`);
}

function update(look: Look, table: string, targets: unknown): void {
  if (isWired(look, table)) look.doubt(table, "what its defaults and triggers run is not known here");
  if (isNewTable(look.world, table)) return;
  const columns = list(targets).map((target) => part(asNode(asNode(target).ResTarget).name));
  const old = columns.filter((column) => !isNewColumn(look.world, table, column));
  if (columns.length === 0) look.doubt(table, "what it changes is not known here");
  else if (old.length > 0) look.find("M2", old.map((column) => `${table}.${column}`).join(", "));
  else {
    const about = columns.map((column) => `${table}.${column}`).join(", ");
    const reason = "triggers may change what was there, such as a time of change";
    const isQuiet = look.known !== undefined && !look.known.firesOnUpdate.has(table);
    look.find(
      "M1",
      about,
      isQuiet ? {} : { verdict: "PROBE", previous: "conditional", reason, ...firesOnUpdate(table) },
    );
    look.world.make("column", `filled ${table}`);
  }
}

/** Rows of a new table may have rows of an older one hanging on them. */
function remove(look: Look, table: string): void {
  if (isWired(look, table)) look.doubt(table, "what its triggers run is not known here");
  if (!isNewTable(look.world, table) || look.world.has("constraint", `cascades ${table}`)) look.find("M3", table);
}

export function truncate(look: Look, statement: Node): void {
  for (const relation of list(statement.relations)) {
    const table = relationName(asNode(relation).RangeVar);
    look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
    if (!isNewTable(look.world, table) || statement.behavior === "DROP_CASCADE") look.find("T4", table);
  }
}

export function copy(look: Look, statement: Node): void {
  const table = relationName(statement.relation);
  if (statement.is_program === true || word(statement.filename) !== "")
    look.doubt(table, "it reads or writes a file or a program of the server");
  if (statement.query !== undefined) {
    for (const [kind, node] of Object.entries(asNode(statement.query))) changeRows(look, kind, asNode(node));
  } else if (statement.is_from === true) insert(look, table, undefined);
  calls(look, statement.whereClause);
}
