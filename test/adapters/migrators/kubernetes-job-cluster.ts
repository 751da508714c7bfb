import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { text } from "node:stream/consumers";
import { stringify } from "yaml";

// biome-ignore lint/suspicious/noExplicitAny: whatever a client sends
type Sent = any;

interface FakeJob {
  readonly sent: Sent;
  readonly conditions: { type: string; status: string; reason?: string; message?: string }[];
  pod: { state: Record<string, unknown> } | null;
  readonly events: { type: string; reason: string; message: string; about: string }[];
  log: string;
  child: ChildProcess | null;
}

/** An API server that has Jobs and runs their containers as programs of this machine. */
export interface JobCluster extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly jobs: Map<string, FakeJob>;
  /** Keys and values by the name of the Secret. */
  readonly secrets: Map<string, Readonly<Record<string, string>>>;
  /** Where containers run: the files of the image. */
  folder: string;
  /** What goes wrong with the next Jobs. */
  trouble: "image" | "quota" | "deadline" | "forbidden" | null;
  /** Requests that are cut before they are answered. */
  cuts: number;
  /** Every request, one line each. */
  readonly requests: string[];
}

export async function startJobCluster(): Promise<JobCluster> {
  const cluster = {
    kubeconfig: "",
    jobs: new Map<string, FakeJob>(),
    secrets: new Map<string, Readonly<Record<string, string>>>(),
    folder: "/",
    trouble: null as JobCluster["trouble"],
    cuts: 0,
    requests: [] as string[],
  };
  const server = createServer((request, response) => void answer(cluster, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cluster.kubeconfig = kubeconfigFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return Object.assign(cluster, {
    async [Symbol.asyncDispose]() {
      for (const { child } of cluster.jobs.values()) child?.kill("SIGKILL");
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  });
}

function kubeconfigFor(server: string): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "fake",
    clusters: [{ name: "fake", cluster: { server } }],
    users: [{ name: "tester", user: {} }],
    contexts: [{ name: "fake", context: { cluster: "fake", user: "tester" } }],
  });
}

type State = Omit<JobCluster, typeof Symbol.asyncDispose>;

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://cluster");
  const body = await text(request);
  state.requests.push(`${request.method} ${pathname}`);
  if (state.cuts > 0) {
    state.cuts--;
    request.socket.destroy();
    return;
  }
  const [, , , , , space, kind = "", name = "", more] = pathname.replace(/^\/api\/v1/, "/apis/core/v1").split("/");
  const found = space === "shop" ? reply(state, `${request.method} ${kind}`, { name, more, searchParams, body }) : null;
  const said = found ?? failure(404, "NotFound", `${kind} "${name}" not found`);
  if (typeof said === "string") return void response.writeHead(200, { "content-type": "text/plain" }).end(said);
  const code = "code" in said && typeof said.code === "number" ? said.code : 200;
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(said));
}

interface Asked {
  readonly name: string;
  readonly more: string | undefined;
  readonly searchParams: URLSearchParams;
  readonly body: string;
}

function reply(state: State, act: string, { name, more, searchParams, body }: Asked): object | string | null {
  const job = state.jobs.get(name);
  const chosen = (searchParams.get("labelSelector") ?? "").split(",").map((pair) => pair.split("="));
  if (act === "POST jobs") return create(state, JSON.parse(body));
  if (act === "GET jobs" && name === "") {
    const items = [...state.jobs.values()].filter(({ sent }) =>
      chosen.every(([key = "", value]) => sent.metadata.labels[key] === value),
    );
    return { kind: "JobList", items: items.map(jobObject) };
  }
  if (act === "GET jobs") return job === undefined ? null : jobObject(job);
  if (act === "DELETE jobs") {
    if (job === undefined) return null;
    job.child?.kill("SIGKILL");
    state.jobs.delete(name);
    return { kind: "Status", status: "Success" };
  }
  if (act === "GET events") {
    const about = (searchParams.get("fieldSelector") ?? "").split("=")[1];
    const all = [...state.jobs.values()].flatMap(({ events }) => events);
    return { kind: "EventList", items: all.filter((event) => event.about === about) };
  }
  if (act === "GET pods" && more === "log") {
    const of = state.jobs.get(name.replace(/-pod$/, ""));
    if (of === undefined || of.pod === null || "waiting" in of.pod.state) {
      return failure(400, "BadRequest", `container "migrate" in pod "${name}" is waiting to start`);
    }
    return of.log;
  }
  if (act === "GET pods") return { kind: "PodList", items: podsOf(state, chosen[0]?.[1] ?? "") };
  return null;
}

