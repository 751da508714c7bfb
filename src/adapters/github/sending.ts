import type { Octokit } from "@octokit/rest";
import type { Effects } from "../../kit/effects.ts";
import { type GraphqlProblem, isRequestFailure } from "./errors.ts";
import { backOff, type Patience } from "./patience.ts";

/** One request may take this long; GitHub itself gives up after ten seconds. */
const longestAnswer = 20_000;

/** How often a failure of GitHub's side is repeated. */
export const repetitions = 3;

/** What travels with a request through octokit's hooks. */
export interface Luggage {
  signal?: AbortSignal;
  /** Zero: not to be repeated. Anything above it octokit would take for 403 and 404 as well, so it is left out then. */
  retries?: 0;
  /** Counted by octokit. */
  retryCount?: number;
  readonly patience: Patience;
}

interface Answer {
  readonly status: number;
  readonly headers: object;
  readonly data: unknown;
}

/**
 * An octokit plugin, to be loaded before those that repeat: sends one request, counts it, ends it with the run,
 * and waits before it is repeated, so that all waiting ends with the run too.
 */
export function sending(effects: Effects, sent: () => void) {
  return ({ hook }: Pick<Octokit, "hook">) => {
    hook.wrap("request", async (request, options) => {
      const luggage = options.request as unknown as Luggage;
      effects.signal.throwIfAborted();
      sent();
      luggage.signal = AbortSignal.any([effects.signal, AbortSignal.timeout(longestAnswer)]);
      try {
        const answer = await request(options);
        effects.signal.throwIfAborted();
        refuseHidden(answer, options);
        return answer;
      } catch (error) {
        effects.signal.throwIfAborted();
        await waitForRepetition(error, luggage);
        throw error;
      }
    });
  };
}

/** Whether it is repeated is decided by octokit's plugin, which then does so at once. */
async function waitForRepetition(error: unknown, luggage: Luggage): Promise<void> {
  const attempt = luggage.retryCount ?? 0;
  if (!isRequestFailure(error) || error.status < 500 || attempt >= repetitions || luggage.retries === 0) return;
  const why = error.response === undefined ? "it cannot be reached" : `it answered ${error.status}`;
  const waited = await luggage.patience.pause({ milliseconds: backOff(attempt), why });
  if (!waited) luggage.retries = 0;
}

/** Failures that arrive as a success: half an answer, and what GraphQL says about limits and about itself. */
function refuseHidden(answer: Answer, request: object): void {
  const fail = (status: number, message: string) => {
    throw Object.assign(new Error(message), { status, request, response: answer });
  };
  if (answer.status === 204) return;
  if (typeof answer.data !== "object" || answer.data === null) fail(502, "the answer is no JSON or was cut off");
  const { errors } = answer.data as { readonly errors?: readonly GraphqlProblem[] };
  if (!Array.isArray(errors)) return;
  const limited = errors.find(({ type }) => type === "RATE_LIMITED");
  if (limited !== undefined) fail(403, limited.message);
  if (/something went wrong while executing/i.test(errors[0]?.message)) fail(500, errors[0].message);
}
