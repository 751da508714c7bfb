import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { programPath } from "./programs.ts";

/** A real Redis server on a loopback port, with a password of every special character. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly password: string;
  readonly folder: string;
  readonly pid: number;
  /** The reply of a command; the words may hold any bytes. */
  command(...words: readonly (string | Buffer)[]): Promise<string>;
  /** Commands as `redis-cli` reads them, one a line; throws at the first that fails. */
  commands(lines: string): void;
  /** Ends the server at once. */
  kill(): void;
}

export const difficultPassword = `p@ ss:w/o?r#d%"'$\\&é`;

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a server; `settings` are lines of its configuration. */
export async function startRedis(...settings: readonly string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-redis-"));
  for (let left = 5; left > 0; left--) {
    const port = await freePort();
    const child = launch(folder, port, settings);
    if (await isReady(child, port)) return handle(folder, port, child);
  }
  throw new Error(`redis-server does not start: ${readFileSync(join(folder, "log"), "utf8")}`);
}

function launch(folder: string, port: number, settings: readonly string[]): ChildProcess {
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${folder}`,
    `logfile ${join(folder, "log")}`,
    `unixsocket ${join(folder, "s.sock")}`,
    'save ""',
    "repl-diskless-sync-delay 0",
    `requirepass "${difficultPassword.replaceAll(/["\\]/g, "\\$&")}"`,
    ...settings,
  ];
  const file = join(folder, "redis.conf");
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  const child = spawn(programPath("redis", "redis-server"), [file], { stdio: "ignore" });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

function handle(folder: string, port: number, child: ChildProcess): RedisServer {
  const cli = programPath("redis", "redis-cli");
  const env = { ...process.env, REDISCLI_AUTH: difficultPassword };
  return {
    url: `redis://:${encodeURIComponent(difficultPassword)}@127.0.0.1:${port}/0`,
    port,
    password: difficultPassword,
    folder,
    pid: child.pid ?? 0,
    command: (...words) => exchange(port, words),
    commands(input) {
      const args = ["-e", "--no-raw", "-p", String(port), "--no-auth-warning"];
      const { stdout, status } = spawnSync(cli, args, { env, input, encoding: "utf8", maxBuffer: 1e9 });
      if (status !== 0 || stdout.includes("(error)")) throw new Error(`redis-cli: ${stdout.slice(0, 400)}`);
    },
    kill: () => void child.kill("SIGKILL"),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((end) => child.once("exit", end));
        child.kill("SIGKILL");
        await ended;
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** One command after AUTH, by the protocol itself. Replies are short here: one packet. */
function exchange(port: number, words: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1");
    let reply = Buffer.alloc(0);
    socket.on("error", reject);
    socket.on("close", () => {
      const text = reply
        .toString("latin1")
        .replace(/^\+OK\r\n/, "")
        .replace(/\+OK\r\n$/, "");
      if (text.startsWith("-")) reject(new Error(text.trim()));
      else resolve(text.replace(/^\$-?\d+\r\n|^[:+]/, "").trim());
    });
    socket.on("data", (chunk) => {
      reply = Buffer.concat([reply, chunk]);
    });
    socket.write(Buffer.concat([encode(["AUTH", difficultPassword]), encode(words), encode(["QUIT"])]));
  });
}

function encode(words: readonly (string | Buffer)[]): Buffer {
  const parts = words.flatMap((word) => {
    const bytes = Buffer.from(word as string);
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")];
  });
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}

async function isReady(child: ChildProcess, port: number): Promise<boolean> {
  for (let left = 200; left > 0 && child.exitCode === null; left--) {
    if (
      await exchange(port, ["PING"]).then(
        (reply) => reply === "PONG",
        () => false,
      )
    )
      return true;
    await wait(20);
  }
  child.kill("SIGKILL");
  return false;
}

function freePort(): Promise<number> {
  const listener = createServer();
  return new Promise((found) => {
    listener.listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as { readonly port: number };
      listener.close(() => found(port));
    });
  });
}
