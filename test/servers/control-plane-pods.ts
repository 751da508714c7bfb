import { setTimeout as wait } from "node:timers/promises";
import type { ControlPlane } from "./control-plane.ts";
import type { Json } from "./control-plane-http.ts";

/** What becomes of a pod: it answers, it runs but is not ready yet, its container cannot be started, or it has ended. */
export type PodFate = "ready" | "unready" | "crash" | "no-image" | "succeeded" | "failed";

/** Plays the scheduler and the kubelet of one namespace; nothing really runs in the pods. */
export interface FakeKubelet extends AsyncDisposable {
  /** Decides what becomes of each pod, seen again and again: it may change its mind. */
  decide: (pod: Json) => PodFate;
  /** How long a pod that is deleted goes on for, milliseconds. */
  dyingFor: number;
}

let lastAddress = 0;

/** Starts to look after the pods of a namespace; all of them become ready unless `decide` says otherwise. */
export function startKubelet(plane: ControlPlane, namespace: string): FakeKubelet {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const ending = new AbortController();
  const deletedAt = new Map<string, number>();
  const kubelet = { decide: (): PodFate => "ready", dyingFor: 0 } as Pick<FakeKubelet, "decide" | "dyingFor">;
  const tend = async (pod: Json) => {
    const { name, uid, deletionTimestamp } = pod.metadata;
    if (deletionTimestamp !== undefined) {
      const since = deletedAt.get(uid) ?? Date.now();
      deletedAt.set(uid, since);
      if (Date.now() - since < kubelet.dyingFor) return;
      await plane.call("DELETE", `${pods}/${name}`, { gracePeriodSeconds: 0, preconditions: { uid } });
    } else if (pod.spec.nodeName === undefined) {
      await plane.call("POST", `${pods}/${name}/binding`, {
        metadata: { name },
        target: { kind: "Node", name: "node" },
      });
    } else {
      const status = statusOf(pod, kubelet.decide(pod));
      if (status !== null) await plane.call("PATCH", `${pods}/${name}/status`, { status });
    }
  };
  const work = (async () => {
    while (!ending.signal.aborted) {
      const { items } = await plane.call("GET", pods).catch(() => ({ items: [] }));
      // A pod that has gone meanwhile needs nothing more.
      for (const pod of items) await tend(pod).catch(() => {});
      await wait(50);
    }
  })();
  return Object.assign(kubelet, {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await work;
    },
  });
}

const states: Readonly<Record<PodFate, { readonly phase: string; readonly state: Json }>> = {
  ready: { phase: "Running", state: { running: {} } },
  unready: { phase: "Running", state: { running: {} } },
  crash: { phase: "Running", state: { waiting: { reason: "CrashLoopBackOff", message: "back-off restarting" } } },
  "no-image": { phase: "Pending", state: { waiting: { reason: "ImagePullBackOff", message: "no such image" } } },
  succeeded: { phase: "Succeeded", state: { terminated: { exitCode: 0, reason: "Completed" } } },
  failed: { phase: "Failed", state: { terminated: { exitCode: 1, reason: "Error" } } },
};

/** The status that the pod has not got yet, or null. */
function statusOf(pod: Json, fate: PodFate): Json | null {
  if (pod.status.message === fate) return null;
  const { phase, state } = states[fate];
  const now = new Date().toISOString().replace(/\.\d+/, "");
  const ready = fate === "ready";
  const [conditionOf, address] = [
    (type: string) => ({ type, status: ready ? "True" : "False", lastTransitionTime: now }),
    ++lastAddress,
  ];
  return {
    phase,
    // Tells which fate was written last.
    message: fate,
    startTime: now,
    podIPs: pod.status.podIPs ?? [{ ip: `10.1.${address >> 8}.${address & 255}` }],
    podIP: pod.status.podIP ?? `10.1.${address >> 8}.${address & 255}`,
    conditions: ["Ready", "ContainersReady"].map(conditionOf),
    containerStatuses: pod.spec.containers.map(({ name, image }: { name: string; image: string }) => ({
      ...{ name, image, imageID: "", ready, started: ready, state },
      restartCount: fate === "crash" ? 3 : 0,
    })),
  };
}
