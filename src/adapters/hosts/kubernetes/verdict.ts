import { annotations, type KubeObject } from "./objects.ts";
import { conditionOf, isReady, podTrouble, type Trouble } from "./pod-trouble.ts";

/** What the cluster knows of a slot: Deployments, ReplicaSets and pods by their label, and events of the namespace. */
export interface Seen {
  readonly deployments: readonly KubeObject[];
  readonly replicaSets: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly events: readonly KubeObject[];
}

export type Verdict = { readonly kind: "ready" } | ({ readonly kind: "failed" | "waiting" } & Omit<Trouble, "isFinal">);

/** Whether every Deployment of the slot runs as many ready pods of its present template as it should, and no other. */
export function rolloutVerdict(seen: Seen): Verdict {
  const verdicts = seen.deployments.map((one) => deploymentVerdict(one, seen));
  const failed = verdicts.find(({ kind }) => kind === "failed");
  return failed ?? verdicts.find(({ kind }) => kind === "waiting") ?? { kind: "ready" };
}

function deploymentVerdict(deployment: KubeObject, seen: Seen): Verdict {
  const { name, generation = 0 } = deployment.metadata;
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = deployment.status ?? {};
  const waiting = (why: string): Verdict => ({ kind: "waiting", why: `\`${name}\`: ${why}`, log: null, message: "" });
  if (observedGeneration < generation) return waiting("the cluster has not yet looked at what was asked for");
  const wanted: number = deployment.spec.replicas ?? 1;
  const set = presentSet(deployment, seen.replicaSets);
  if (set === null && wanted > 0) return waiting("it has no pods yet");
  const pods = seen.pods.filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ uid }) => uid === set?.metadata.uid),
  );
  const ready = pods.filter(isReady);
  const isComplete = [replicas, updatedReplicas, availableReplicas, ready.length].every((count) => count === wanted);
  if (isComplete) return { kind: "ready" };
  return (
    trouble(deployment, set, pods, seen.events) ??
    waiting(`${ready.length} of ${wanted} pods are ready${unready(pods, seen.events)}`)
  );
}

function trouble(
  deployment: KubeObject,
  set: KubeObject | null,
  pods: readonly KubeObject[],
  events: readonly KubeObject[],
): Verdict | null {
  const { name } = deployment.metadata;
  const found = pods.map(podTrouble).filter((one) => one !== null);
  const [worst] = [...found].sort((a, b) => Number(b.isFinal) - Number(a.isFinal));
  const told = (kind: "failed" | "waiting", why: string): Verdict => {
    const { log = null, message = "", isStuck = false } = worst ?? {};
    return { kind, why: `\`${name}\`: ${why}`, isStuck, log, message };
  };
  if (worst?.isFinal === true) return told("failed", worst.why);
  const refused = set === null ? undefined : conditionOf(set, "ReplicaFailure");
  if (refused?.status === "True")
    return told("failed", `${refused.reason ?? "FailedCreate"}: ${refused.message ?? ""}`);
  const progress = conditionOf(deployment, "Progressing");
  if (progress?.status === "False" && progress.reason === "ProgressDeadlineExceeded") {
    return told(
      "failed",
      `${progress.message ?? "it makes no progress"}${worst === undefined ? unready(pods, events) : `; ${worst.why}`}`,
    );
  }
  return worst === undefined ? null : told("waiting", worst.why);
}

/** The ReplicaSet of exactly the template that the Deployment has now. */
function presentSet(deployment: KubeObject, sets: readonly KubeObject[]): KubeObject | null {
  const revision = deployment.metadata.annotations?.[revisionKey];
  const token = tokenOf(deployment.spec.template);
  const own = sets.filter(({ metadata }) => {
    return metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid) === true;
  });
  const present = own.find(({ metadata }) => metadata.annotations?.[revisionKey] === revision);
  // The controller may have numbered the template before.
  return present !== undefined && tokenOf(present.spec.template) === token ? present : null;
}

const revisionKey = "deployment.kubernetes.io/revision";

interface Template {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly containers?: readonly { readonly env?: readonly { name: string; value?: string }[] }[] };
}

function tokenOf({ metadata, spec }: Template): string {
  const token = spec?.containers?.[0]?.env?.find(({ name }) => name === "SLOT_TOKEN")?.value;
  return `${metadata?.annotations?.[annotations.commit]}/${token}`;
}

/** What the probes said last, for pods that run and are not ready. */
function unready(pods: readonly KubeObject[], events: readonly KubeObject[]): string {
  const names = pods.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name);
  const timeOf = ({ lastTimestamp, metadata }: KubeObject): string => lastTimestamp ?? metadata.creationTimestamp ?? "";
  const said = [...events]
    .sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1))
    .filter(({ reason, involvedObject }) => reason === "Unhealthy" && names.includes(involvedObject?.name))
    .map(({ message }) => String(message).replaceAll(/\s+/g, " ").slice(0, 200));
  return said.length === 0 ? "" : `; ${said.at(-1)}`;
}
