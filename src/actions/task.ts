import { isAbsolute, join } from "node:path";
import type { Action, Task } from "../kit/action.ts";
import { type DeployFile, type Layer, readDeployFile } from "../kit/deploy-file.ts";
import type { Effects } from "../kit/effects.ts";
import { InputError, type Problem } from "../kit/errors.ts";
import type { Names } from "../kit/expand.ts";
import { fieldReader } from "../kit/field-reader.ts";
import type { Values } from "../kit/fields.ts";
import { unknownName } from "../kit/nearest.ts";
import { secretsOfVariable } from "../kit/secrets.ts";
import { inputNames } from "../kit/section-inputs.ts";
import { openSettings } from "../kit/settings.ts";
import { commonInputs, fileInputs } from "./common.ts";
import { readDotenv } from "./dotenv.ts";
import { isProposed, openProposal, refuseProposed } from "./proposal/event.ts";
import { rootInputs, sectionNames } from "./sections/index.ts";

/** What a step or a command line gave: input names to texts, empty ones left out. */
export type Given = Readonly<Record<string, string>>;

export type DeployTask = Task<typeof commonInputs>;

/**
 * Reads the step's inputs and deploy.yml. One InputError names every problem of the common inputs and of the file's shape.
 * On the events of a pull request only `plan` and a dry run of `migrate` get a task: deploy.yml is the base branch's, and every `$NAME` stays a name.
 */
export async function readTask(action: Action, given: Given, effects: Effects): Promise<DeployTask> {
  refuseProposed(action.name, effects, /^(true|True|TRUE)$/.test(given["dry-run"] ?? ""));
  const isRoot = action.name === "deploy";
  const own = inputNames(action);
  const problems: Problem[] = unknownInputs(given, knownInputs(action));
  const environment = given.environment ?? commonInputs.environment.default ?? "production";
  const file = await readFile(given.config, environment, effects, problems);
  const dotenv = readDotenv(given.dotenv, effects);
  const isStatic = isProposed(effects);
  const onRunner = effects.env("GITHUB_ACTIONS") === "true";
  const listed = () => commonInputs["env-allow"].parse(given["env-allow"] ?? "") ?? [];
  // Whoever wrote the bundle meant it to be read.
  const allowed = onRunner ? new Set([...listed(), ...Object.keys(dotenv)]) : null;
  const lookUp = (name: string) => {
    const value = effects.env(name) ?? dotenv[name];
    for (const part of secretsOfVariable(name, value ?? "")) effects.mask(part);
    return value;
  };
  const names = (release: string): Names =>
    isStatic ? unresolved : { builtIn: { RELEASE: release, ENVIRONMENT: environment }, env: lookUp, allowed };
  const read = fieldReader({ names: names(""), mask: effects.mask }, problems);
  const values = Object.entries(commonInputs).map(([name, field]) => {
    const fromFile = name in fileInputs ? (file?.overlay[name] ?? file?.base[name]) : undefined;
    return [name, read({ where: name, field, raw: given[name] ?? fromFile, isFromStep: name in given })] as const;
  });
  const rootStep = isRoot ? readRoot(given, problems) : {};
  if (problems.length > 0) throw new InputError(problems);
  const common = Object.fromEntries(values) as Values<typeof commonInputs>;
  const step = Object.fromEntries(Object.entries(given).filter(([name]) => !isRoot && own.includes(name)));
  const configure = (commit: string) => {
    return openSettings({
      file,
      action: action.name,
      step,
      rootStep,
      only: common.only,
      names: names(commit),
      mask: effects.mask,
    });
  };
  return { common, configure, effects };
}

/** Names that stay as they are written: nobody is asked for a value. */
const unresolved: Names = { builtIn: {}, env: (name) => `$${name}`, allowed: null };

/** Every input that an action takes, the common ones first. */
export function knownInputs(action: Action): readonly string[] {
  return [...Object.keys(commonInputs), ...inputNames(action)];
}

function unknownInputs(given: Given, known: readonly string[]): Problem[] {
  const strange = Object.keys(given).filter((name) => !known.includes(name));
  return strange.map((name) => ({ where: "with", what: unknownName("input", name, known) }));
}

async function readFile(
  path: string | undefined,
  environment: string,
  effects: Effects,
  problems: Problem[],
): Promise<DeployFile | null> {
  const name = path ?? commonInputs.config.default ?? "";
  const text = await readText(name, effects);
  if (text !== null)
    return readDeployFile(name, text, environment, { common: Object.keys(fileInputs), sections: sectionNames });
  // A pull request may be the one that brings the file.
  if (path !== undefined && !isProposed(effects))
    problems.push({ where: "config", what: `the file \`${path}\` does not exist` });
  return null;
}

async function readText(name: string, effects: Effects): Promise<string | null> {
  if (!isProposed(effects)) return effects.exec.readFile(isAbsolute(name) ? name : join(effects.folder, name));
  const { repository, base } = await openProposal(effects);
  return repository.fileAt(base.commit, name);
}

function readRoot(given: Given, problems: Problem[]): Layer {
  const entries = Object.entries(rootInputs).flatMap(([name, field]) => {
    const text = given[name];
    if (text === undefined) return [];
    try {
      return [[name, field.parse(text)] as const];
    } catch (error) {
      problems.push({ where: name, what: (error as Error).message });
      return [];
    }
  });
  return Object.fromEntries(entries);
}
