import type { Octokit } from "@octokit/rest";
import type { Effects } from "../../kit/effects.ts";
import { CancelledError, ServiceError } from "../../kit/errors.ts";
import type { ApiAddress } from "./address.ts";
import { type Ask, explain, explainGraphql, type GraphqlProblem, isRequestFailure } from "./errors.ts";
import { loadOctokit } from "./octokit.ts";
import { openPatience } from "./patience.ts";

/** What every call of the REST interface takes along. */
export interface Here {
  readonly owner: string;
  readonly repo: string;
  readonly request: Record<string, unknown>;
}

/** What GraphQL answered: where a part failed, its place in `data` is null. */
export interface Partly<T> {
  readonly data: T | null;
  readonly errors: readonly GraphqlProblem[];
}

/** One repository of GitHub, asked with one token. Failures come out as errors of the house. */
export interface Client {
  readonly effects: Effects;
  readonly owner: string;
  readonly repository: string;
  /** Requests sent so far, retries included. */
  readonly calls: number;
  rest<T>(ask: Ask, call: (rest: Octokit["rest"], here: Here) => Promise<{ readonly data: T }>): Promise<T>;
  /** Throws where any part failed. */
  graphql<T>(ask: Ask, document: string, variables: Readonly<Record<string, unknown>>): Promise<T>;
  /** Leaves what to do about failed parts to the caller. */
  partly<T>(ask: Ask, document: string, variables: Readonly<Record<string, unknown>>): Promise<Partly<T>>;
  /** Text of GitHub as it may be shown: short, on one line, without secrets. */
  quote(text: string): string;
}

export interface ClientOptions {
  readonly effects: Effects;
  readonly token: string;
  readonly address: ApiAddress;
  /** `owner/name` */
  readonly repository: string;
}

/** Opens nothing yet: octokit is loaded by the first question. */
export function openClient({ effects, token, address, repository }: ClientOptions): Client {
  const [owner = "", repo = ""] = repository.split("/");
  let calls = 0;
  // Once GitHub has been away for a whole question, the next ones of this run do not wait for it as long again.
  let isAway = false;
  let loaded: Promise<Octokit> | undefined;
  const sent = () => void calls++;
  const quote = (text: string) => shortened(effects.redact(text));
  const load = () => (loaded ??= loadOctokit({ effects, token, address: address.rest, sent }));
  const asked = async <T>(ask: Ask, call: (octokit: Octokit, request: Record<string, unknown>) => Promise<T>) => {
    const octokit = await load();
    const request = { patience: openPatience(effects), ...(ask.isCreate === true || isAway ? { retries: 0 } : {}) };
    try {
      const answer = await call(octokit, request);
      isAway = false;
      return answer;
    } catch (error) {
      isAway = isRequestFailure(error) && error.status >= 500;
      if (effects.signal.aborted) throw cancelled(effects.signal, ask);
      throw isRequestFailure(error) ? explain(error, ask, { now: effects.now(), quote }) : error;
    }
  };
  const partly = async <T>(ask: Ask, query: string, variables: Readonly<Record<string, unknown>>) => {
    const answer = await asked(ask, (octokit, request) =>
      octokit.request({ method: "POST", url: address.graphql, query, variables, request }),
    );
    const { data = null, errors = [] } = answer.data as Partial<Partly<T>>;
    return { data, errors };
  };
  return {
    effects,
    owner,
    repository,
    get calls() {
      return calls;
    },
    quote,
    partly,
    async rest(ask, call) {
      return (await asked(ask, ({ rest }, request) => call(rest, { owner, repo, request }))).data;
    },
    async graphql<T>(ask: Ask, document: string, variables: Readonly<Record<string, unknown>>) {
      const { data, errors } = await partly<T>(ask, document, variables);
      if (errors[0] !== undefined) throw explainGraphql(errors[0], ask, quote);
      if (data === null) throw new ServiceError(`cannot ${ask.deed}: GitHub's answer holds nothing`);
      return data;
    },
  };
}

function cancelled({ reason }: AbortSignal, { deed }: Ask): CancelledError {
  if (reason instanceof CancelledError) return reason;
  return new CancelledError(`cancelled before GitHub was asked to ${deed}`, { cause: reason });
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'").trim();
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}
