import type { Field } from "./fields.ts";

/** A node of the grammar's JSON; what is false, zero or empty is left out of it. */
export type Node = { readonly [field in Field]?: unknown };

export function asNode(value: unknown): Node {
  return typeof value === "object" && value !== null ? (value as Node) : {};
}

/** The kind and the content of `{ "AlterTableStmt": { … } }`. */
export function opened(value: unknown): readonly [kind: string, content: Node] {
  const [entry] = Object.entries(asNode(value));
  return entry === undefined ? ["", {}] : [entry[0], asNode(entry[1])];
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function word(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The parts of a name: `[{"String":{"sval":"app"}}, …]`, also inside a `List`. */
export function words(value: unknown): readonly string[] {
  const [kind, content] = opened(value);
  const parts = kind === "List" ? list(content.items) : list(value);
  return parts.map((part) => word(asNode(asNode(part).String).sval));
}

/** `orders` or `app.orders`, as the statement says it. */
export function relationName(rangeVar: unknown): string {
  const { schemaname, relname } = asNode(rangeVar);
  return joined([word(schemaname), word(relname)]);
}

/** One name of its parts. A part with a dot or a quote in it keeps its quotes, so that `"a.b"` is not `a.b`. */
export function joined(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== "")
    .map((part) => (/[."]/.test(part) ? `"${part.replaceAll('"', '""')}"` : part))
    .join(".");
}

/** Every node below, with its kind, the outer ones first. */
export function* nodesIn(value: unknown): Generator<readonly [kind: string, content: Node]> {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) open.push(...next);
    else if (typeof next === "object" && next !== null) {
      for (const [key, inner] of Object.entries(next)) {
        // Kinds are capitalised, fields are not.
        if (/^[A-Z]/.test(key) && typeof inner === "object" && inner !== null) yield [key, inner as Node];
        open.push(inner);
      }
    }
  }
}

/** A joined name as SQL. */
export function quoted(name: string): string {
  const parts = name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? part : `"${part}"`)).join(".");
}

export function literal(text: string): string {
  const escaped = text.replaceAll("'", "''");
  return escaped.includes("\\") ? `E'${escaped.replaceAll("\\", "\\\\")}'` : `'${escaped}'`;
}
