import { CancelledError } from "../../../kit/errors.ts";
import type { CommandResult } from "../../../kit/executor.ts";
import type { AdapterContext } from "../../../kit/registry.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import { access, type Cluster } from "../../executors/kubectl/access.ts";
import { type Api, apiOf } from "./api.ts";
import { createJob, refuseOther, removeJob } from "./create.ts";
import { resultOf } from "./ending.ts";
import type { Inputs } from "./fields.ts";
import { type Json, jobOf, part, type Wanted } from "./manifest.ts";
import { readTemplate } from "./template.ts";
import { watch } from "./watch.ts";

/** Runs a Job to its end, as if it were a command. */
export function jobRunner(inputs: Inputs, cluster: Cluster, context: AdapterContext) {
  const { effects } = context;
  return async (words: readonly string[], limits: Limits, signal?: AbortSignal): Promise<CommandResult> => {
    const image = inputs["kubernetes-job-image"];
    const template = await readTemplate(
      inputs["kubernetes-job-manifest"],
      { image, isAnyTag: inputs["kubernetes-job-any-tag"] },
      effects,
    );
    const wanted = wantedOf(inputs, context, { words, limits });
    await using way = await access(cluster, effects);
    // Not before its end is the kubeconfig taken away.
    return await runIn(apiOf(way, effects.exec), wanted, jobOf(wanted, template), context, signal);
  };
}

async function runIn(
  api: Api,
  wanted: Wanted,
  job: Json,
  { effects }: AdapterContext,
  signal?: AbortSignal,
): Promise<CommandResult> {
  const { name, namespace } = wanted;
  const [container = {}] = (part(part(part(job, "spec"), "template"), "spec").containers ?? []) as readonly Json[];
  const place = { api, namespace, name, container: String(container.name) };
  await refuseOther(place, wanted.labels, signal);
  try {
    await createJob(place, job, signal);
    effects.log.info(`Run Job ${name} in namespace ${namespace}: ${String(container.image)}`);
    const ended = await watch(place, wanted.timeout, effects, signal);
    if (ended.log !== "") effects.log.detail(`Log of Job ${name}`, ended.log);
    return await resultOf(place, ended, wanted.timeout);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw cancelled(name, namespace, await removeJob(place), error);
  }
}

function cancelled(name: string, namespace: string, isRemoved: boolean, cause: unknown): CancelledError {
  if (isRemoved) {
    const hint = "Its pod is being ended, which may take half a minute: look at the state again before anything else.";
    return new CancelledError(`cancelled: the Job \`${name}\` was deleted`, { hint, cause });
  }
  const hint = `End it by hand: \`kubectl -n ${namespace} delete job ${name}\`.`;
  return new CancelledError(`cancelled, but the Job \`${name}\` could not be deleted: it may still run`, {
    hint,
    cause,
  });
}

function wantedOf(
  inputs: Inputs,
  { application, environment, effects }: AdapterContext,
  { words, limits }: { readonly words: readonly string[]; readonly limits: Limits },
): Wanted {
  // The words of other tools name folders of this machine.
  const takesTarget = inputs["kubernetes-job-takes-target"] && inputs["kubernetes-job-history"] === "ef-core";
  const [command, ...args] = inputs["kubernetes-job-command"] ?? [];
  return {
    // A Job cannot be changed: every run has one of its own.
    name: `${slug(application, 30)}-migrate-${effects.uuid().replaceAll("-", "").slice(0, 10)}`,
    namespace: inputs["kubernetes-job-namespace"],
    labels: {
      "app.kubernetes.io/managed-by": "deploy-actions",
      "deploy-actions/application": slug(application, 63),
      "deploy-actions/environment": slug(environment, 63),
    },
    image: inputs["kubernetes-job-image"],
    command: command === undefined ? undefined : [command],
    args: [...args, ...(takesTarget ? words : [])],
    envFrom: inputs["kubernetes-job-env-from"] ?? [],
    timeout: inputs["kubernetes-job-timeout"],
    limits,
  };
}

function slug(text: string, most: number): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, most)
    .replaceAll(/^-+|-+$/g, "");
  return /^[a-z]/.test(plain) ? plain : `x${plain}`.slice(0, most);
}
