import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { quietPort } from "../adapters/quiet-port.ts";
import { programPath } from "./programs.ts";

/** What differs from a backend `app` with the servers `blue` (all the traffic) and `green` (none). */
export interface HaproxyOptions {
  /** Lines of the backend instead of `balance roundrobin`. */
  readonly backend?: readonly string[];
  /** Words after the address of each server. */
  readonly blue?: string;
  readonly green?: string;
  /** Servers of other names in the same backend. */
  readonly more?: readonly string[];
  /** Lets it read this file when it starts. */
  readonly stateFile?: string;
}

/** A real HAProxy on loopback ports. */
export interface Haproxy extends AsyncDisposable {
  /** Where visitors come in. */
  readonly url: string;
  /** Its sockets of `level admin` and `level user`; the first one is there as `tcp:host:port`, too. */
  readonly socket: string;
  readonly userSocket: string;
  readonly tcp: string;
  readonly folder: string;
  /** What it answers to commands that are separated by `;`. */
  say(commands: string): Promise<string>;
  /** Starts a new process that takes over from the present one, as a reload does. */
  reload(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts it in front of two servers on this machine, whose ports are given. */
export async function startHaproxy(
  ports: { readonly blue: number; readonly green: number },
  options: HaproxyOptions = {},
): Promise<Haproxy> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-haproxy-"));
  const [front, tcp] = [await quietPort(), await quietPort()];
  const [socket, userSocket] = [join(folder, "admin.sock"), join(folder, "user.sock")];
  writeFileSync(join(folder, "haproxy.cfg"), configuration({ folder, front, tcp, ports, options }));
  let child = launch(folder, []);
  const say = async (commands: string) => {
    const connection = createConnection(socket);
    connection.write(`${commands}\n`);
    return text(connection);
  };
  const kill = async () => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
    child.kill("SIGKILL");
    await ended;
  };
  await ready(say, child, folder);
  return {
    url: `http://127.0.0.1:${front}/`,
    socket,
    userSocket,
    tcp: `tcp:127.0.0.1:${tcp}`,
    folder,
    say,
    kill,
    async reload() {
      const old = child;
      child = launch(folder, ["-sf", String(old.pid)]);
      await once(old, "exit");
      await ready(say, child, folder);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function configuration({
  folder,
  front,
  tcp,
  ports,
  options,
}: {
  readonly folder: string;
  readonly front: number;
  readonly tcp: number;
  readonly ports: { readonly blue: number; readonly green: number };
  readonly options: HaproxyOptions;
}): string {
  const { backend = ["balance roundrobin"], blue = "weight 100", green = "weight 0 disabled", more = [] } = options;
  const { stateFile } = options;
  const lines = [
    "global",
    `stats socket ${folder}/admin.sock mode 600 level admin`,
    `stats socket ${folder}/user.sock mode 600 level user`,
    `stats socket ipv4@127.0.0.1:${tcp} level admin`,
    "maxconn 500",
    ...(stateFile === undefined ? [] : [`server-state-file ${stateFile}`]),
    "defaults",
    "mode http",
    "timeout connect 2s",
    "timeout client 10s",
    "timeout server 10s",
    ...(stateFile === undefined ? [] : ["load-server-state-from-file global"]),
    "frontend visitors",
    `bind 127.0.0.1:${front}`,
    "default_backend app",
    "backend app",
    ...backend,
    `server blue 127.0.0.1:${ports.blue} ${blue}`,
    `server green 127.0.0.1:${ports.green} ${green}`,
    ...more,
  ];
  return `${lines.join("\n")}\n`;
}

function launch(folder: string, words: readonly string[]): ChildProcess {
  const log = join(folder, "log");
  const child = spawn(programPath("haproxy"), ["-f", join(folder, "haproxy.cfg"), ...words], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.stderr?.on("data", (chunk: Buffer) => writeFileSync(log, chunk, { flag: "a" }));
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** The new process answers: a socket that is taken over may for a moment be that of the old one. */
async function ready(say: Haproxy["say"], child: ChildProcess, folder: string): Promise<void> {
  for (let round = 0; round < 400 && child.exitCode === null; round++) {
    const info = await say("show info").catch(() => "");
    if (info.includes(`\nPid: ${child.pid}\n`)) return;
    await wait(25);
  }
  child.kill("SIGKILL");
  throw new Error(`haproxy does not start: ${readFileSync(join(folder, "log"), "utf8")}`);
}
