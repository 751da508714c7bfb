import { neededPermissions, type Reusable } from "./callers.ts";

/** A workflow of the repository, parsed; `content` is null where it is no YAML. */
export interface Workflow {
  readonly path: string;
  readonly content: unknown;
}

/** What a job grants: by name, everything at one level, or whatever the repository's settings say. */
export type Granted = Readonly<Record<string, unknown>> | "read-all" | "write-all" | null;

/** A job that calls one of our reusable workflows. */
export interface Call {
  /** `release.yml: deploy`. */
  readonly where: string;
  readonly called: Reusable;
  readonly version: string;
  readonly with: Readonly<Record<string, unknown>>;
  /** Names of the secrets that it hands over. */
  readonly secrets: readonly string[] | "inherit";
  readonly granted: Granted;
  readonly isForTags: boolean;
}

/** A step that uses one of our actions; `name` is empty for the root action. */
export interface Use {
  readonly where: string;
  readonly name: string;
  readonly version: string;
  readonly with: Readonly<Record<string, unknown>>;
  /** Variables that the step, its job or its workflow sets. */
  readonly env: readonly string[];
  /** False where the checkout before it has the newest commit alone; null where there is none. */
  readonly hasHistory: boolean | null;
}

type Map = Readonly<Record<string, unknown>>;

const ours = /^[\w.-]+\/deploy-actions(?:\/(?<path>[^@]+))?@(?<version>.+)$/;

/** Every call of our reusable workflows. */
export function callsIn(workflows: readonly Workflow[]): readonly Call[] {
  return jobsIn(workflows).flatMap(({ where, workflow, job }) => {
    const { path = "", version = "" } = ours.exec(textOf(job.uses))?.groups ?? {};
    const called = /^\.github\/workflows\/(\w+?)(?:-ghes)?\.ya?ml$/.exec(path)?.[1];
    if (called === undefined || !isReusable(called)) return [];
    const secrets = job.secrets === "inherit" ? ("inherit" as const) : Object.keys(mapOf(job.secrets));
    const granted = grantOf(job.permissions === undefined ? workflow.permissions : job.permissions);
    const isForTags = mapOf(mapOf(workflow.on).push).tags !== undefined;
    return [{ where, called, version, with: mapOf(job.with), secrets, granted, isForTags }];
  });
}

/** Every step that uses one of our actions. */
export function usesIn(workflows: readonly Workflow[]): readonly Use[] {
  return jobsIn(workflows).flatMap(({ where, workflow, job }) => {
    let hasHistory: boolean | null = null;
    return listOf(job.steps).flatMap((raw) => {
      const step = mapOf(raw);
      const uses = textOf(step.uses);
      if (/^actions\/checkout@/.test(uses)) hasHistory = textOf(mapOf(step.with)["fetch-depth"]) === "0";
      const { path = "", version = "" } = ours.exec(uses)?.groups ?? {};
      if (version === "" || path.startsWith(".github/")) return [];
      const env = [workflow.env, job.env, step.env].flatMap((variables) => Object.keys(mapOf(variables)));
      return [{ where, name: path.replace(/^actions\//, ""), version, with: mapOf(step.with), env, hasHistory }];
    });
  });
}

function jobsIn(workflows: readonly Workflow[]) {
  return workflows.flatMap(({ path, content }) => {
    const workflow = mapOf(content);
    const file = path.split("/").at(-1);
    return Object.entries(mapOf(workflow.jobs)).map(([name, job]) => ({
      where: `${file}: ${name}`,
      workflow,
      job: mapOf(job),
    }));
  });
}

function grantOf(value: unknown): Granted {
  if (value === undefined) return null;
  if (value === "read-all" || value === "write-all") return value;
  return mapOf(value);
}

function isReusable(name: string): name is Reusable {
  return Object.hasOwn(neededPermissions, name);
}

function mapOf(value: unknown): Map {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Map) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
