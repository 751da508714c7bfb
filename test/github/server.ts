import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { githubDescription } from "./description/description.ts";
import type { OperationId } from "./description/operations.ts";
import { type Fault, type Faults, type Hit, type SetFault, strike } from "./faults.ts";
import { runGraphQL } from "./graphql.ts";
import { refusal } from "./permissions.ts";
import { type Caller, type Operations, type Permissions, type Place, type Reply, unprocessable } from "./place.ts";
import { checkOperations } from "./rest/checks.ts";
import { deploymentOperations } from "./rest/deployments.ts";
import { environmentOperations } from "./rest/environments.ts";
import { issueOperations } from "./rest/issues.ts";
import { pullOperations } from "./rest/pulls.ts";
import { repositoryOperations } from "./rest/repository.ts";
import { runOperations } from "./rest/runs.ts";
import { add, type Seed } from "./seed.ts";

/** A request that came in. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** The name in GitHub's description; `graphql`, or `unknown`. */
  readonly operation: OperationId | "graphql" | "unknown";
  readonly status: number;
  readonly body: unknown;
}

/** What a server works with. */
export interface Inside {
  readonly place: Place;
  readonly faults: Faults;
  readonly calls: Call[];
  readonly problems: string[];
  readonly tokens:
    | Readonly<Record<string, { readonly login?: string; readonly permissions?: Permissions }>>
    | undefined;
  /** Called before every request. */
  refresh(): void;
}

/** Where REST operations begin, as on a server of one's own; they are answered at the root as well. */
export const apiPath = "/api/v3";

const operations: Operations = {
  ...repositoryOperations,
  ...checkOperations,
  ...environmentOperations,
  ...runOperations,
  ...deploymentOperations,
  ...pullOperations,
  ...issueOperations,
};

/** Answers one request. */
export async function serve(inside: Inside, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? "/", inside.place.url);
  const method = request.method ?? "GET";
  const sent = await text(request);
  if (pathname.startsWith("/-/")) return send(response, outside(inside, pathname, sent));
  const body = parsed(sent);
  const isGraphQL = pathname === "/api/graphql" || pathname === "/graphql";
  const match = isGraphQL ? undefined : githubDescription().match(method, pathname.replace(apiPath, ""));
  const operation = isGraphQL ? "graphql" : (match?.operation.id ?? "unknown");
  const tell = (status: number) => void inside.calls.push({ method, path: pathname, operation, status, body });

  inside.refresh();
  const fault = inside.faults.take(operation, `${request.url} ${sent}`);
  const hit = fault === undefined ? {} : await meet(inside, fault, operation);
  if (hit.connection === "reset") {
    tell(0);
    return void request.socket.destroy();
  }
  const caller = callerOf(inside, request);
  const version = request.headers["x-github-api-version"];
  if (version !== undefined && !versions.has(String(version)))
    inside.problems.push(`${operation}: GitHub has no version ${version} of its API`);
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

async function meet({ place }: Inside, fault: SetFault, operation: Call["operation"]): Promise<Hit> {
  await fault.hook?.();
  if (fault.change !== undefined) add(place.state, fault.change, place.now());
  return strike(fault, operation);
}

const versions = new Set(["2022-11-28", "2026-03-10"]);

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
  else if (path === "/-/add") add(place.state, JSON.parse(sent) as Seed, place.now());
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

/** Sends an answer, with what GitHub tells about its limits. */
export function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const limits = {
    ...{ "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4999", "x-ratelimit-used": "1" },
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 3600),
  };
  const all = { "content-type": "application/json; charset=utf-8", ...limits, ...headers };
  response.writeHead(status, all).end(body === undefined ? "" : JSON.stringify(body));
}
