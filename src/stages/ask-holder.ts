import type { Writer } from "../core/journal.ts";
import { type Liveness, livenessOfJob, runOf } from "../core/lease.ts";
import type { GitHub } from "./ports/github.ts";

/** Whether a holder on another machine still works, as far as GitHub knows its run or its job. */
export async function askHolder(github: () => Promise<GitHub | null>, holder: Writer): Promise<Liveness> {
  const run = runOf(holder);
  const api = run === null ? null : await github();
  if (run === null || api === null) return "unknown";
  const state = await api.runState(run);
  // A run goes on while one of its jobs has died, and it begins again with a re-run.
  return state === "running" ? livenessOfJob(holder, await api.jobs(run)) : state;
}
