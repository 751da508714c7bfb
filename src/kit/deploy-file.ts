import { type Document, LineCounter, parseDocument } from "yaml";
import { InputError, type Problem } from "./errors.ts";
import { unknownName } from "./nearest.ts";

export type Layer = Readonly<Record<string, unknown>>;

/** deploy.yml, taken apart: what it says for everybody and what it says for one environment. */
export interface DeployFile {
  readonly base: Layer;
  readonly overlay: Layer;
}

export interface FileNames {
  /** Inputs that every action shares and that the file may set at its top level. */
  readonly common: readonly string[];
  readonly sections: readonly string[];
}

/** Reads deploy.yml for one environment. Throws one InputError with every problem of its outer shape. */
export function readDeployFile(path: string, text: string, environment: string, names: FileNames): DeployFile {
  const base = parseMap(path, text);
  const problems: Problem[] = [];
  const known = [...names.common, ...names.sections];
  checkKeys(path, base, [...known, "environments"], problems);
  const environments = mapOf(base.environments, `${path}: environments`, problems);
  for (const [name, value] of Object.entries(environments)) {
    checkKeys(
      `${path}: environments.${name}`,
      mapOf(value, `${path}: environments.${name}`, problems),
      known,
      problems,
    );
  }
  const available = Object.keys(environments);
  if (available.length > 0 && !available.includes(environment)) {
    problems.push({ where: "environment", what: unknownName("environment", environment, available) });
  }
  if (problems.length > 0) throw new InputError(problems);
  const { environments: _, ...rest } = base;
  const overlay = Object.hasOwn(environments, environment) ? environments[environment] : null;
  return { base: rest, overlay: mapOf(overlay, environment, problems) };
}

function parseMap(path: string, text: string): Layer {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  // A warning is a tag or directive that would be ignored: what the file says would not be what is done.
  const problems = [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { where: `${path}:${line}:${col}`, what: error.message };
  });
  const base = problems.length > 0 ? {} : mapOf(toValue(document, path, problems), path, problems);
  if (problems.length > 0) throw new InputError(problems);
  return base;
}

function toValue(document: Document, where: string, problems: Problem[]): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    problems.push({ where, what: `cannot be read: ${(error as Error).message}` });
    return null;
  }
}

function mapOf(value: unknown, where: string, problems: Problem[]): Layer {
  if (value === null || value === undefined) return {};
  if (isMap(value)) return value;
  problems.push({ where, what: "must be a map of names to values" });
  return {};
}

function checkKeys(where: string, map: Layer, known: readonly string[], problems: Problem[]): void {
  for (const key of Object.keys(map)) {
    if (!known.includes(key)) problems.push({ where, what: unknownName("key", key, known) });
  }
}

/** True for a YAML map: an object that is neither null nor a list. */
export function isMap(value: unknown): value is Layer {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
