import type { Octokit } from "@octokit/rest";
import type { Effects } from "../../kit/effects.ts";
import { type Luggage, repetitions, sending } from "./sending.ts";
import { openTransport } from "./transport.ts";

export interface OctokitOptions {
  readonly effects: Effects;
  readonly token: string;
  /** Base address of the REST interface. */
  readonly address: string;
  /** Called for each request that is sent. */
  sent(): void;
}

/** Octokit with its plugins for failures and limits: they decide what is repeated, and all waiting is done by `effects`. */
export async function loadOctokit({ effects, token, address, sent }: OctokitOptions): Promise<Octokit> {
  const [rest, { retry }, { throttling }, transport] = await Promise.all([
    import("@octokit/rest"),
    import("@octokit/plugin-retry"),
    import("@octokit/plugin-throttling"),
    openTransport(effects),
  ]);
  const Suited = rest.Octokit.plugin(sending(effects, sent), retry, throttling);
  return new Suited({
    auth: token,
    baseUrl: address,
    userAgent: "deploy-actions",
    request: { fetch: transport },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    // A limit (429) is the other plugin's; a conflict (409) does not pass by itself.
    retry: { retries: repetitions, retryAfterBaseValue: 0, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
    throttle: {
      id: effects.uuid(),
      retryAfterBaseValue: 0,
      // One release writes a handful of times: a second between them, as for mass writers, would only be lost.
      write: atOnce as never,
      notifications: atOnce as never,
      onRateLimit: (seconds, { request }) => waited(request, seconds, false),
      onSecondaryRateLimit: (seconds, { request }) => waited(request, seconds, true),
    },
  });
}

/** In place of a queue with timers. */
const atOnce = {
  key: () => ({
    schedule: async (_options: object, deed: (...args: unknown[]) => unknown, ...args: unknown[]) => deed(...args),
  }),
};

/** Octokit's type promises no answer; it repeats where the answer is true. */
async function waited(request: object, seconds: number, isNamed: boolean): Promise<boolean> {
  const { patience } = request as Luggage;
  return patience.pause({ milliseconds: seconds * 1000, why: "a rate limit is used up", isNamed });
}
