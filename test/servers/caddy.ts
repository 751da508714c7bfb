import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { quietPort } from "../adapters/quiet-port.ts";
import { programPath } from "./programs.ts";

/** What differs from a handler `shop` with one upstream, that of blue. */
export interface CaddyOptions {
  /** Members of the handler that are added or replaced. */
  readonly handler?: Readonly<Record<string, unknown>>;
  /** Lets the admin API listen on a unix socket in the server's folder. */
  readonly isOnSocket?: boolean;
  /** Hosts beside its own that the admin API accepts. */
  readonly origins?: readonly string[];
  /** The port of the admin API. */
  readonly port?: number;
  /** Lets it keep each change of its configuration in a file. */
  readonly isResumable?: boolean;
  /** The path of another Caddy. */
  readonly program?: string;
}

/** A real Caddy on loopback ports. */
export interface Caddy extends AsyncDisposable {
  /** Where visitors come in. */
  readonly url: string;
  /** As `caddy-admin` names it. */
  readonly admin: string;
  readonly folder: string;
  /** Asks the admin API; throws where the answer is no 200. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Loads the configuration that it has begun with, as `caddy reload` does. */
  reload(): Promise<void>;
  /** Ends it at once and starts it as `caddy run --resume` does, where `isResumable` was asked for. */
  resume(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts it in front of the server on this machine whose port is given. */
export async function startCaddy(blue: number, options: CaddyOptions = {}): Promise<Caddy> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-caddy-"));
  const [front, port] = [await quietPort(), options.port ?? (await quietPort())];
  const listen = options.isOnSocket === true ? `unix/${folder}/admin.sock` : `127.0.0.1:${port}`;
  const { handler = {}, origins, program = programPath("caddy") } = options;
  const proxy = { "@id": "shop", handler: "reverse_proxy", upstreams: [{ dial: `127.0.0.1:${blue}` }], ...handler };
  const server = {
    listen: [`127.0.0.1:${front}`],
    automatic_https: { disable: true },
    routes: [{ handle: [proxy] }],
  };
  const configuration = {
    admin: {
      listen,
      config: { persist: options.isResumable === true },
      ...(origins && { origins: [listen, ...origins] }),
    },
    apps: { http: { servers: { shop: server } } },
  };
  writeFileSync(join(folder, "caddy.json"), JSON.stringify(configuration));
  let child = launch(program, folder, []);
  const place = options.isOnSocket === true ? { socketPath: join(folder, "admin.sock") } : { port, host: "127.0.0.1" };
  const ask = (method: string, path: string, body?: unknown) => askAdmin(place, method, path, body);
  const kill = async () => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
    child.kill("SIGKILL");
    await ended;
  };
  await ready(() => ask("GET", "/id/shop"), child, folder);
  return {
    url: `http://127.0.0.1:${front}/`,
    admin: options.isOnSocket === true ? `unix/${folder}/admin.sock` : `http://127.0.0.1:${port}`,
    folder,
    ask,
    kill,
    async reload() {
      await ask("POST", "/load", configuration);
    },
    async resume() {
      await kill();
      child = launch(program, folder, ["--resume"]);
      await ready(() => ask("GET", "/id/shop"), child, folder);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function launch(program: string, folder: string, words: readonly string[]): ChildProcess {
  const child = spawn(program, ["run", "--config", join(folder, "caddy.json"), ...words], {
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.stderr?.on("data", (chunk: Buffer) => writeFileSync(join(folder, "log"), chunk, { flag: "a" }));
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

async function askAdmin(place: object, method: string, path: string, body?: unknown): Promise<unknown> {
  const isSocket = "socketPath" in place;
  const host = isSocket ? { host: "" } : {};
  const headers = { ...host, ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const sent = request({ ...place, method, path, headers, setHost: !isSocket, agent: false });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(sent, "response");
  const said = await text(response);
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}: ${said}`);
  return said === "" ? null : JSON.parse(said);
}

async function ready(ask: () => Promise<unknown>, child: ChildProcess, folder: string): Promise<void> {
  for (let round = 0; round < 400 && child.exitCode === null; round++) {
    if (await ask().catch(() => null)) return;
    await wait(25);
  }
  child.kill("SIGKILL");
  throw new Error(`caddy does not start: ${readFileSync(join(folder, "log"), "utf8").slice(-2000)}`);
}
