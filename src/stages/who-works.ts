import type { Writer } from "../core/journal.ts";
import { type Liveness, runOf } from "../core/lease.ts";
import type { Effects } from "../kit/effects.ts";
import { ActionError } from "../kit/errors.ts";
import type { GitHub } from "./ports/github.ts";

/** Where it can be asked whether somebody still works. */
export interface WorkFacts {
  readonly effects: Effects;
  readonly github: () => Promise<GitHub | null>;
}

/**
 * Whether whoever holds a lease still works. A job that has died in a run that goes on counts as at work: that run has
 * a guard of its own. What cannot be asked is unknown and never counts as ended.
 */
export async function holderStillWorks(holder: Writer, facts: WorkFacts): Promise<Liveness> {
  const asked = await runStillWorks(holder, facts);
  return asked === "unknown" ? processStillRuns(holder, facts) : asked;
}

/** Whether the run that opened a release goes on. At a terminal one command follows another: that a process has ended says nothing. */
export async function openerStillWorks(opener: Writer, facts: WorkFacts): Promise<Liveness> {
  if (runOf(opener) !== null) return runStillWorks(opener, facts);
  return (await processStillRuns(opener, facts)) === "alive" ? "alive" : "unknown";
}

async function processStillRuns({ host, pid, startedAt }: Writer, { effects }: WorkFacts): Promise<Liveness> {
  if (host !== effects.run.host) return "unknown";
  return (await effects.exec.isAlive({ pid, startedAt })) ? "alive" : "ended";
}

async function runStillWorks(writer: Writer, { effects, github }: WorkFacts): Promise<Liveness> {
  const run = runOf(writer);
  if (run === null) return "unknown";
  try {
    const state = await (await github())?.runState(run);
    return state === "running" ? "alive" : (state ?? "unknown");
  } catch (error) {
    effects.signal.throwIfAborted();
    if (!(error instanceof ActionError)) throw error;
    effects.log.warn(`Whether run ${run} still works could not be asked: ${error.message}`);
    return "unknown";
  }
}
