import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { githubDescription } from "./description/description.ts";
import { type Fault, type Faults, openFaults, type SetFault, strike } from "./faults.ts";
import { runGraphQL } from "./graphql.ts";
import { refusal } from "./permissions.ts";
import { type Caller, type Operations, type Permissions, type Place, type Reply, unprocessable } from "./place.ts";
import { checkOperations } from "./rest/checks.ts";
import { deploymentOperations } from "./rest/deployments.ts";
import { environmentOperations } from "./rest/environments.ts";
import { pullOperations } from "./rest/pulls.ts";
import { repositoryOperations } from "./rest/repository.ts";
import { runOperations } from "./rest/runs.ts";
import { type Seed, stateOf } from "./seed.ts";
import type { State } from "./state.ts";

/** What a fake begins with. */
export interface FakeOptions {
  readonly seed?: Seed;
  /**
   * Who may do what, by token. Without it every token is a workflow's (`github-actions[bot]`) and may do everything;
   * with it any other token is refused with 401.
   */
  readonly tokens?: Readonly<Record<string, Token>>;
  readonly port?: number;
  /** Milliseconds since 1970; the machine's clock unless handed in. */
  readonly now?: () => number;
}

/** What a token stands for. */
export interface Token {
  /** `github-actions[bot]` unless told. */
  readonly login?: string;
  /** Everything unless told. */
  readonly permissions?: Permissions;
}

/** A request that came in. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** The name in GitHub's description; `graphql` with the fields of its first level; `unknown`. */
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

/** GitHub's API on loopback: real requests, a state that they change, and a list of what was wrong with them. */
export interface FakeGitHub extends AsyncDisposable {
  /** Where REST operations begin. */
  readonly url: string;
  readonly graphqlUrl: string;
  /** What a runner tells its jobs. */
  readonly env: Readonly<Record<"GITHUB_API_URL" | "GITHUB_GRAPHQL_URL" | "GITHUB_SERVER_URL", string>>;
  readonly state: State;
  readonly calls: Call[];
  /** Requests and answers that do not fit GitHub's description. Disposing throws where some are left. */
  readonly problems: string[];
  fail(fault: SetFault): void;
  /** Forgets the faults that are still waiting. */
  heal(): void;
}

const operations: Operations = {
  ...repositoryOperations,
  ...checkOperations,
  ...environmentOperations,
  ...runOperations,
  ...deploymentOperations,
  ...pullOperations,
};

const apiPath = "/api/v3";

interface Inside {
  readonly place: Place;
  readonly faults: Faults;
  readonly calls: Call[];
  readonly problems: string[];
  readonly tokens: FakeOptions["tokens"];
}

/** Starts a fake on a port of loopback; `await using` stops it, and fails where a request was wrong. */
export async function openFakeGitHub(options: FakeOptions = {}): Promise<FakeGitHub> {
  const clock = options.now ?? Date.now;
  const now = () => new Date(clock()).toISOString().replace(/\.\d+Z$/, "Z");
  const state = stateOf(options.seed ?? {}, now());
  const faults = openFaults();
  const calls: Call[] = [];
  const problems: string[] = [];
  const server = createServer((request, response) => {
    serve(inside, request, response).catch((error: unknown) => {
      problems.push(
        `the fake failed at ${request.method} ${request.url}: ${error instanceof Error ? error.stack : error}`,
      );
      send(response, { status: 500, body: { message: "The fake failed." } });
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed).listen(options.port ?? 0, "127.0.0.1", () => listening());
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const place: Place = { state, now, id: () => state.counter.next++, url, apiUrl: `${url}${apiPath}` };
  const inside: Inside = { place, faults, calls, problems, tokens: options.tokens };
  const graphqlUrl = `${url}/api/graphql`;
  return {
    url: place.apiUrl,
    graphqlUrl,
    env: { GITHUB_API_URL: place.apiUrl, GITHUB_GRAPHQL_URL: graphqlUrl, GITHUB_SERVER_URL: url },
    ...{ state, calls, problems },
    fail: faults.set,
    heal: faults.clear,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      if (problems.length > 0) throw new Error(`Requests to GitHub were wrong:\n${problems.join("\n")}`);
    },
  };
}

async function serve(inside: Inside, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? "/", inside.place.url);
  const method = request.method ?? "GET";
  const sent = await text(request);
  if (pathname.startsWith("/-/")) return send(response, outside(inside, pathname, sent));
  const body = parsed(sent);
  const isGraphQL = pathname === "/api/graphql" || pathname === `${apiPath}/graphql`;
  const match = isGraphQL ? undefined : githubDescription().match(method, pathname.replace(apiPath, ""));
  const operation = isGraphQL ? "graphql" : (match?.operation.id ?? "unknown");
  const tell = (status: number) => void inside.calls.push({ method, path: pathname, operation, status, body });

  const fault = inside.faults.take(operation, `${pathname}${request.url} ${sent}`);
  const hit = fault === undefined ? {} : await strike(fault);
  if (hit.connection === "reset") {
    tell(0);
    return void request.socket.destroy();
  }
  const caller = callerOf(inside, request);
  const reply =
    hit.reply ??
    (caller === undefined
      ? badCredentials
      : isGraphQL
        ? await graphql(inside, caller, body)
        : rest(inside, { caller, method, pathname, query, body }));
  tell(hit.connection === "lost" ? 0 : reply.status);
  if (hit.connection === "lost") return void request.socket.destroy();
  if (hit.connection === "garbled")
    return void response.writeHead(200, { "content-type": "application/json" }).end('{"id": 1,');
  send(response, reply);
}

const badCredentials: Reply = { status: 401, body: { message: "Bad credentials", status: "401" } };

function callerOf({ tokens }: Inside, request: IncomingMessage): Caller | undefined {
  const token = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) return { login: null, permissions: {} };
  const known = tokens === undefined ? {} : tokens[token];
  return known && { login: known.login ?? "github-actions[bot]", permissions: known.permissions ?? "all" };
}

