import { ServiceError, TimeoutError } from "../../../kit/errors.ts";
import type { CommandResult } from "../../../kit/executor.ts";
import { lastLines } from "../../executors/output.ts";
import { removeJob } from "./create.ts";
import { type Place, told } from "./evidence.ts";
import { exitCodeOf } from "./status.ts";
import type { Ended } from "./watch.ts";

/** What the Job's end means, as a command's end; an error where no program has told it. */
export async function resultOf(place: Place, ended: Ended, timeout: number): Promise<CommandResult> {
  const { outcome, pods, events, log } = ended;
  const look = `\`kubectl -n ${place.namespace} describe job ${place.name}\``;
  if (outcome.kind === "complete") return { code: 0, stdout: log, stderr: "" };
  if (outcome.kind === "stuck") {
    const isRemoved = await removeJob(place);
    const state = isRemoved
      ? "it was deleted"
      : `delete it: \`kubectl -n ${place.namespace} delete job ${place.name}\``;
    throw new ServiceError(`the Job \`${place.name}\` cannot start: ${outcome.why.slice(0, 400)}`, {
      hint: `Nothing has run; ${state}. Correct the image, the Secrets it names, or the namespace's quota.`,
      cause: told(events),
    });
  }
  if (outcome.reason === "DeadlineExceeded") {
    const said = log === "" ? "" : `; the last that it said: ${lastLines(log, 1).slice(0, 400)}`;
    throw new TimeoutError(`the Job \`${place.name}\` was ended after ${Math.ceil(timeout / 1000)} s${said}`, {
      hint: `Find out what it waited for (a lock?), or raise \`kubernetes-job-timeout\`. See ${look}.`,
      cause: told(events),
    });
  }
  const last = log === "" ? outcome.message : lastLines(log, 1);
  const sentence = `the Job \`${place.name}\` failed (${outcome.reason}): ${last}`;
  return {
    code: exitCodeOf(pods) || 1,
    stdout: log,
    stderr: [told(events), sentence].filter((line) => line !== "").join("\n"),
  };
}
