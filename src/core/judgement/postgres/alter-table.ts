import { addColumn } from "./add-column.ts";
import { columnChanges, columnSettings, dropColumn } from "./alter-column.ts";
import { addConstraint, dropConstraint } from "./constraints.ts";
import { unknownCalls } from "./expressions.ts";
import { isNewTable, type Look } from "./look.ts";
import { byLoosening, byPerson } from "./probes.ts";
import { asNode, list, type Node, part, relationName, word } from "./tree.ts";

type TableChange = (look: Look, table: string, command: Node) => void;

const short = { reason: "short, but it waits for whoever uses the table" } as const;
const anew = { isLong: true, rewrites: true, reason: "every row is written anew" } as const;
const still: TableChange = (look, table) => look.lock(table, "SHARE UPDATE EXCLUSIVE", short);

/** Settings of a table that only storage, plans and the vacuum feel. */
const harmlessSettings =
  /^(fillfactor|parallel_workers|toast_tuple_target|user_catalog_table|log_autovacuum_min_duration|autovacuum_\w+|vacuum_\w+)$/;

const changes: Readonly<Record<string, TableChange>> = {
  AT_AddColumn: (look, table, command) =>
    addColumn(look, table, asNode(asNode(command.def).ColumnDef), { mayExist: command.missing_ok === true }),
  AT_DropColumn: dropColumn,
  AT_AddConstraint: (look, table, command) => addConstraint(look, table, asNode(asNode(command.def).Constraint)),
  AT_DropConstraint: dropConstraint,
  AT_ValidateConstraint: (look, table) =>
    look.lock(table, "SHARE UPDATE EXCLUSIVE", { isLong: true, reason: "every row is read, and nobody waits for it" }),
  AT_AlterConstraint: changed("K3", { ...byPerson, reason: "when or whether it is looked at changes" }),
  AT_ChangeOwner: changed("P1", {
    ...{ ...byPerson, reason: "the previous release may have its rights by owning it" },
  }),
  AT_ClusterOn: still,
  AT_DropCluster: still,
  AT_SetLogged: rewritten,
  AT_SetUnLogged(look, table) {
    rewritten(look, table);
    if (!isNewTable(look.world, table)) look.doubt(table, "after a crash it would be empty");
  },
  AT_SetAccessMethod: rewritten,
  AT_SetTableSpace: rewritten,
  AT_SetRelOptions: changeSettings,
  AT_ResetRelOptions: changeSettings,
  AT_EnableTrig: changed("G1"),
  AT_EnableAlwaysTrig: changed("G1"),
  AT_EnableReplicaTrig: changed("G1"),
  AT_EnableTrigAll: changed("G1"),
  AT_EnableTrigUser: changed("G1"),
  AT_DisableTrig: changed("G2"),
  AT_DisableTrigAll: changed("G2", { reason: "side effects and foreign keys stop silently" }),
  AT_DisableTrigUser: changed("G2"),
  AT_EnableRowSecurity: changed("P1"),
  AT_ForceRowSecurity: changed("P1"),
  AT_DisableRowSecurity: changed("P2"),
  AT_NoForceRowSecurity: changed("P2"),
  AT_ReplicaIdentity(look, table, command) {
    look.lock(table, "ACCESS EXCLUSIVE", short);
    if (asNode(asNode(command.def).ReplicaIdentityStmt).identity_type === "f") return;
    if (!isNewTable(look.world, table))
      look.doubt(table, "updates and deletes of a published table may be refused without it");
  },
  AT_AddInherit: (look, table, command) => joinParent(look, relationName(unwrapped(command.def)), table),
  AT_DropInherit: (look, table, command) => leaveParent(look, relationName(unwrapped(command.def)), table),
  AT_AttachPartition(look, table, command) {
    const child = relationName(asNode(asNode(command.def).PartitionCmd).name);
    look.lock(child, "ACCESS EXCLUSIVE", { isLong: true, reason: "every row is read for the bounds" });
    joinParent(look, table, child);
  },
  AT_DetachPartition(look, table, command) {
    const partition = asNode(asNode(command.def).PartitionCmd);
    leaveParent(look, table, relationName(partition.name));
    if (partition.concurrent !== true)
      look.lock(table, "ACCESS EXCLUSIVE", { reason: short.reason, remedy: "DETACH PARTITION … CONCURRENTLY" });
  },
};

