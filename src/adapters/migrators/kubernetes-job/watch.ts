import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { LostError } from "./api.ts";
import { logOf, type Place, podsOf, warningsOf } from "./evidence.ts";
import { isGone } from "./failures.ts";
import { type Events, jobShape, type Outcome, outcomeOf, type Pods } from "./status.ts";

export interface Ended {
  readonly outcome: Exclude<Outcome, { kind: "running" }>;
  readonly pods: Pods;
  readonly events: Events;
  /** The end of the log, as late as it could be read. */
  readonly log: string;
}

/** Milliseconds without an answer until it is given up; and beyond the Job's own limit. */
const patience = 60_000;
const longest = 3000;

/** Looks at the Job until it has come to either end. Short losses of the connection are borne. */
export async function watch(
  place: Place,
  timeout: number,
  { sleep, monotonic }: Pick<Effects, "sleep" | "monotonic">,
  signal?: AbortSignal,
): Promise<Ended> {
  const start = monotonic();
  let answered = start;
  let log = "";
  for (let pause = 250; ; pause = Math.min(longest, pause * 1.5)) {
    try {
      const seen = await look(place, signal);
      answered = monotonic();
      // A pod that the cluster ends takes its log with it.
      log = (await logOf(place, seen.pods, signal)) ?? log;
      if (seen.outcome.kind !== "running") return { ...seen, outcome: seen.outcome, log };
    } catch (error) {
      if (isGone(error)) throw gone(place, error);
      if (!(error instanceof LostError) || monotonic() - answered > patience) throw lost(place, error);
    }
    if (monotonic() - start > timeout + patience) throw overdue(place);
    await sleep(pause, signal);
  }
}

async function look(place: Place, signal?: AbortSignal) {
  const { api, namespace, name } = place;
  const job = await api.get(`/apis/batch/v1/namespaces/${namespace}/jobs/${name}`, jobShape, signal);
  const pods = await podsOf(place, signal);
  const early = outcomeOf(job, pods, []);
  const isQuiet = early.kind === "complete" || (early.kind === "running" && pods.length > 0);
  const events = isQuiet ? [] : await warningsOf(place, pods, signal);
  return { outcome: outcomeOf(job, pods, events), pods, events };
}

function lost({ name, namespace }: Place, error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  return new ServiceError(`how the Job \`${name}\` ends is not known: ${error.message}`, {
    hint: `It goes on without us. Wait for its end before anything else: \`kubectl -n ${namespace} get job ${name}\`. ${error.hint ?? ""}`.trim(),
    cause: error,
  });
}

function gone({ name }: Place, cause: unknown): ServiceError {
  return new ServiceError(`the Job \`${name}\` was deleted by somebody while it ran`, {
    hint: "What it did is not known but from the history table; see that its pod has ended.",
    cause,
  });
}

function overdue({ name, namespace }: Place): ServiceError {
  return new ServiceError(`the Job \`${name}\` is beyond its time, and the cluster does not end it`, {
    hint: `See whether it works still: \`kubectl -n ${namespace} describe job ${name}\`.`,
  });
}
