import type { Writer } from "../core/journal.ts";
import { type Liveness, livenessOfJob, runOf } from "../core/lease.ts";
import type { Effects } from "../kit/effects.ts";
import type { GitHub } from "./ports/github.ts";

/** Where it can be asked whether somebody still works. */
export interface WorkFacts {
  readonly effects: Effects;
  readonly github: () => Promise<GitHub | null>;
}

/** Whether a process still runs; unknown on another machine. */
export async function processStillRuns(
  { host, pid, startedAt }: Writer,
  { run, exec }: Pick<Effects, "run" | "exec">,
): Promise<Liveness> {
  if (host !== run.host) return "unknown";
  return (await exec.isAlive({ pid, startedAt })) ? "alive" : "ended";
}

/** Whether the job goes on, as GitHub tells: for whoever waits for its lease, that the run goes on is not enough. */
export function jobStillWorks(holder: Writer, facts: WorkFacts): Promise<Liveness> {
  return ask(holder, facts, (api, run) => api.jobs(run).then((jobs) => livenessOfJob(holder, jobs)));
}

/**
 * Whether whoever holds a lease is looked after. A job that has died in a run that goes on counts as at work: that run
 * has a guard of its own.
 */
export async function holderStillWorks(holder: Writer, facts: WorkFacts): Promise<Liveness> {
  const asked = await runStillWorks(holder, facts);
  return asked === "unknown" ? processStillRuns(holder, facts.effects) : asked;
}

/** Whether the run that opened a release goes on. At a terminal one command follows another: that a process has ended says nothing. */
export async function openerStillWorks(opener: Writer, facts: WorkFacts): Promise<Liveness> {
  if (runOf(opener) !== null) return runStillWorks(opener, facts);
  return (await processStillRuns(opener, facts.effects)) === "alive" ? "alive" : "unknown";
}

function runStillWorks(writer: Writer, facts: WorkFacts): Promise<Liveness> {
  return ask(writer, facts, async () => "alive");
}

/** Asks GitHub about a run, and `within` about the one that goes on. What cannot be asked is unknown, never ended. */
async function ask(
  writer: Writer,
  { effects, github }: WorkFacts,
  within: (api: GitHub, run: string) => Promise<Liveness>,
): Promise<Liveness> {
  const run = runOf(writer);
  if (run === null) return "unknown";
  try {
    const api = await github();
    if (api === null) return "unknown";
    const state = await api.runState(run);
    // A run goes on while one of its jobs has died, and it begins again with a re-run.
    return state === "running" ? await within(api, run) : state;
  } catch (error) {
    effects.signal.throwIfAborted();
    effects.log.warn(`Whether run ${run} still works could not be asked: ${(error as Error).message}`);
    return "unknown";
  }
}
