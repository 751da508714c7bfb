import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openGitHub } from "../../../src/adapters/github/open.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { GitHub } from "../../../src/stages/ports/github.ts";
import { type TestEffects, testEffects } from "../../effects.ts";

/** One answer of the server; `null` closes the connection without a word. */
export type Line =
  | null
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | ((response: ServerResponse) => void);

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent.
  readonly body: any;
}

/** A server that answers line by line, whatever is asked, and the adapter that asks it, with a clock that does not wait. */
export interface Script extends AsyncDisposable {
  readonly github: GitHub;
  readonly effects: TestEffects;
  readonly asked: readonly Asked[];
  /** Milliseconds that were waited, one entry for each wait. */
  readonly waits: readonly number[];
  readonly url: string;
}

export const token = "ghs_thisIsTheTokenOfTheTest";

/** The last line is said again to everything that comes after it. */
export async function openScript(lines: readonly Line[], overrides: Partial<Effects> = {}): Promise<Script> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const { method = "", url: path = "", headers } = request;
    asked.push({ method, path, headers, body: text === "" ? null : JSON.parse(text) });
    say(response, lines[Math.min(asked.length, lines.length) - 1] ?? null);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waits: number[] = [];
  const environment: Readonly<Record<string, string>> = { GITHUB_API_URL: url, GITHUB_REPOSITORY: "acme/shop" };
  const effects = testEffects({
    env: (name) => environment[name],
    sleep: async (milliseconds) => void waits.push(milliseconds),
    ...overrides,
  });
  const github = await openGitHub({ effects, token });
  if (github === null) throw new Error("the token and the repository were given");
  const close = () => new Promise<void>((closed) => server.close(() => closed()).closeAllConnections());
  return { github, effects, asked, waits, url, [Symbol.asyncDispose]: close };
}

function say(response: ServerResponse, line: Line): void {
  if (typeof line === "function") line(response);
  else if (line === null) response.destroy();
  else {
    const { status = 200, headers = {}, body = {} } = line;
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }
}
