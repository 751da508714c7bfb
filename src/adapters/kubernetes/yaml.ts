import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";
import { type Refuse, scalarOf } from "./yaml-scalars.ts";

/** How often aliases may be followed in one document: more is a trap, and no manifest. */
const most = 10_000;

interface Reading {
  readonly refuse: Refuse;
  /** The node that an alias stands for. */
  readonly resolve: (alias: Alias) => Node | undefined;
  /** What is being read, from the outside in: an anchor that holds itself has no end. */
  readonly open: Set<Node>;
  left: number;
}

/**
 * The documents of a text with the values that `kubectl apply -f` sees in them, which are those of YAML 1.1 without its
 * dates and sexagesimals: `0400` is 256, `on` is true, `1:30` is a text. Null for an empty document. Throws what `refuse`
 * makes of a text that is no YAML, or of a value that JSON cannot hold; twice the same key is refused too.
 */
export function readDocuments(text: string, refuse: Refuse): readonly unknown[] {
  // Every scalar stays the text that it is, and what it means is judged here.
  const documents = parseAllDocuments(text, {
    schema: "failsafe",
    resolveKnownTags: false,
    uniqueKeys: isSameKey,
    logLevel: "error",
  });
  return [...documents].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw refuse(error.message);
    const resolve = (alias: Alias) => alias.resolve(document);
    return read(document.contents, { refuse, resolve, open: new Set(), left: most });
  });
}

function isSameKey(one: unknown, other: unknown): boolean {
  return isScalar(one) && isScalar(other) && one.value === other.value && one.value !== "<<";
}

function read(given: unknown, reading: Reading): unknown {
  const node = nodeOf(given, reading);
  if (node === null) return null;
  if (isScalar(node)) return scalarOf(node, reading.refuse);
  return inside(node, reading, () => {
    if (isSeq(node)) return node.items.map((item) => read(item, reading));
    return Object.fromEntries(entriesOf(node as YAMLMap, reading));
  });
}

function nodeOf(given: unknown, reading: Reading): Node | null {
  const { resolve, refuse } = reading;
  if (!isAlias(given)) return (given ?? null) as Node | null;
  reading.left -= 1;
  if (reading.left < 0) throw refuse("its aliases make too much of it");
  const node = resolve(given);
  if (node === undefined) throw refuse(`nothing before it has the anchor \`${given.source}\``);
  return node;
}

function inside<T>(node: Node, reading: Reading, act: () => T): T {
  if (reading.open.has(node)) throw reading.refuse("an anchor holds itself");
  reading.open.add(node);
  const value = act();
  reading.open.delete(node);
  return value;
}

function entriesOf(map: YAMLMap, reading: Reading): Map<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const pair of map.items) {
    if (isMerge(pair)) for (const [key, value] of merged(pair.value, reading)) entries.set(key, value);
    else entries.set(keyOf(pair, reading), read(pair.value, reading));
  }
  return entries;
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.value === "<<";
}

/** What `<<` brings replaces the keys that stand above it, as `kubectl` has it; the first of several maps wins. */
function merged(given: unknown, reading: Reading): readonly (readonly [string, unknown])[] {
  const node = nodeOf(given, reading);
  if (isSeq(node)) return [...node.items].reverse().flatMap((item) => merged(item, reading));
  if (!isMap(node)) throw reading.refuse("`<<` takes maps alone");
  return inside(node, reading, () => [...entriesOf(node, reading)]);
}

function keyOf({ key }: Pair, reading: Reading): string {
  const value = read(key, reading);
  if (value === null || typeof value === "object") throw reading.refuse("a key is neither a text nor a number");
  return String(value);
}
