import { parse } from "yaml";
import { begins, type Context, render, type Status } from "./expressions.ts";

interface Step {
  readonly uses?: string;
  readonly id?: string;
  readonly if?: string;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: { readonly workflow_call: { readonly outputs: Readonly<Record<string, { readonly value: string }>> } };
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
}

export interface Ending {
  /** Actions that were started, in order. */
  readonly ran: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}

interface Ended {
  readonly result: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Plays a reusable workflow by its own conditions and outputs; the actions are only told what comes of them. */
export function play(text: string, story: Story): Ending {
  const workflow = parse(text) as Workflow;
  const ran: string[] = [];
  const jobs: Record<string, Ended> = {};
  for (const [name, job] of Object.entries(workflow.jobs)) {
    jobs[name] = runJob(name, job, jobs, story, ran);
  }
  const declared = Object.entries(workflow.on.workflow_call.outputs);
  return { ran, outputs: Object.fromEntries(declared.map(([name, { value }]) => [name, render(value, { jobs })])) };
}

function runJob(name: string, job: Job, jobs: Record<string, Ended>, story: Story, ran: string[]): Ended {
  const names = [job.needs ?? []].flat();
  const needs = Object.fromEntries(names.map((each) => [each, jobs[each]]));
  const results = Object.values(needs).map((need) => need?.result);
  const bad = results.includes("failure") ? "failure" : results.includes("cancelled") ? "cancelled" : "skipped";
  // A job that needs a skipped one is no failure to `failure()`, but no success either.
  const status = results.every((result) => result === "success") ? "success" : (bad as Status);
  if (!begins(job.if, { needs }, status)) return { result: "skipped", outputs: {} };
  const lot = story.jobs?.[name];
  if (lot !== undefined) return { result: lot === "cancelled" ? "cancelled" : "failure", outputs: {} };
  const { steps = {} } = story;
  return runSteps(job, needs, (action) => steps[`${name}/${action}`] ?? steps[action] ?? "success", ran);
}

function runSteps(job: Job, needs: Context, fateOf: (action: string) => Fate, ran: string[]): Ended {
  const steps: Record<string, { outcome: string; outputs: Record<string, string> }> = {};
  let status: Status = "success";
  for (const { uses, id, if: condition } of job.steps) {
    const action = /^\$\/actions\/(.+)$/.exec(uses ?? "")?.[1];
    const isBegun = begins(condition, { steps, needs }, status);
    const fate = fateOf(action ?? /\/(\w+)@/.exec(uses ?? "")?.[1] ?? "");
    if (isBegun && action !== undefined) ran.push(action);
    if (id !== undefined) steps[id] = isBegun ? told(fate) : { outcome: "skipped", outputs: {} };
    if (isBegun) status = next(status, fate);
  }
  const context = { steps, needs, job: { status } };
  const outputs = Object.entries(job.outputs ?? {}).map(([name, text]) => [name, render(text, context)] as const);
  return { result: status, outputs: Object.fromEntries(outputs) };
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

function next(status: Status, fate: Fate): Status {
  if (fate === "success") return status;
  if (fate === "failure" || fate === "refused") return status === "cancelled" ? status : "failure";
  return "cancelled";
}
