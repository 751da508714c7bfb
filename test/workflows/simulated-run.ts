import { parse } from "yaml";
import { begins, type Context, render, type StatusFacts } from "./expressions.ts";

interface Step {
  readonly uses?: string;
  readonly id?: string;
  readonly if?: string;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string | boolean;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<Record<string, { readonly default: unknown }>>;
      readonly outputs: Readonly<Record<string, { readonly value: string }>>;
    };
  };
  readonly jobs: Readonly<Record<string, Job>>;
}

/**
 * What comes of a step, by its action's name or as `<job>/<action>`: an action's own `outcome`; `killed` leaves no outputs behind.
 * `cancelled after` is a run that is cancelled once the step has succeeded.
 */
export type Fate = "success" | "failure" | "refused" | "cancelled" | "killed" | "cancelled after";

/** What comes of a job before its first step: an approver's no, a runner that is lost, a cancelled wait. */
export type JobFate = "rejected" | "lost" | "cancelled";

export interface Story {
  readonly steps?: Readonly<Record<string, Fate>>;
  readonly jobs?: Readonly<Record<string, JobFate>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export interface Ending {
  /** Actions that were started, in order, as `<job>/<action>`. */
  readonly ran: readonly string[];
  readonly results: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

interface Ended {
  readonly result: string;
  readonly outputs: Readonly<Record<string, string>>;
}

interface Run {
  readonly story: Story;
  readonly inputs: Context;
  readonly jobs: Record<string, Ended>;
  readonly needs: Record<string, readonly string[]>;
  readonly ran: string[];
  isCancelled: boolean;
}

const read = new Map<string, Workflow>();

function workflowOf(text: string): Workflow {
  const known = read.get(text) ?? (parse(text) as Workflow);
  read.set(text, known);
  return known;
}

/** Plays a reusable workflow by its own conditions and outputs; the actions are only told what comes of them. */
export function play(text: string, story: Story): Ending {
  const workflow = workflowOf(text);
  const declared = workflow.on.workflow_call;
  const defaults = Object.fromEntries(Object.entries(declared.inputs).map(([name, input]) => [name, input.default]));
  const inputs = { ...defaults, ...story.inputs };
  const run: Run = { story, inputs, jobs: {}, needs: {}, ran: [], isCancelled: false };
  for (const [name, job] of Object.entries(workflow.jobs)) {
    run.needs[name] = [job.needs ?? []].flat();
    run.jobs[name] = runJob(name, job, run);
  }
  const outputs = Object.entries(declared.outputs).map(([name, { value }]) => [
    name,
    render(value, { jobs: run.jobs, inputs }),
  ]);
  const results = Object.entries(run.jobs).map(([name, { result }]) => [name, result]);
  return { ran: run.ran, results: Object.fromEntries(results), outputs: Object.fromEntries(outputs) };
}

/** GitHub's status functions look at all ancestors: a skipped one far above makes `success()` false. */
function ancestors(name: string, needs: Run["needs"]): readonly string[] {
  return [...new Set((needs[name] ?? []).flatMap((each) => [each, ...ancestors(each, needs)]))];
}

function runJob(name: string, job: Job, run: Run): Ended {
  const needs = Object.fromEntries((run.needs[name] ?? []).map((each) => [each, run.jobs[each]]));
  const results = ancestors(name, run.needs).map((each) => run.jobs[each]?.result);
  const status: StatusFacts = {
    success: results.every((result) => result === "success") && !run.isCancelled,
    failure: results.includes("failure"),
    cancelled: run.isCancelled,
  };
  const { inputs } = run;
  if (!begins(job.if, { needs, inputs }, status)) return { result: "skipped", outputs: {} };
  const lot = run.story.jobs?.[name];
  if (lot === "cancelled") run.isCancelled = true;
  if (lot !== undefined) return { result: lot === "cancelled" ? "cancelled" : "failure", outputs: {} };
  return runSteps(name, job, needs, run);
}

type StepsContext = Record<string, { outcome: string; outputs: Record<string, string> }>;

function runSteps(name: string, job: Job, needs: Context, run: Run): Ended {
  const { inputs, story } = run;
  const steps: StepsContext = {};
  const status = { success: true, failure: false, cancelled: false };
  for (const { uses, id, if: condition } of job.steps) {
    const action = /^\$\/actions\/(.+)$/.exec(uses ?? "")?.[1];
    const isBegun = begins(condition, { steps, needs, inputs }, status);
    const asked = action ?? /\/(\w+)@/.exec(uses ?? "")?.[1] ?? "";
    const fate = story.steps?.[`${name}/${asked}`] ?? story.steps?.[asked] ?? "success";
    if (isBegun && action !== undefined) run.ran.push(`${name}/${action}`);
    if (id !== undefined) steps[id] = isBegun ? told(fate) : { outcome: "skipped", outputs: {} };
    if (isBegun) follow(status, fate);
  }
  if (status.cancelled) run.isCancelled = true;
  const result = status.cancelled ? "cancelled" : status.failure ? "failure" : "success";
  const context = { steps, needs, inputs, job: { status: result } };
  const outputs = Object.entries(job.outputs ?? {}).map(([output, text]) => [output, render(text, context)] as const);
  return { result, outputs: Object.fromEntries(outputs) };
}

function told(fate: Fate): { outcome: string; outputs: Record<string, string> } {
  if (fate === "killed") return { outcome: "cancelled", outputs: {} };
  const isGood = fate === "success" || fate === "cancelled after";
  const outcome = isGood ? "success" : fate;
  return {
    outcome: isGood ? "success" : fate === "cancelled" ? "cancelled" : "failure",
    outputs: {
      outcome,
      reason: outcome === "success" ? "" : outcome,
      release: "c".repeat(40),
      weight: isGood ? "100" : "0",
    },
  };
}

function follow(status: { success: boolean; failure: boolean; cancelled: boolean }, fate: Fate): void {
  if (fate === "success") return;
  status.success = false;
  if (fate === "failure" || fate === "refused") status.failure = true;
  else status.cancelled = true;
}