/** Judges `ALTER TABLE` with all of its parts; what is not known here is X3. */
export function alterTable(look: Look, statement: Node): void {
  const table = relationName(statement.relation);
  const objtype = word(statement.objtype);
  const commands = list(statement.cmds).map((command) => asNode(asNode(command).AlterTableCmd));
  if (objtype !== "OBJECT_TABLE" && objtype !== "OBJECT_FOREIGN_TABLE") {
    for (const command of commands) alterOther(look, objtype, table, command);
    return;
  }
  for (const command of commands) {
    const kind = word(command.subtype);
    if (isNewTable(look.world, table) || kind === "AT_AlterColumnType")
      for (const name of unknownCalls(command.def))
        look.doubt(table, `it calls ${name}, and what that does is not known here`);
    const column = columnChanges[kind];
    if (column !== undefined) column(look, table, part(command.name), command);
    else if (changes[kind] !== undefined) changes[kind](look, table, command);
    else if (columnSettings.has(kind)) still(look, table, command);
    else if (!isNewTable(look.world, table)) look.doubt(table, `${kind} is not known here`);
  }
  if (commands.length === 0) look.doubt(table, "it says nothing that is known here");
}

/** Indexes, views, sequences and composite types have the same grammar. */
function alterOther(look: Look, objtype: string, name: string, command: Node): void {
  const kind = word(command.subtype);
  const isOwner = kind === "AT_ChangeOwner";
  const kinds = {
    OBJECT_SEQUENCE: "sequence",
    OBJECT_VIEW: "view",
    OBJECT_MATVIEW: "view",
    OBJECT_TYPE: "type",
  } as const;
  const made = kinds[objtype as keyof typeof kinds];
  if (made !== undefined && look.world.has(made, name)) return;
  const isIndex = objtype === "OBJECT_INDEX";
  if (isIndex && ["AT_SetRelOptions", "AT_ResetRelOptions", "AT_AttachPartition", "AT_SetStatistics"].includes(kind))
    return;
  if (objtype === "OBJECT_TYPE" && kind === "AT_DropColumn") look.find("C4", name);
  else if (isOwner)
    look.find("P1", name, { ...byPerson, reason: "the previous release may have its rights by owning it" });
  else look.doubt(name, `${kind} is not known here for what is no table`);
}

function changed(rule: Parameters<Look["find"]>[0], overrides: Parameters<Look["find"]>[2] = {}): TableChange {
  return (look, table) => {
    look.lock(table, "ACCESS EXCLUSIVE", short);
    if (!isNewTable(look.world, table)) look.find(rule, table, overrides);
  };
}

function rewritten(look: Look, table: string): void {
  look.lock(table, "ACCESS EXCLUSIVE", anew);
}

function changeSettings(look: Look, table: string, command: Node): void {
  look.lock(table, "SHARE UPDATE EXCLUSIVE", short);
  const { items } = asNode(asNode(command.def).List);
  const settings = list(items ?? command.def).map((item) => word(asNode(asNode(item).DefElem).defname));
  const odd = settings.filter((setting) => !harmlessSettings.test(setting));
  if ((odd.length > 0 || settings.length === 0) && !isNewTable(look.world, table))
    look.doubt(table, `what the setting ${odd.join(", ")} does is not known here`);
}

function unwrapped(definition: unknown): unknown {
  return asNode(asNode(definition).RangeVar);
}

/** Rows of the child appear in the parent, and its constraints hold for them. */
export function joinParent(look: Look, parent: string, child: string): void {
  look.lock(parent, "SHARE UPDATE EXCLUSIVE", short);
  if (isNewTable(look.world, parent)) {
    if (isNewTable(look.world, child)) return;
    // From here on the new table holds old rows.
    look.world.forget("table", parent);
    look.find("K3", child, { ...byLoosening, reason: `what ${parent} refuses is refused there from now on` });
    return;
  }
  // What the previous release writes into the parent may land in it.
  look.world.forget("table", child);
  const reason = `rows of ${child} appear in ${parent}, and what ${child} refuses is refused there`;
  look.find("K3", `${parent} ← ${child}`, { ...byLoosening, reason });
}

function leaveParent(look: Look, parent: string, child: string): void {
  look.lock(parent, "SHARE UPDATE EXCLUSIVE", short);
  if (isNewTable(look.world, parent)) return;
  const reason = `the previous release sees the rows of ${child} in ${parent} no more`;
  look.find("T3", `${parent} ← ${child}`, { reason, remedy: null });
}
