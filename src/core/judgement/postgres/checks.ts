import { constantOf } from "./expressions.ts";
import { asNode, list, type Node, opened, words } from "./tree.ts";

export type Known = string | number | boolean | null;

/** Three-valued logic, and `undefined` for what is not understood. */
type Truth = boolean | null | undefined;

/** Whether a check surely lets a row pass whose `column` has this value, whatever the others have. */
export function surelyPasses(expression: unknown, column: string, value: Known): boolean {
  const truth = evaluate(expression, column, value);
  return truth === true || truth === null;
}

function evaluate(expression: unknown, column: string, value: Known): Truth {
  const [kind, node] = opened(expression);
  if (kind === "NullTest") {
    const tested = operand(node.arg, column, value);
    return tested === undefined ? undefined : (tested === null) === (node.nulltesttype === "IS_NULL");
  }
  if (kind === "BoolExpr") return combined(node, column, value);
  if (kind === "A_Expr") return compared(node, column, value);
  return undefined;
}

function combined(node: Node, column: string, value: Known): Truth {
  const parts = list(node.args).map((part) => evaluate(part, column, value));
  if (node.boolop === "NOT_EXPR") return typeof parts[0] === "boolean" ? !parts[0] : parts[0];
  if (parts.includes(undefined)) return undefined;
  const decides = node.boolop === "OR_EXPR";
  if (parts.includes(decides)) return decides;
  return parts.includes(null) ? null : !decides;
}

function compared({ kind, name, lexpr, rexpr }: Node, column: string, value: Known): Truth {
  const left = operand(lexpr, column, value);
  const sign = words(name)[0] ?? "";
  if (left === undefined) return undefined;
  if (kind === "AEXPR_OP") return order(left, sign, operand(rexpr, column, value));
  const [rightKind, right] = opened(rexpr);
  if (rightKind !== "List") return undefined;
  const others = list(right.items).map((item) => operand(item, column, value));
  if (others.includes(undefined)) return undefined;
  if (kind === "AEXPR_IN" && sign === "=") {
    const equal = others.map((other) => order(left, "=", other));
    if (equal.includes(true)) return true;
    if (equal.includes(undefined)) return undefined;
    return equal.includes(null) ? null : false;
  }
  if (kind !== "AEXPR_BETWEEN" || others.length !== 2) return undefined;
  const [low, high] = [order(left, ">=", others[0]), order(left, "<=", others[1])];
  if (low === undefined || high === undefined) return undefined;
  if (low === false || high === false) return false;
  return low === null || high === null ? null : true;
}

function operand(expression: unknown, column: string, value: Known): Known | undefined {
  const [kind, node] = opened(expression);
  if (kind === "ColumnRef") {
    const fields = words(node.fields);
    return fields.length === 1 && fields[0] === column ? value : undefined;
  }
  if (kind === "TypeCast" && words(asNode(node.typeName).names).at(-1) === "text")
    return operand(node.arg, column, value);
  if (kind !== "A_Const") return undefined;
  return node.isnull === true ? null : constantOf(node);
}

/** What text is different and in which order depends on its collation: only that it is equal is known. */
function order(left: Known, sign: string, right: Known | undefined): Truth {
  if (right === undefined) return undefined;
  const known = sign === "=" || sign === "<>" || ["<", ">", "<=", ">="].includes(sign);
  if (!known) return undefined;
  if (left === null || right === null) return null;
  if (typeof left !== typeof right) return undefined;
  if (left === right && (sign === "=" || sign === "<>")) return sign === "=";
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  // The column's type may round it.
  if (!Number.isInteger(left)) return undefined;
  if (sign === "=" || sign === "<>") return sign === "<>";
  if (sign === "<") return left < right;
  if (sign === ">") return left > right;
  return sign === "<=" ? left <= right : left >= right;
}
