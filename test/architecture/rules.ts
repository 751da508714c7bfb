import { posix } from "node:path";
import { type Facts, factsOf, type Import, type SourceText } from "./source.ts";

interface Layer {
  /** Layers whose files it may import. */
  readonly layers: readonly string[];
  /** Layers of which it may import types alone. */
  readonly types?: readonly string[];
  /** Node's modules and packages that it may use; `*` is any. */
  readonly outside: readonly string[];
  readonly outsideTypes?: readonly string[];
}

/** Computing on bytes and paths touches nothing outside. */
const harmless = ["node:crypto", "node:path", "node:stream", "node:stream/promises", "node:util"];

/** Who may import whom. */
export const layers: Readonly<Record<string, Layer>> = {
  core: { layers: ["core"], outside: [] },
  kit: { layers: ["kit"], outside: ["zod/mini", "yaml"], outsideTypes: ["node:stream"] },
  "stages/ports": { layers: ["core", "kit", "stages/ports"], outside: [], outsideTypes: ["node:stream"] },
  stages: { layers: ["core", "kit", "stages", "stages/ports"], outside: harmless },
  adapters: { layers: ["core", "kit", "adapters", "stages/ports"], types: ["stages"], outside: ["*"] },
  actions: {
    layers: ["core", "kit", "stages", "stages/ports", "adapters", "actions"],
    outside: [...harmless, "zod/mini"],
  },
  runtime: { layers: ["core", "kit", "adapters", "actions", "runtime"], outside: ["*"] },
  entry: { layers: ["core", "kit", "adapters", "actions", "runtime", "entry"], outside: ["*"] },
};

/** Files that may do what no other may. */
const privileges = {
  /** Starting programs. */
  "node:child_process": /^adapters\/executors\/local\.ts$/,
  /** The process itself: its environment, its streams, its end. */
  process: /^(main|cli)\.ts$|^runtime\/|^adapters\/executors\//,
};

const drawers = /^(utils?|helpers?|commons?|shared|misc|lib)$/;

/** Everything about the sources that the house does not allow, one line each. */
export function violations(sources: readonly SourceText[]): readonly string[] {
  return sources
    .map(factsOf)
    .flatMap((facts) => [
      ...facts.imports.flatMap((found) => importProblem(facts.path, found)),
      ...sizeProblems(facts),
      ...nameProblems(facts),
      ...contentProblems(facts),
    ]);
}

function importProblem(path: string, found: Import): readonly string[] {
  const from = layerOf(path);
  const layer = layers[from];
  if (layer === undefined) return [`${path}: belongs to no layer`];
  const problem = (what: string) => [`${path}:${found.line}: ${from} may not import ${what}`];
  if (found.target === "node:child_process" && !privileges[found.target].test(path))
    return problem(`${found.target}; only the executor does`);
  const allowed =
    (names: readonly string[], types: readonly string[] = []) =>
    (name: string) =>
      names.includes(name) || names.includes("*") || (found.isTypeOnly && types.includes(name));
  if (!found.target.startsWith(".")) {
    return allowed(layer.outside, layer.outsideTypes)(found.target) ? [] : problem(describe(found));
  }
  const target = posix.join(posix.dirname(path), found.target);
  if (target.startsWith("..")) return problem(`${found.target}, which is outside src`);
  if (!target.endsWith(".ts")) return problem(`${found.target} without its ending`);
  return allowed(layer.layers, layer.types)(layerOf(target)) ? [] : problem(describe({ ...found, target }));
}

function describe({ target, isTypeOnly }: Pick<Import, "target" | "isTypeOnly">): string {
  return isTypeOnly ? `types of ${target}` : target;
}

function layerOf(path: string): string {
  if (path.startsWith("stages/ports/")) return "stages/ports";
  const [first = ""] = path.split("/");
  return path.includes("/") ? first : "entry";
}

function sizeProblems({ path, lines, functions }: Facts): readonly string[] {
  const most = layerOf(path) === "adapters" ? 120 : 200;
  return [
    ...(lines > most ? [`${path}: has ${lines} lines; at most ${most}`] : []),
    ...functions
      .filter((found) => found.lines > 40)
      .map((found) => `${path}:${found.line}: ${found.name} has ${found.lines} lines of its own; at most 40`),
  ];
}

function nameProblems({ path }: Facts): readonly string[] {
  const names = path.replace(/\.ts$/, "").split("/");
  const drawer = path === "actions/common.ts" ? undefined : names.find((name) => drawers.test(name));
  return drawer === undefined ? [] : [`${path}: \`${drawer}\` says nothing; name it after what it holds`];
}

function contentProblems(facts: Facts): readonly string[] {
  const { path, classes, asyncLines, shellLines, processLines } = facts;
  return [
    ...(facts.hasDefaultExport ? [`${path}: has a default export`] : []),
    ...classes.filter(({ base }) => !isError(base)).map(({ name }) => `${path}: ${name} is a class that is no error`),
    ...(layerOf(path) === "core" ? asyncLines : []).map((line) => `${path}:${line}: core waits for nothing (async)`),
    ...shellLines.map((line) => `${path}:${line}: a shell; commands are argument lists`),
    ...(privileges.process.test(path) ? [] : processLines).map(
      (line) => `${path}:${line}: uses \`process\`; take it from Effects`,
    ),
  ];
}

function isError(base: string | null): boolean {
  return base !== null && /(Error|Problem|Refusal|Moved)$/.test(base);
}
