import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { stopSignal } from "../../../examples/quickstart/stop-signal.ts";

const listensWithin = 10_000;
const endsWithin = 9_000;

/** Runs a program that knows nothing of JSON lines, tells when it listens, and ends it together with this process. */
async function keepOpen(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: "string", default: "" }, farewell: { type: "string", default: "SIGTERM" } },
  });
  const [program = "", ...words] = positionals;
  const stopping = stopSignal();
  const child = spawn(program, words, { stdio: ["ignore", "inherit", "inherit"], detached: true });
  const ended = once(child, "exit");
  stopping.addEventListener("abort", () => {
    child.kill(values.farewell as NodeJS.Signals);
    setTimeout(() => killGroup(child), endsWithin).unref();
  });
  await Promise.race([listening(Number(values.port)), ended]);
  if (child.exitCode === null) say({ event: "listening", port: Number(values.port) });
  const [code, signal] = await ended;
  if (!stopping.aborted) throw new Error(`${program} has ended by itself: ${signal ?? `exit code ${code}`}`);
}

async function listening(port: number): Promise<void> {
  const end = performance.now() + listensWithin;
  while (performance.now() < end) {
    const socket = createConnection(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(20);
  }
  throw new Error(`nobody listens at port ${port}`);
}

/** Its workers are in its process group. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

function say(fact: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(fact));
}

keepOpen().then(
  () => process.exit(),
  (error: Error) => {
    say({ event: "failed", why: error.message });
    process.exit(1);
  },
);
