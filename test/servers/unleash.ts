import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { quietPort } from "../adapters/quiet-port.ts";
import { adminPassword, startPostgres } from "./postgres.ts";
import { programPath } from "./programs.ts";

/** A real Unleash on a real PostgreSQL. */
export interface UnleashServer extends AsyncDisposable {
  readonly url: string;
  /** May do everything. */
  readonly admin: string;
  /** Asks as a server's program does, and as a browser does; environment `production`. */
  readonly client: string;
  readonly frontend: string;
  /** Asks the admin API as somebody else; what it answers. Throws where it says no. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Starts both on free ports; nothing of it is asked of anybody outside. */
export async function startUnleash(): Promise<UnleashServer> {
  const postgres = await startPostgres();
  await postgres.sql("postgres", "CREATE DATABASE unleash");
  const port = await quietPort();
  const [admin, client, frontend] = ["*:*.adm1n", "default:production.c1ient", "default:production.fr0ntend"];
  const database = { DATABASE_HOST: "127.0.0.1", DATABASE_PORT: String(postgres.port), DATABASE_SSL: "false" };
  const server = spawn(programPath("unleash-server"), [], {
    stdio: "ignore",
    env: {
      ...process.env,
      ...{ ...database, DATABASE_USERNAME: "admin", DATABASE_PASSWORD: adminPassword, DATABASE_NAME: "unleash" },
      ...{ HTTP_HOST: "127.0.0.1", HTTP_PORT: String(port), CHECK_VERSION: "false", SEND_TELEMETRY: "false" },
      ...{ INIT_ADMIN_API_TOKENS: admin, INIT_CLIENT_API_TOKENS: client, INIT_FRONTEND_API_TOKENS: frontend },
      NODE_ENV: "production",
    },
  });
  const exited = once(server, "exit");
  const stop = async () => {
    server.kill("SIGKILL");
    await exited;
    await postgres[Symbol.asyncDispose]();
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([isReady(url), exited.then(() => Promise.reject(new Error("Unleash has ended")))]);
  } catch (error) {
    await stop();
    throw error;
  }
  const ask = (method: string, path: string, body?: unknown) => askAdmin(`${url}${path}`, { method, admin, body });
  return { url, admin, client, frontend, ask, [Symbol.asyncDispose]: stop };
}

async function askAdmin(
  url: string,
  { method, admin, body }: { readonly method: string; readonly admin: string; readonly body: unknown },
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { authorization: admin, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

async function isReady(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok === true) return;
    await wait(50);
  }
  throw new Error("Unleash does not answer");
}