interface RestRequest {
  readonly caller: Caller;
  readonly method: string;
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

function rest({ place, problems }: Inside, { caller, method, pathname, query, body }: RestRequest): Reply {
  const path = pathname.replace(apiPath, "");
  const match = githubDescription().match(method, path);
  const operation = match && operations[match.operation.id];
  if (match === undefined || operation === undefined) {
    problems.push(`the fake does not know ${method} ${path}`);
    return { status: 404, body: { message: `The fake does not know ${method} ${path}.`, status: "404" } };
  }
  const wrong = githubDescription().requestProblems(match, query, body);
  if (wrong.length > 0) {
    problems.push(...wrong);
    return unprocessable(`Invalid request.\n\n${wrong.join("\n")}`);
  }
  const { owner, repo } = match.path;
  const isOther =
    owner !== undefined && `${owner}/${repo}`.toLowerCase() !== place.state.repository.full_name.toLowerCase();
  if (isOther) return { status: 404, body: { message: "Not Found", status: "404" } };
  const ask = { ...place, caller, query, body, path: { ...match.path, _: path } };
  const reply = refusal(match.operation.id, caller, place.state) ?? operation(ask);
  // Through JSON, as the client sees it: what is undefined is not there.
  const seen = reply.body === undefined ? undefined : JSON.parse(JSON.stringify(reply.body));
  const misfit = githubDescription().answerProblems(match.operation, reply.status, seen);
  problems.push(...misfit.map((what) => `the fake's answer to ${match.operation.id}: ${what}`));
  return reply;
}

async function graphql({ place, faults, problems }: Inside, caller: Caller, body: unknown): Promise<Reply> {
  if (caller.login === null)
    return { status: 401, body: { message: "This endpoint requires you to be authenticated." } };
  const problem = (what: string) => void problems.push(what);
  const request = body as { readonly query?: unknown } | null;
  if (typeof request?.query !== "string") {
    problem("graphql: the request has no query");
    return { status: 400, body: { message: "A query attribute must be specified and must be a string." } };
  }
  const answer = await runGraphQL({ ...request, query: request.query }, { place, caller, faults, problem });
  return { status: 200, body: answer };
}

/** What tests in other processes ask for. */
function outside({ place, faults, calls, problems }: Inside, path: string, sent: string): Reply {
  if (path === "/-/state") return { status: 200, body: place.state };
  if (path === "/-/calls") return { status: 200, body: calls };
  if (path === "/-/problems") return { status: 200, body: problems };
  if (path === "/-/heal") faults.clear();
  else if (path === "/-/fail") faults.set(JSON.parse(sent) as Fault);
  else return { status: 404, body: { message: `There is no ${path}.` } };
  return { status: 200, body: {} };
}

function parsed(sent: string): unknown {
  if (sent === "") return undefined;
  try {
    return JSON.parse(sent);
  } catch {
    return sent;
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const limits = {
    ...{ "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4999", "x-ratelimit-used": "1" },
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 3600),
  };
  const all = { "content-type": "application/json; charset=utf-8", ...limits, ...headers };
  response.writeHead(status, all).end(body === undefined ? "" : JSON.stringify(body));
}
