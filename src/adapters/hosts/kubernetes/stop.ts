import { ServiceError } from "../../../kit/errors.ts";
import { AbsentError } from "../../kubernetes/failures.ts";
import { repeatedly } from "./apply.ts";
import { sightOf, wantedReplicas } from "./look.ts";
import type { KubeObject } from "./objects.ts";
import { find, kubectlOf, ofKind, type Place } from "./place.ts";
import { runOf, scale, writeRun } from "./run.ts";

const killWithin = 30_000;
const pause = 300;

/** Takes all replicas away and remembers how many there were; waits `grace`, insists, and then proves that no pod is left. */
export async function stop(place: Place, grace: number): Promise<void> {
  const { deployments } = sightOf(place, await find(place, "deployments.apps"));
  const running = deployments.filter((one) => wantedReplicas(one) > 0);
  if (running.length > 0) {
    await writeRun(place, running, (one) => ({ ...runOf(one), stoppedReplicas: wantedReplicas(one) }));
    await scale(place, running, () => 0);
  }
  if ((await waitUntilGone(place, grace)).length === 0) return;
  const left = await find(place, "pods");
  for (const { metadata } of left) await hurry(place, metadata.name);
  const stuck = await waitUntilGone(place, killWithin);
  if (stuck.length === 0) return;
  const names = stuck.map((name) => `\`${name}\``).join(", ");
  throw new ServiceError(`slot \`${place.slot}\` still has ${names} after its replicas were taken away`, {
    hint: "See why: `kubectl describe pod`. The node may be gone: then remove it or the pod by hand.",
  });
}

/** The pod gets no more time than it has had; it is not forgotten before its node says that it has ended. */
async function hurry(place: Place, name: string): Promise<void> {
  const words = ["delete", "pod", name, "--grace-period=1", "--wait=false"];
  const act = () => kubectlOf(place).read(words, `pod \`${name}\` cannot be ended`);
  await repeatedly(place, act).catch((error: unknown) => {
    if (!(error instanceof AbsentError)) throw error;
  });
}

/** The names of what is left when the time is up. */
async function waitUntilGone(place: Place, within: number): Promise<readonly string[]> {
  const { monotonic, sleep } = place.effects;
  const end = monotonic() + within;
  for (;;) {
    const objects = await find(place, "replicasets.apps,pods,deployments.apps");
    const left = leftOf(objects);
    if (left.length === 0 || monotonic() >= end) return left;
    await sleep(Math.min(pause, Math.max(1, end - monotonic())));
  }
}

/** Pods, and whoever may still make some because it has not seen yet that it has to have none. */
function leftOf(objects: readonly KubeObject[]): readonly string[] {
  const makers = [...ofKind(objects, "Deployment"), ...ofKind(objects, "ReplicaSet")].filter((one) => {
    const { generation = 0 } = one.metadata;
    const { observedGeneration = 0, replicas = 0 } = one.status ?? {};
    return wantedReplicas(one) > 0 || observedGeneration < generation || replicas > 0;
  });
  return [...ofKind(objects, "Pod"), ...makers].map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
}
