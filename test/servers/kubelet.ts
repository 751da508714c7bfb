import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ControlPlane } from "./control-plane.ts";
import type { Json } from "./control-plane-http.ts";
import { type RunningContainer, runContainer } from "./kubelet-container.ts";
import { containerEnvironment } from "./kubelet-environment.ts";
import { serveLogs } from "./kubelet-logs.ts";

/** A node of a real control plane whose containers are processes of this machine. */
export interface Kubelet extends AsyncDisposable {
  readonly node: string;
  /** Where the pod of that name really listens on this machine; 0 where it does not. */
  portOf(pod: string): number;
  /** Listens on this machine and leads to the ready pods with these labels; without one it hangs up. */
  forward(labels: Readonly<Record<string, string>>): Promise<string>;
  /** Ends the processes of these pods as a crash does. */
  crash(labels: Readonly<Record<string, string>>): void;
}

interface Options {
  readonly namespace: string;
  /** What an image runs, by its name without a tag; others cannot be pulled. */
  readonly images: Readonly<Record<string, readonly string[]>>;
}

interface Pod {
  readonly name: string;
  /** What the cluster knows: an address of this machine cannot be an endpoint of a Service. */
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  containers: RunningContainer[];
  /** `containerStatuses` of what never ran. */
  waiting: Json[];
  isEnding: boolean;
  /** What the cluster was told last. */
  told: string;
  /** What its probe said last. */
  complained: string;
}

const pause = 120;
let lastAddress = 0;

