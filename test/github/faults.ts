import { setTimeout as wait } from "node:timers/promises";
import type { OperationId } from "./description/operations.ts";
import { forbidden } from "./permissions.ts";
import type { Reply } from "./place.ts";
import type { Seed } from "./seed.ts";

/** What goes wrong, and how often. */
export interface Fault {
  /**
   * The name in GitHub's description (`repos/create-deployment`); `graphql`, or `graphql:addComment` for one field;
   * `*` for everything.
   */
  readonly operation: string;
  readonly kind: FaultKind;
  /** How many requests it hits; 1 unless told, `null` for ever. */
  readonly count?: number | null;
  /** Requests that pass before it begins. */
  readonly after?: number;
  /** A text that the path or the body has to hold. */
  readonly match?: string;
  /** The status of `server-error`; 502 unless told. */
  readonly status?: number;
  /** Seconds that `retry-after` and `x-ratelimit-reset` tell; 1 unless told. */
  readonly seconds?: number;
  /** Milliseconds that `slow` takes; 500 unless told. */
  readonly delay?: number;
  /** What is said instead of GitHub's own words. */
  readonly message?: string;
  /** What others do just before: facts that are added to the state, as in a seed. */
  readonly change?: Seed;
  /** The `type` of an error of GraphQL; `UNPROCESSABLE` unless told. */
  readonly type?: string;
}

/**
 * `reset` breaks the connection before anything is done, `lost` after it was done: the answer never comes.
 * `error` is for one field of GraphQL: the others are answered. `hook` only lets the state change.
 */
export type FaultKind =
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "primary-limit"
  | "secondary-limit"
  | "server-error"
  | "reset"
  | "lost"
  | "slow"
  | "invalid-json"
  | "error"
  | "hook";

/** A fault that waits for its requests; `hook` is called before it hits, to change the state between a read and a write. */
export interface SetFault extends Fault {
  readonly hook?: () => void | Promise<void>;
}

/** A fault as it hits: an answer, or what happens to the connection. */
export interface Hit {
  readonly reply?: Reply;
  readonly connection?: "reset" | "lost" | "garbled";
}

/** Faults in the order in which they were set. */
export interface Faults {
  set(fault: SetFault): void;
  clear(): void;
  /** The next fault for a request; counts it. */
  take(operation: string, text: string): SetFault | undefined;
}

export function openFaults(): Faults {
  const waiting: { readonly fault: SetFault; left: number; before: number }[] = [];
  return {
    set(fault) {
      const left = fault.count === null ? Number.POSITIVE_INFINITY : (fault.count ?? 1);
      waiting.push({ fault, left, before: fault.after ?? 0 });
    },
    clear: () => void waiting.splice(0),
    take(operation, text) {
      for (const one of waiting) {
        const { fault } = one;
        if (one.left <= 0 || (fault.operation !== operation && fault.operation !== "*")) continue;
        if (fault.match !== undefined && !text.includes(fault.match)) continue;
        if (one.before-- > 0) continue;
        one.left--;
        return fault;
      }
      return undefined;
    },
  };
}

/** What a fault does to a request. */
export async function strike(fault: SetFault, operation: OperationId | "graphql" | "unknown"): Promise<Hit> {
  const { kind, seconds = 1, message } = fault;
  const say = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Hit => ({
    reply: { status, body: { message: message ?? text, documentation_url: docs, status: String(status) }, headers },
  });
  const reset = String(Math.ceil(Date.now() / 1000) + seconds);
  switch (kind) {
    case "unauthorized":
      return say(401, "Bad credentials");
    case "forbidden":
      return { reply: forbidden(operation, message) };
    case "not-found":
      return say(404, "Not Found");
    case "primary-limit":
      // GraphQL tells it with 200; `status` makes it tell it as REST does.
      if (operation === "graphql" && fault.status === undefined) return { reply: rateLimited(reset) };
      return say(fault.status ?? 403, "API rate limit exceeded for installation ID 1.", {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": reset,
      });
    case "secondary-limit":
      return say(fault.status ?? 403, "You have exceeded a secondary rate limit. Please wait a few minutes.", {
        "retry-after": String(seconds),
      });
    case "server-error":
      return say(fault.status ?? 502, "Server Error");
    case "slow":
      await wait(fault.delay ?? 500);
      return {};
    case "reset":
    case "lost":
      return { connection: kind };
    case "invalid-json":
      return { connection: "garbled" };
    default:
      return {};
  }
}

function rateLimited(reset: string): Reply {
  const errors = [{ type: "RATE_LIMITED", message: "API rate limit exceeded for installation ID 1." }];
  return { status: 200, body: { errors }, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset } };
}

const docs = "https://docs.github.com/rest";
