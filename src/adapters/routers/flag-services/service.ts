import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { limited, waitAskedFor } from "./limit.ts";

/** Where a service of flags is, and how one shows who asks. */
export interface ServiceAddress {
  /** `LaunchDarkly`, for the operator. */
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came back: below 500 and not 429. */
export interface Reply {
  readonly status: number;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
  /** What the service says about a failure, redacted and short. */
  readonly said: string;
}

export interface Question {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Begins with a slash; every part is encoded already. */
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
}

/** A request to which nobody knows the answer: what it asked for may have been done or not. */
export class Unsettled extends ServiceError {}

/** One answer may take this long, milliseconds. */
const longestAnswer = 10_000;

/** All waiting for one answer, milliseconds: what a limit of requests may cost. */
const mostPatience = 30_000;

/** Tries of a question that changes nothing. */
const tries = 3;

/** Asks a service over HTTP. Questions are asked again after a failure; changes only where they were surely not made (429). */
export function openService(effects: Effects, address: ServiceAddress): (question: Question) => Promise<Reply> {
  return async (question) => {
    let [failures, waited] = [0, 0];
    for (;;) {
      const outcome = await attempt(effects, address, question);
      if ("reply" in outcome) return outcome.reply;
      if (outcome.wait === null) {
        failures += 1;
        if (question.method !== "GET" || failures >= tries) throw outcome.failure;
      }
      const wait = outcome.wait ?? 200 * 2 ** failures * (0.5 + Math.random());
      waited += wait;
      if (waited > mostPatience) throw outcome.failure;
      // Not ended by a cancellation: traffic is put back after one, and this is short.
      await effects.sleep(wait);
    }
  };
}

type Outcome =
  | { readonly reply: Reply }
  /** `wait`: milliseconds that the service asks for; null where it does not say so. */
  | { readonly failure: ServiceError; readonly wait: number | null };

async function attempt(effects: Effects, address: ServiceAddress, question: Question): Promise<Outcome> {
  const { name, url, headers } = address;
  const { method, path, body, type = "application/json" } = question;
  try {
    const response = await effects.fetch(`${url}${path}`, {
      method,
      // A redirect would carry the token somewhere else.
      redirect: "manual",
      headers: { accept: "application/json", ...headers, ...(body === undefined ? {} : { "content-type": type }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(longestAnswer),
    });
    const text = await response.text();
    const reply = { status: response.status, body: parse(text), said: effects.redact(said(text)) };
    if (response.status === 429) {
      const wait = waitAskedFor(response.headers, effects.now());
      return { failure: limited(name, wait), wait };
    }
    if (response.status < 500) return { reply };
    return { failure: new Unsettled(`${name} answered ${response.status}${reply.said}`), wait: null };
  } catch (error) {
    return { failure: silent(name, error), wait: null };
  }
}

function silent(name: string, error: unknown): Unsettled {
  const { cause, message } = error as Error;
  const why = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message;
  return new Unsettled(`${name} does not answer: ${why}`, { hint: `Is ${name} reachable from here?`, cause: error });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the service says, as the end of a sentence. */
function said(text: string): string {
  const body = parse(text) as { readonly message?: unknown; readonly details?: unknown } | null | undefined;
  const words = typeof body?.message === "string" ? body.message : "";
  return words === "" ? "" : `: ${words.replaceAll(/\s+/g, " ").slice(0, 300)}`;
}
