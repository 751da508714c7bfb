import type { Statement } from "../readable.ts";
import type { StatementJudgeFactory, World } from "../statement-judge.ts";
import { alterTable } from "./alter-table.ts";
import { drop } from "./drop.ts";
import { neverFails } from "./expressions.ts";
import { forgetNames, type Look, lookAt } from "./look.ts";
import * as programs from "./programs.ts";
import { changeOwner, objectName, rename, setSchema } from "./rename.ts";
import { changeRows, copy, truncate } from "./rows.ts";
import * as session from "./session.ts";
import { isHarmlessSetting } from "./settings.ts";
import { createIndex, createTable, createTableAs } from "./tables.ts";
import { asNode, type Node, opened, word } from "./tree.ts";

type Handler = (look: Look, node: Node) => void;

const nothing: Handler = () => {};
const rows =
  (kind: string): Handler =>
  (look, node) =>
    changeRows(look, kind, node);

/** Every statement that is known; whatever is not among them is X3. */
const handlers: Readonly<Record<string, Handler>> = {
  AlterTableStmt: alterTable,
  AlterDefaultPrivilegesStmt: nothing,
  AlterDomainStmt: programs.alterDomain,
  AlterEnumStmt: programs.alterEnum,
  AlterFunctionStmt: (look, node) =>
    look.find("V1", objectName({ ObjectWithArgs: node.func }) || "the function", {
      ...{ verdict: "PROBE", previous: "conditional", reason: "the previous release may use it as it was" },
    }),
  AlterObjectSchemaStmt: setSchema,
  AlterOwnerStmt: changeOwner,
  AlterPolicyStmt: programs.alterPolicy,
  AlterSeqStmt: programs.alterSequence,
  AlterStatsStmt: nothing,
  CheckPointStmt: nothing,
  ClusterStmt: session.cluster,
  CommentStmt: nothing,
  CompositeTypeStmt: programs.createType,
  ConstraintsSetStmt: nothing,
  CopyStmt: copy,
  CreateDomainStmt: programs.createDomain,
  CreateEnumStmt: programs.createType,
  CreateExtensionStmt: programs.createExtension,
  CreateFunctionStmt: programs.createFunction,
  CreatePolicyStmt: programs.createPolicy,
  CreateRangeStmt: programs.createType,
  CreateRoleStmt: session.createRole,
  CreateSchemaStmt: programs.createSchema,
  CreateSeqStmt: programs.createSequence,
  CreateStatsStmt: nothing,
  CreateStmt: createTable,
  CreateTableAsStmt: createTableAs,
  CreateTrigStmt: programs.createTrigger,
  DeleteStmt: rows("DeleteStmt"),
  DropStmt: drop,
  ExplainStmt: session.explain,
  GrantRoleStmt: session.grantRole,
  GrantStmt: session.grant,
  IndexStmt: (look, node) => createIndex(look, node, neverFails),
  InsertStmt: rows("InsertStmt"),
  ListenStmt: nothing,
  LockStmt: session.lockTables,
  MergeStmt: rows("MergeStmt"),
  NotifyStmt: nothing,
  RefreshMatViewStmt: session.refresh,
  ReindexStmt: session.reindex,
  RenameStmt: rename,
  SelectStmt(look, node) {
    const into = asNode(node.intoClause);
    if (into.rel === undefined) changeRows(look, "SelectStmt", node);
    else createTableAs(look, { query: { SelectStmt: node }, into });
  },
  TransactionStmt: session.transaction,
  TruncateStmt: truncate,
  UnlistenStmt: nothing,
  UpdateStmt: rows("UpdateStmt"),
  VacuumStmt: session.vacuum,
  VariableSetStmt: session.set,
  VariableShowStmt: nothing,
  ViewStmt: programs.createView,
};

/** Whether names may mean something else afterwards than what the database was asked about. */
function isMoving(kind: string, { name, removeType }: Node): boolean {
  if (kind === "DropStmt") return removeType !== "OBJECT_INDEX";
  if (kind === "VariableSetStmt") return !isHarmlessSetting(word(name));
  return kind === "RenameStmt" || kind === "AlterObjectSchemaStmt" || kind === "SelectStmt";
}

/** Judges PostgreSQL's statements by their grammar. */
export const judgePostgres: StatementJudgeFactory = ({ known: before }) => {
  let known = before;
  let isPathMoved = false;
  return (statement, world) => {
    const [kind, node] = opened(statement.tree);
    const handler = Object.hasOwn(handlers, kind) ? handlers[kind] : undefined;
    if (isPathMoved) remember(world);
    const look = lookAt(statement, world, known);
    if (handler === undefined) unknown(look, kind, statement);
    else handler(look, node);
    if (handler === undefined || isMoving(kind, node)) known = undefined;
    isPathMoved ||= world.notes.has("path");
    return look.judgement();
  };
};

/** Notes end with a migration, and so may a path that it has set. */
function remember(world: World): void {
  if (world.notes.has("path")) return;
  forgetNames(world);
  world.notes.add("path");
}

/** Whatever it did: names may mean something else afterwards. */
function unknown(look: Look, kind: string, { text }: Statement): void {
  forgetNames(look.world);
  const told =
    kind === "DoStmt" || kind === "CallStmt"
      ? "what it runs is code"
      : `${kind || text.slice(0, 40)} is not known here`;
  look.doubt("the statement", told);
}
