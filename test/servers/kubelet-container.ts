import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import process from "node:process";
import { quietPort } from "../adapters/quiet-port.ts";
import type { Json } from "./control-plane-http.ts";

/** One container of a pod: a process of this machine, started again with growing pauses when it ends. */
export interface RunningContainer {
  readonly port: number;
  readonly isReady: boolean;
  /** What it has printed; `previous` is what the one before it had. */
  log(previous: boolean): string;
  /** As in `containerStatuses`. */
  status(): Json;
  /** Asks it to end, and starts it no more; resolves when it has. */
  stop(): Promise<void>;
  /** Ends the process without asking. */
  crash(): void;
  /** Says `Unhealthy` and why, when the probe has failed. */
  readonly complaint: string | null;
}

interface Wanted {
  readonly spec: Json;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds before the first restart; each one doubles it. */
  readonly backOff: number;
}

export async function runContainer({ spec, words, env, backOff }: Wanted): Promise<RunningContainer> {
  const port = await quietPort();
  const logs = ["", ""];
  let [child, isReady, restarts, isStopped] = [null as ChildProcess | null, false, 0, false];
  let [state, lastState]: [Json, Json] = [{ waiting: { reason: "ContainerCreating" } }, {}];
  let complaint: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    logs.unshift("");
    const { PATH = "" } = process.env;
    const own = { PATH, ...env, PORT: String(port), HOST: "127.0.0.1" };
    child = spawn(words[0] ?? "", words.slice(1), { env: own, stdio: ["ignore", "pipe", "pipe"], detached: true });
    state = { running: { startedAt: now() } };
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (logs[0] += String(chunk)));
    child.once("close", (code, signal) => {
      child = null;
      isReady = false;
      const exitCode = code ?? (signal === "SIGTERM" ? 143 : 137);
      state = {
        terminated: { exitCode, reason: exitCode === 0 ? "Completed" : "Error", message: "", finishedAt: now() },
      };
      if (!isStopped) timer = setTimeout(wait, 50);
    });
  };
  const wait = () => {
    lastState = state;
    const told = `back-off ${backOff * 2 ** restarts}ms restarting failed container=${spec.name}`;
    state = { waiting: { reason: "CrashLoopBackOff", message: told } };
    // The real one starts the second time at once.
    timer = setTimeout(start, restarts === 0 ? 1 : backOff * 2 ** restarts);
    restarts++;
  };
  const probe = async () => {
    const said = child === null ? "it does not run" : await ask(port, spec.readinessProbe);
    isReady = said === null && child !== null;
    complaint = child !== null && said !== null ? `Readiness probe failed: ${said}` : null;
  };
  start();
  const probing = setInterval(() => void probe(), 150);
  return {
    port,
    get isReady() {
      return isReady;
    },
    get complaint() {
      return complaint;
    },
    log: (previous) => (previous ? logs[1] : logs[0]) ?? "",
    status: () => ({
      name: spec.name,
      image: spec.image,
      imageID: spec.image,
      ready: isReady,
      started: child !== null,
      restartCount: restarts,
      state,
      lastState,
    }),
    crash: () => signal(child, "SIGKILL"),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      clearInterval(probing);
      if (child === null) return;
      const closed = once(child, "close");
      signal(child, "SIGTERM");
      await closed;
    },
  };
}

function signal(child: ChildProcess | null, name: "SIGTERM" | "SIGKILL"): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended already.
  }
}

/** What the readiness probe of HTTP says, null where it is content; without one a container is ready when its port is open. */
async function ask(port: number, probe: Json): Promise<string | null> {
  if (probe?.httpGet === undefined) return (await isOpen(port)) ? null : "nothing listens";
  try {
    const url = `http://127.0.0.1:${port}${probe.httpGet.path ?? "/"}`;
    const { status } = await fetch(url, { signal: AbortSignal.timeout(1000), headers: { connection: "close" } });
    return status < 400 ? null : `HTTP probe failed with statuscode: ${status}`;
  } catch (error) {
    return `Get "http://127.0.0.1:${port}": ${String((error as Error).cause ?? error)}`;
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((told) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      told(true);
    });
    socket.once("error", () => told(false));
  });
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+/, "");
}
