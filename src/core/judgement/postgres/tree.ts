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
  const items = kind === "List" ? list(content.items) : list(value);
  return items.map((part) => word(asNode(asNode(part).String).sval));
}

/** `orders` or `app.orders`, as the statement says it. */
export function relationName(rangeVar: unknown): string {
  const { schemaname, relname } = asNode(rangeVar);
  return joined([word(schemaname), word(relname)]);
}

/** One name of its parts. A part with a dot or a quote in it keeps its quotes, so that `"a.b"` is not `a.b`. */
export function joined(names: readonly string[]): string {
  return names
    .filter((name) => name !== "")
    .map((name) => (/[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name))
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

/** One part of a name, such as a column's. */
export function part(value: unknown): string {
  return joined([word(value)]);
}

export function parts(value: unknown): readonly string[] {
  return words(value).map((word) => joined([word]));
}

/** The last part of a joined name, without its quotes. */
export function bare(name: string): string {
  const last = name.match(/"(?:[^"]|"")*"$|[^."]+$/)?.[0] ?? name;
  return last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last;
}

/** A joined name as SQL. */
export function quoted(name: string): string {
  const found = name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
  return found.map((one) => (one.startsWith('"') ? one : `"${one}"`)).join(".");
}

export function literal(text: string): string {
  const escaped = text.replaceAll("'", "''");
  return escaped.includes("\\") ? `E'${escaped.replaceAll("\\", "\\\\")}'` : `'${escaped}'`;
}