function podsOf({ jobs }: State, name: string): readonly object[] {
  const pod = jobs.get(name)?.pod;
  if (pod === null || pod === undefined) return [];
  return [
    { metadata: { name: `${name}-pod` }, status: { containerStatuses: [{ name: "migrate", state: pod.state }] } },
  ];
}

const jobObject = ({ sent, conditions }: FakeJob) => ({ ...sent, status: { conditions } });

function failure(code: number, reason: string, message: string) {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code, reason, message };
}

function create(state: State, sent: Sent): object {
  const { name } = sent.metadata;
  if (state.trouble === "forbidden") {
    return failure(403, "Forbidden", 'jobs.batch is forbidden: User "tester" cannot create resource "jobs"');
  }
  const job: FakeJob = { sent, conditions: [], pod: null, events: [], log: "", child: null };
  state.jobs.set(name, job);
  const warn = (reason: string, message: string, about = name) =>
    job.events.push({ type: "Warning", reason, message, about });
  const [container] = sent.spec.template.spec.containers;
  if (state.trouble === "quota") {
    warn("FailedCreate", `Error creating: pods "${name}-x" is forbidden: exceeded quota: compute`);
    return jobObject(job);
  }
  if (state.trouble === "image") {
    const message = `Back-off pulling image "${container.image}"`;
    job.pod = { state: { waiting: { reason: "ImagePullBackOff", message } } };
    warn("Failed", `Failed to pull image "${container.image}": not found`, `${name}-pod`);
    return jobObject(job);
  }
  const env: Record<string, string> = {};
  for (const { secretRef } of container.envFrom ?? []) {
    const secret = state.secrets.get(secretRef.name);
    if (secret === undefined) {
      const message = `secret "${secretRef.name}" not found`;
      job.pod = { state: { waiting: { reason: "CreateContainerConfigError", message } } };
      return jobObject(job);
    }
    Object.assign(env, secret);
  }
  for (const { name: key, value } of container.env ?? []) env[key] = value;
  run(state, job, [...(container.command ?? []), ...(container.args ?? [])], env);
  return jobObject(job);
}

function run(state: State, job: FakeJob, [program = "true", ...args]: readonly string[], env: Record<string, string>) {
  const child = spawn(program, args, { cwd: state.folder, env: { PATH: process.env.PATH ?? "", ...env } });
  job.child = child;
  job.pod = { state: { running: {} } };
  const gather = (chunk: Buffer) => {
    job.log += chunk.toString();
  };
  child.stdout.on("data", gather);
  child.stderr.on("data", gather);
  const end = (type: string, reason: string, message: string) =>
    job.conditions.push({ type, status: "True", reason, message });
  const limit = state.trouble === "deadline" ? 1500 : job.sent.spec.activeDeadlineSeconds * 1000;
  const deadline = setTimeout(() => {
    // The cluster takes the pod away, and its log with it.
    child.kill("SIGKILL");
    job.pod = null;
    end("Failed", "DeadlineExceeded", "Job was active longer than specified deadline");
  }, limit);
  child.once("error", () => {});
  child.once("close", (code) => {
    clearTimeout(deadline);
    if (job.pod === null) return;
    job.pod = { state: { terminated: { exitCode: code ?? 137, reason: code === 0 ? "Completed" : "Error" } } };
    if (code === 0) end("Complete", "CompletionsReached", "Reached expected number of succeeded pods");
    else end("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
  });
}
