import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import { LostError } from "./api.ts";
import type { Place } from "./evidence.ts";
import { isGone } from "./failures.ts";
import type { Json } from "./manifest.ts";
import { endOf, jobShape, jobsShape } from "./status.ts";

const jobs = ({ namespace }: Place) => `/apis/batch/v1/namespaces/${namespace}/jobs`;

/** What an earlier run has left behind may still migrate. */
export async function refuseOther(place: Place, labels: Readonly<Record<string, string>>, signal?: AbortSignal) {
  const chosen = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const path = `${jobs(place)}?labelSelector=${encodeURIComponent(chosen.join(","))}`;
  const { items } = await place.api.get(path, jobsShape, signal);
  const running = items.find((job) => endOf(job) === null);
  if (running === undefined) return;
  const { name } = running.metadata;
  throw new RefusedError(`the Job \`${name}\` of an earlier run has not ended yet`, {
    hint: `Wait for it, or see what keeps it: \`kubectl -n ${place.namespace} describe job ${name}\`. If nothing runs in it, delete it.`,
  });
}

/** The cluster checks it; an answer that was lost is asked for again. */
export async function createJob(place: Place, job: Json, signal?: AbortSignal): Promise<void> {
  try {
    await place.api.post(`${jobs(place)}?fieldValidation=Strict`, job, signal);
  } catch (error) {
    if (!(error instanceof LostError) || !(await isThere(place, error, signal))) throw error;
  }
}

async function isThere(place: Place, cause: unknown, signal?: AbortSignal): Promise<boolean> {
  try {
    await place.api.get(`${jobs(place)}/${place.name}`, jobShape, signal);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw new ServiceError(`whether the Job \`${place.name}\` was started is not known: the cluster does not answer`, {
      hint: `Look: \`kubectl -n ${place.namespace} get job ${place.name}\`. If it is there, wait for its end.`,
      cause,
    });
  }
}

/** Ends its pod as well. False where that could not be done; a Job that is not there is ended. */
export async function removeJob(place: Place): Promise<boolean> {
  try {
    await place.api.remove(`${jobs(place)}/${place.name}?propagationPolicy=Background`);
    return true;
  } catch (error) {
    return isGone(error);
  }
}
