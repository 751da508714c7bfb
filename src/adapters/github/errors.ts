import { type ActionError, InputError, RefusedError, ServiceError } from "../../kit/errors.ts";
import { type Permission, permissionHint } from "./permissions.ts";

/** What is being asked of GitHub, in words for the operator. */
export interface Ask {
  /** Follows "cannot": `read the deployments of ...`. */
  readonly deed: string;
  /** What a 404 is about; the repository where nothing else was named. */
  readonly named?: string;
  readonly permissions: readonly Permission[];
  /** Creates something: never repeated unless it is known that it did not happen. */
  readonly isCreate?: boolean;
}

/** An answer that was no success, as octokit throws it; without a response nothing came back at all. */
export interface RequestFailure extends Error {
  readonly status: number;
  readonly request?: { readonly request?: Record<string, unknown> };
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
}

/** One entry of `errors` in an answer of GraphQL. */
export interface GraphqlProblem {
  readonly type?: string;
  readonly message: string;
  readonly path?: readonly (string | number)[];
}

export function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && typeof (error as Partial<RequestFailure>).status === "number";
}

/** Milliseconds since 1970 at which a rate limit ends; null where the failure is none. */
export function limitEnds(error: RequestFailure, now: number): number | null {
  const headers = error.response?.headers ?? {};
  if (error.status !== 403 && error.status !== 429) return null;
  const seconds = Number(headers["retry-after"]);
  if (headers["retry-after"] !== undefined && Number.isFinite(seconds)) return now + seconds * 1000;
  if (String(headers["x-ratelimit-remaining"]) === "0") return Number(headers["x-ratelimit-reset"] ?? 0) * 1000;
  const isLimit = error.status === 429 || /\bsecondary rate\b/i.test(error.message);
  return isLimit ? now + 60_000 : null;
}

/** True where GitHub may have done what was asked, although no good answer came back. */
export function isAmbiguous(error: unknown): boolean {
  return error instanceof ServiceError && isRequestFailure(error.cause) && error.cause.status >= 500;
}

/** The failure of a request as one of the errors of the house. */
export function explain(
  failure: RequestFailure,
  ask: Ask,
  world: { readonly now: number; quote(text: string): string },
) {
  const { status, response } = failure;
  const details = { cause: failure };
  const said = world.quote(failure.message);
  const ends = limitEnds(failure, world.now);
  if (ends !== null) {
    const when = new Date(Math.max(ends, world.now)).toISOString();
    return new ServiceError(`cannot ${ask.deed}: a rate limit of GitHub is used up`, {
      ...details,
      hint: `It works again after ${when}; start this again then, or use a token with a limit of its own.`,
    });
  }
  if (status === 401)
    return new RefusedError(`cannot ${ask.deed}: GitHub does not accept the token`, { ...details, hint: newToken });
  if (status === 403) {
    const header = (name: string) => response?.headers[name]?.toString();
    const refusal = {
      accepted: header("x-accepted-github-permissions"),
      singleSignOn: header("x-github-sso"),
      message: failure.message,
    };
    const hint = permissionHint(refusal, ask.permissions);
    return new RefusedError(`cannot ${ask.deed}: GitHub says \`${said}\``, { ...details, hint });
  }
  if (status === 404 || status === 410) return unknownThing(ask, failure);
  const id = response?.headers["x-github-request-id"];
  const request = id === undefined ? "" : ` (request ${world.quote(String(id))})`;
  if (response === undefined)
    return new ServiceError(`cannot ${ask.deed}: GitHub cannot be reached: \`${said}\``, details);
  return new ServiceError(`cannot ${ask.deed}: GitHub answered ${status}: \`${said}\`${request}`, details);
}

/** An entry of `errors` as one of the errors of the house. */
export function explainGraphql(problem: GraphqlProblem, ask: Ask, quote: (text: string) => string): ActionError {
  const { type, message } = problem;
  if (type === "NOT_FOUND") return unknownThing(ask, problem);
  const details = { cause: problem };
  if (type === "FORBIDDEN" || type === "INSUFFICIENT_SCOPES" || /not accessible by/i.test(message)) {
    const hint = permissionHint({ accepted: undefined, singleSignOn: undefined, message }, ask.permissions);
    return new RefusedError(`cannot ${ask.deed}: GitHub says \`${quote(message)}\``, { ...details, hint });
  }
  return new ServiceError(`cannot ${ask.deed}: GitHub says \`${quote(message)}\``, details);
}

const newToken =
  "Hand in a token that is valid: the job's own ends with the job, others may have expired or been revoked.";

function unknownThing(ask: Ask, cause: unknown): InputError {
  const what = `cannot ${ask.deed}: GitHub knows no ${ask.named ?? "such repository"}, or the token may not see it`;
  const names = ask.permissions.map((permission) => `\`${permission}\``).join(", ");
  return new InputError(what, { cause, hint: `Check the name; the token needs ${names}.` });
}
