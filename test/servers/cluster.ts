import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import process from "node:process";
import { stringify } from "yaml";
import { attach } from "./cluster-exec.ts";

/** A pod of the fake cluster; its commands run on this machine. */
export interface FakePod {
  uid: string;
  labels: Record<string, string>;
  containers: string[];
  phase: string;
  /** The state of every container, as in `containerStatuses`. */
  state: Record<string, unknown>;
}

/** A fake API server that speaks what `kubectl get` and `kubectl exec` need, WebSockets included. */
export interface Cluster extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly pods: Map<string, FakePod>;
  /** Labels that the pods of a deployment or stateful set carry, by `deployments/name`. */
  readonly owners: Map<string, Record<string, string>>;
  /** `get pods`, `create pods/exec`: answered with 403. */
  readonly forbidden: Set<string>;
  /** Every request and every exec, one line each. */
  readonly requests: string[];
  /** Answers everything with 401. */
  isLocked: boolean;
  /** Cuts every exec that runs, as a proxy does that is restarted. */
  drop(): void;
}

export async function startCluster(): Promise<Cluster> {
  const children = new Set<ChildProcess>();
  const sockets = new Set<Socket>();
  const cluster = {
    kubeconfig: "",
    pods: new Map<string, FakePod>(),
    owners: new Map<string, Record<string, string>>(),
    forbidden: new Set<string>(),
    requests: [] as string[],
    isLocked: false,
    drop() {
      for (const socket of sockets) socket.destroy();
    },
  };
  const server = createServer((request, response) => answer(cluster, request, response));
  server.on("upgrade", (request, socket, head) => {
    const refusal = refuse(cluster, request, "get", "pods/exec");
    if (refusal !== null) {
      const body = JSON.stringify(refusal);
      const headers = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
      socket.end(`HTTP/1.1 ${refusal.code} No\r\n${headers}\r\n\r\n${body}`);
      return;
    }
    sockets.add(socket as Socket);
    socket.once("close", () => sockets.delete(socket as Socket));
    attach(request, socket as Socket, head, (words) => {
      const { PATH = "" } = process.env;
      const child = spawn(words[0] ?? "", words.slice(1), { detached: true, env: { PATH, HOME: "/" }, cwd: "/" });
      children.add(child);
      child.once("exit", () => children.delete(child));
      return child;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return Object.assign(cluster, {
    kubeconfig: kubeconfigFor(`http://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      cluster.drop();
      for (const { pid } of children) if (pid !== undefined) endGroup(pid);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  });
}

/** A pod that runs; `overrides` say what is different. */
export function aPod(uid: string, overrides: Partial<FakePod> = {}): FakePod {
  return { uid, labels: {}, containers: ["main"], phase: "Running", state: { running: {} }, ...overrides };
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

function kubeconfigFor(server: string): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "fake",
    clusters: [{ name: "fake", cluster: { server } }],
    users: [{ name: "tester", user: {} }],
    contexts: [{ name: "fake", context: { cluster: "fake", user: "tester", namespace: "shop" } }],
  });
}

type State = Pick<Cluster, "pods" | "owners" | "forbidden" | "requests" | "isLocked">;

const path = /^\/(?:api|apis\/apps)\/v1\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+)(\/exec)?)?$/;

function refuse(state: State, { url = "" }: IncomingMessage, verb: string, resource: string) {
  const { pathname } = new URL(url, "http://cluster");
  const [, space = "", kind = "", name = ""] = path.exec(pathname) ?? [];
  state.requests.push(`${verb} ${resource} ${name}`);
  if (state.isLocked) return failure(401, "Unauthorized", "Unauthorized");
  if (state.forbidden.has(`${verb} ${resource}`)) {
    const what = `User "tester" cannot ${verb} resource "${resource}" in API group "" in the namespace "${space}"`;
    return failure(403, "Forbidden", `${resource} "${name}" is forbidden: ${what}`);
  }
  if (space !== "shop") return failure(404, "NotFound", `${kind} "${name}" not found`);
  const isThere = name === "" || (kind === "pods" ? state.pods.has(name) : state.owners.has(`${kind}/${name}`));
  return isThere ? null : failure(404, "NotFound", `${kind} "${name}" not found`);
}

function failure(code: number, reason: string, message: string) {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code, reason, message };
}

function answer(state: State, request: IncomingMessage, response: ServerResponse): void {
  const body = reply(state, request);
  const code = "code" in body && typeof body.code === "number" ? body.code : 200;
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function reply(state: State, request: IncomingMessage): object {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://cluster");
  const discovered = discovery[pathname];
  if (discovered !== undefined) return discovered;
  const [, , kind = "", name, exec] = path.exec(pathname) ?? [];
  if (kind === "") return namespace(pathname.split("/").at(-1) ?? "");
  // SPDY is what old clients ask for.
  if (exec !== undefined) return failure(400, "BadRequest", "Upgrade request required");
  const refusal = refuse(state, request, name === undefined ? "list" : "get", kind);
  if (refusal !== null) return refusal;
  if (kind !== "pods") {
    const matchLabels = state.owners.get(`${kind}/${name}`);
    const title = kind === "deployments" ? "Deployment" : "StatefulSet";
    return { kind: title, apiVersion: "apps/v1", metadata: { name }, spec: { selector: { matchLabels } } };
  }
  const pods = [...state.pods].map(([name, pod]) => podObject(name, pod));
  if (name !== undefined) return pods.find(({ metadata }) => metadata.name === name) ?? {};
  const wanted = (searchParams.get("labelSelector") ?? "").split(",").map((pair) => pair.split("="));
  const items = pods.filter(({ metadata }) => wanted.every(([key = "", value]) => metadata.labels[key] === value));
  return { kind: "PodList", apiVersion: "v1", metadata: {}, items };
}

function namespace(name: string): object {
  if (name !== "shop") return failure(404, "NotFound", `namespaces "${name}" not found`);
  return { kind: "Namespace", apiVersion: "v1", metadata: { name } };
}

function podObject(name: string, { uid, labels, containers, phase, state }: FakePod) {
  return {
    kind: "Pod",
    apiVersion: "v1",
    metadata: { name, namespace: "shop", uid, labels },
    spec: { containers: containers.map((name) => ({ name, image: "none" })) },
    status: { phase, containerStatuses: containers.map((name) => ({ name, state, ready: true })) },
  };
}

const resource = (name: string, kind: string, shortNames: readonly string[] = []) => ({
  name,
  singularName: kind.toLowerCase(),
  namespaced: true,
  kind,
  verbs: ["get", "list"],
  shortNames,
});

const apps = { groupVersion: "apps/v1", version: "v1" };
const discovery: Readonly<Record<string, object>> = {
  "/version": { major: "1", minor: "32", gitVersion: "v1.32.0" },
  "/api": { kind: "APIVersions", versions: ["v1"] },
  "/apis": {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: [{ name: "apps", versions: [apps], preferredVersion: apps }],
  },
  "/api/v1": {
    kind: "APIResourceList",
    groupVersion: "v1",
    resources: [
      resource("pods", "Pod", ["po"]),
      { ...resource("pods/exec", "PodExecOptions"), verbs: ["create", "get"] },
    ],
  },
  "/apis/apps/v1": {
    kind: "APIResourceList",
    groupVersion: "apps/v1",
    resources: [resource("deployments", "Deployment", ["deploy"]), resource("statefulsets", "StatefulSet", ["sts"])],
  },
};