export async function startKubelet(plane: ControlPlane, { namespace, images }: Options): Promise<Kubelet> {
  const node = `node-${namespace}`;
  const pods = new Map<string, Pod>();
  const servers: { close(): void }[] = [];
  const logs = await serveLogs((place) => {
    const pod = [...pods.values()].find(({ name }) => name === place.pod && place.namespace === namespace);
    return pod?.containers[0]?.log(place.previous) ?? null;
  });
  await plane.call("POST", "/api/v1/nodes", { metadata: { name: node } });
  await plane.call("PATCH", `/api/v1/nodes/${node}/status`, nodeStatus(logs.port));
  let isOver = false;
  const beat = async () => {
    while (!isOver) {
      await look({ plane, namespace, node, images, pods }).catch(() => {});
      await sleep(pause);
    }
  };
  const beating = beat();
  const chosen = (labels: Readonly<Record<string, string>>) =>
    [...pods.values()].filter((pod) => Object.entries(labels).every(([key, value]) => pod.labels[key] === value));
  return {
    node,
    portOf: (name) => [...pods.values()].find((pod) => pod.name === name)?.containers[0]?.port ?? 0,
    async forward(labels) {
      const server = createServer((socket) => {
        const ready = chosen(labels).find((pod) => !pod.isEnding && isReady(pod));
        const port = ready?.containers[0]?.port;
        if (port === undefined) return void socket.destroy();
        const onward = connect(port, "127.0.0.1");
        for (const [one, other] of [[socket, onward] as const, [onward, socket] as const]) {
          one.on("error", () => other.destroy()).pipe(other);
        }
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      servers.push(server);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    crash(labels) {
      for (const pod of chosen(labels)) for (const container of pod.containers) container.crash();
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      await beating;
      for (const server of servers) server.close();
      for (const pod of pods.values()) await end(pod);
      await logs[Symbol.asyncDispose]();
    },
  };
}

function end({ containers }: Pod): Promise<unknown> {
  const stopped = containers.map((one) => one.stop());
  for (const container of containers) container.crash();
  return Promise.all(stopped);
}

interface World {
  readonly plane: ControlPlane;
  readonly namespace: string;
  readonly node: string;
  readonly images: Options["images"];
  readonly pods: Map<string, Pod>;
}

/** One round: new pods are taken in, those that have to go are ended, and the state of the others is told. */
async function look(world: World): Promise<void> {
  const { plane, namespace, pods } = world;
  const { items } = await plane.call("GET", `/api/v1/namespaces/${namespace}/pods`);
  await Promise.all(items.map((item: Json) => attend(world, item).catch(() => {})));
  if (items.length === 0 && pods.size === 0) return;
  const present = new Set(items.map(({ metadata }: Json) => metadata.uid));
  for (const [uid, pod] of pods) {
    if (present.has(uid) || pod.isEnding) continue;
    pods.delete(uid);
    await end(pod);
  }
}

async function attend(world: World, item: Json): Promise<void> {
  const { plane, pods, node } = world;
  const { uid } = item.metadata;
  const path = `/api/v1/namespaces/${item.metadata.namespace}/pods/${item.metadata.name}`;
  if (item.metadata.deletionTimestamp !== undefined) return bury(world, item, path);
  if (item.spec.nodeName === undefined) {
    const wanted = Object.entries(item.spec.nodeSelector ?? {});
    if (wanted.length > 0) return void (await plane.call("PATCH", `${path}/status`, unschedulable(wanted)));
    const target = { apiVersion: "v1", kind: "Node", name: node };
    await plane.call("POST", `${path}/binding`, { apiVersion: "v1", kind: "Binding", metadata: item.metadata, target });
    return;
  }
  if (item.spec.nodeName !== node) return;
  let pod = pods.get(uid);
  if (pod === undefined) {
    const address = ++lastAddress;
    pod = {
      name: item.metadata.name,
      address: `10.2.${address >> 8}.${address & 255}`,
      labels: item.metadata.labels ?? {},
      containers: [],
      waiting: [],
      isEnding: false,
      told: "",
      complained: "",
    };
    pods.set(uid, pod);
    await begin(world, item, pod);
  }
  await complain(plane, item, pod);
  const status = podStatus(item, pod);
  if (pod.told === JSON.stringify(status)) return;
  await plane.call("PATCH", `${path}/status`, { status });
  pod.told = JSON.stringify(status);
}

async function begin({ plane, images }: World, item: Json, pod: Pod): Promise<void> {
  for (const spec of item.spec.containers) {
    const status = { name: spec.name, image: spec.image, imageID: "", ready: false, restartCount: 0 };
    const waiting = (reason: string, message: string) =>
      pod.waiting.push({ ...status, state: { waiting: { reason, message } } });
    const words = images[spec.image.replace(/[:@][^/]*$/, "")];
    if (words === undefined) {
      waiting("ImagePullBackOff", `Back-off pulling image "${spec.image}": not found`);
      continue;
    }
    const env = await containerEnvironment(plane, item.metadata.namespace, spec);
    if (typeof env === "string") waiting("CreateContainerConfigError", env);
    else pod.containers.push(await runContainer({ spec, words, env, backOff: 400 }));
  }
}

/** Asks the processes to end, insists when the pod's time is up, and then lets the cluster forget the pod. */
async function bury({ plane, pods }: World, item: Json, path: string): Promise<void> {
  const { uid, deletionTimestamp } = item.metadata;
  const pod = pods.get(uid);
  const forget = () => plane.call("DELETE", `${path}?gracePeriodSeconds=0`).catch(() => {});
  if (pod === undefined) return void (await forget());
  if (Date.parse(deletionTimestamp) <= Date.now()) for (const container of pod.containers) container.crash();
  if (pod.isEnding) return;
  pod.isEnding = true;
  // Not awaited: the other pods go on.
  void Promise.all(pod.containers.map((one) => one.stop())).then(async () => {
    await forget();
    pods.delete(uid);
  });
}

async function complain(plane: ControlPlane, item: Json, pod: Pod): Promise<void> {
  const said = pod.containers.map(({ complaint }) => complaint).find((one) => one !== null);
  if (said === undefined || said === null || pod.isEnding || said === pod.complained) return;
  pod.complained = said;
  const { namespace, name, uid } = item.metadata;
  const involvedObject = { apiVersion: "v1", kind: "Pod", namespace, name, uid };
  const event = { metadata: { name: `${name}.${Date.now()}`, namespace }, involvedObject, type: "Warning" };
  await plane
    .call("POST", `/api/v1/namespaces/${namespace}/events`, { ...event, reason: "Unhealthy", message: said })
    .catch(() => {});
}

function isReady({ containers, waiting }: Pod): boolean {
  return containers.length > 0 && waiting.length === 0 && containers.every((one) => one.isReady);
}

function podStatus(item: Json, pod: Pod): Json {
  const is = (type: string, yes: boolean, more: Json = {}) => ({ type, status: yes ? "True" : "False", ...more });
  const ready = isReady(pod);
  const why = ready ? {} : { reason: "ContainersNotReady", message: "containers with unready status" };
  return {
    phase: pod.containers.length === 0 ? "Pending" : "Running",
    podIP: pod.address,
    podIPs: [{ ip: pod.address }],
    startTime: item.metadata.creationTimestamp,
    conditions: [
      is("PodScheduled", true),
      is("Initialized", true),
      is("ContainersReady", ready, why),
      is("Ready", ready, { ...why, lastTransitionTime: item.metadata.creationTimestamp }),
    ],
    containerStatuses: [...pod.containers.map((one) => one.status()), ...pod.waiting],
  };
}

function unschedulable(wanted: readonly [string, unknown][]): Json {
  const message = `0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector (${wanted.join(", ")}).`;
  const condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
  return { status: { phase: "Pending", conditions: [condition] } };
}

function nodeStatus(port: number): Json {
  return {
    status: {
      addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
      capacity: { cpu: "8", memory: "16Gi", pods: "100" },
      allocatable: { cpu: "8", memory: "16Gi", pods: "100" },
      conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
    },
  };
}
