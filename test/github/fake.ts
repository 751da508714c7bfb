import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openFaults, type SetFault } from "./faults.ts";
import { followOrigin } from "./origin.ts";
import type { Permissions, Place } from "./place.ts";
import { add, type Seed, stateOf } from "./seed.ts";
import { apiPath, type Call, type Inside, send, serve } from "./server.ts";
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
  /** A git repository whose branches, tags and commits the fake has as well, read anew before every request. */
  readonly origin?: string;
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
  /** Adds to the state, or changes what is there by number, id or name. */
  add(seed: Seed): void;
  /** Forgets the faults that are still waiting. */
  heal(): void;
}

/** Starts a fake on a port of loopback; `await using` stops it, and fails where a request was wrong. */
export async function openFakeGitHub(options: FakeOptions = {}): Promise<FakeGitHub> {
  const clock = options.now ?? Date.now;
  const now = () => new Date(clock()).toISOString().replace(/\.\d+Z$/, "Z");
  const state = stateOf(options.seed ?? {}, now());
  const origin = options.origin ?? null;
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
  const place: Place = { state, now, id: () => state.counter.next++, url, apiUrl: `${url}${apiPath}`, origin };
  const refresh = () => (origin === null ? undefined : followOrigin(state, origin));
  const inside: Inside = { place, faults, calls, problems, tokens: options.tokens, refresh };
  const graphqlUrl = `${url}/api/graphql`;
  return {
    url: place.apiUrl,
    graphqlUrl,
    env: { GITHUB_API_URL: place.apiUrl, GITHUB_GRAPHQL_URL: graphqlUrl, GITHUB_SERVER_URL: url },
    ...{ state, calls, problems },
    fail: faults.set,
    add: (seed) => add(state, seed, now()),
    heal: faults.clear,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      if (problems.length > 0) throw new Error(`Requests to GitHub were wrong:\n${problems.join("\n")}`);
    },
  };
}
