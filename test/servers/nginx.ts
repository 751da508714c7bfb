import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import type { Words } from "../../src/kit/executor.ts";
import { quietPort } from "../adapters/quiet-port.ts";
import { programPath } from "./programs.ts";

/** A real nginx with two workers on a loopback port. */
export interface Nginx extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  /** The command that tests its configuration, and the one that lets it load that. */
  readonly test: Words;
  readonly reload: Words;
  /** The file of its whole configuration. */
  readonly configuration: string;
  /** What it has logged. */
  log(): string;
  /** Ends it, or the one that was started again, and all of its workers at once. */
  kill(): Promise<void>;
  /** Starts it again, on the same port. */
  start(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) signalGroup(child);
});

/** Starts it; `http` gives the lines of its `http` block, for its folder and the address that it has to listen on. */
export async function startNginx(http: (folder: string, listen: string) => readonly string[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-nginx-"));
  const port = await quietPort();
  const configuration = join(folder, "nginx.conf");
  writeFileSync(configuration, configurationOf(folder, http(folder, `127.0.0.1:${port}`)));
  const program: Words = [programPath("nginx"), "-e", join(folder, "error.log"), "-c", configuration];
  const log = () => readFileSync(join(folder, "error.log"), "utf8");
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    signalGroup(child);
    await ended;
  };
  const start = async () => {
    child = launch(program);
    if (await isListening(port, child)) return;
    await kill();
    throw new Error(`nginx does not start: ${log()}`);
  };
  const nginx: Nginx = {
    url: `http://127.0.0.1:${port}`,
    folder,
    configuration,
    test: [...program, "-t"],
    reload: [...program, "-s", "reload"],
    log,
    kill,
    start,
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  execFileSync(program[0], [...program.slice(1), "-t", "-q"], { stdio: "pipe" });
  await start();
  return nginx;
}

function configurationOf(folder: string, http: readonly string[]): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    // Root's workers would become somebody who may not look into the folder.
    ...(process.getuid?.() === 0 ? ["user root;"] : []),
    "daemon off;",
    "worker_processes 2;",
    `pid ${folder}/nginx.pid;`,
    "events { worker_connections 512; }",
    "http {",
    "access_log off;",
    ...temporary.map((name) => `${name}_temp_path ${folder}/${name};`),
    ...http,
    "}",
    "",
  ].join("\n");
}

function launch([program, ...args]: Words): ChildProcess {
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Its workers are in its process group. */
function signalGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid as number), "SIGKILL");
  } catch {
    // It has ended already.
  }
}

async function isListening(port: number, child: ChildProcess): Promise<boolean> {
  for (let left = 400; left > 0 && child.exitCode === null; left--) {
    const socket = createConnection(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return true;
    await wait(25);
  }
  return false;
}
