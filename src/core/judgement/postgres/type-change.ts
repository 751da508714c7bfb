import type { Look } from "./look.ts";
import { anyWhere, byPerson } from "./probes.ts";
import { asNode, bare, type Node, opened, part, quoted, words } from "./tree.ts";
import { readType, type TypeNamed, typeText } from "./type-names.ts";

/** How two types differ. `outgrown` is a condition that only values of the new type fulfil. */
export type TypeChange =
  | { readonly kind: "same" }
  | { readonly kind: "wider"; readonly outgrown: (column: string) => string; readonly rewrites: boolean }
  | { readonly kind: "narrower" }
  | { readonly kind: "other" };

const integers: Readonly<Record<string, string>> = { int2: "32767", int4: "2147483647", int8: "9223372036854775807" };
const other: TypeChange = { kind: "other" };

/** Compares two types by what they can hold. */
export function compareTypes(from: TypeNamed, to: TypeNamed): TypeChange {
  if (from.isArray || to.isArray) return typeText(from) === typeText(to) ? { kind: "same" } : other;
  const [most, more] = [integers[from.name], integers[to.name]];
  if (most !== undefined && more !== undefined) {
    if (from.name === to.name) return { kind: "same" };
    if (BigInt(most) > BigInt(more)) return { kind: "narrower" };
    return { kind: "wider", rewrites: true, outgrown: (column) => `${column} NOT BETWEEN -${most} - 1 AND ${most}` };
  }
  if (isText(from) && isText(to)) return compareTexts(from.limits[0], to.limits[0]);
  if (from.name === "numeric" && to.name === "numeric") return compareDecimals(from.limits, to.limits);
  return typeText(from) === typeText(to) ? { kind: "same" } : other;
}

function isText({ name }: TypeNamed): boolean {
  return name === "text" || name === "varchar";
}

function compareTexts(from: number | undefined, to: number | undefined): TypeChange {
  if (from === to) return { kind: "same" };
  if (from === undefined || (to !== undefined && to < from)) return { kind: "narrower" };
  return { kind: "wider", rewrites: false, outgrown: (column) => `length(${column}) > ${from}` };
}

function compareDecimals(from: readonly number[], to: readonly number[]): TypeChange {
  const [digits, scale = 0] = from;
  const [toDigits, toScale = 0] = to;
  if (digits === toDigits && scale === toScale) return { kind: "same" };
  if (digits === undefined) return { kind: "narrower" };
  if (toDigits !== undefined && (toScale < scale || toDigits - toScale < digits - scale)) return { kind: "narrower" };
  return {
    kind: "wider",
    rewrites: toDigits !== undefined && toScale !== scale,
    outgrown: (column) => `(abs(${column}) >= 1e${digits - scale} OR round(${column}, ${scale}) <> ${column})`,
  };
}

/** Judges `ALTER COLUMN … TYPE`; `from` is the old type where it is known. */
export function changeType(look: Look, table: string, command: Node, from: TypeNamed | null): void {
  const column = part(command.name);
  const about = `${table}.${column}`;
  const definition = asNode(asNode(command.def).ColumnDef);
  const to = readType(definition.typeName);
  const text = typeText(to);
  const change = from === null ? null : compareTypes(from, to);
  if (change?.kind !== "same" && (change?.kind !== "wider" || change.rewrites))
    look.lock(table, "ACCESS EXCLUSIVE", {
      ...{ isLong: true, rewrites: true, reason: `every row may be written anew as ${text}, and so are its indexes` },
      remedy: "add a new column of the new type, backfill it in batches, and drop the old one in a later release",
    });
  else look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
  if (definition.collClause !== undefined) look.find("X2", about);
  else if (!isPlainCast(definition.raw_default, bare(column))) {
    const reason = "its values are computed anew, and nobody can tell whether the old ones can be told from that";
    look.find("Y2", about, { verdict: "UNKNOWN", reason });
  } else if (change?.kind === "wider") {
    const asks = `rows of \`${table}\` whose \`${column}\` the old type cannot hold`;
    look.find("Y1", about, anyWhere(asks, table, change.outgrown(quoted(column))));
  } else if (change?.kind === "narrower") look.find("Y2", about);
  else if (change?.kind === "other" || (change === null && isRoomy(to))) {
    const reason = `the old type is not told here; drivers and comparisons of the previous release may not expect ${text}`;
    look.find("Y3", about, change === null ? { ...byPerson, reason } : {});
  } else if (change === null) {
    const reason = `the old type is not told here: if it holds more than ${text}, values are cut off`;
    look.find("Y2", about, { verdict: "UNKNOWN", reason });
  }
}

/** Holds whatever is likely to have been there. */
export function isRoomy({ name, limits, isArray }: TypeNamed): boolean {
  if (isArray || limits.length > 0) return false;
  return ["text", "varchar", "int8", "numeric", "float8", "jsonb", "timestamptz"].includes(name);
}

function isPlainCast(using: unknown, column: string): boolean {
  if (using === undefined) return true;
  const [kind, node] = opened(using);
  if (kind === "TypeCast") return isPlainCast(node.arg, column);
  return kind === "ColumnRef" && words(node.fields).at(-1) === column;
}
