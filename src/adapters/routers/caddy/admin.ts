import { isMap, type Layer } from "../../../kit/deploy-file.ts";
import type { Effects } from "../../../kit/effects.ts";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import { type Address, type Answer, askByCurl, askFromHere, type Question } from "./connection.ts";
import { mayAskAgain, unreachable } from "./failures.ts";

/** An object of the configuration, and the tag that it has as long as nobody changes it. */
export interface Tagged {
  readonly value: unknown;
  readonly etag: string | undefined;
}

/** Caddy's admin API. */
export interface Admin {
  get(path: string): Promise<Tagged>;
  /** Replaces the object while it still has the tag, else a RefusedError; answered when the new configuration runs. */
  replace(path: string, value: Layer, etag: string | undefined): Promise<void>;
}

const tries = 6;
const pause = 100;

/** The admin API, asked from here or, where the commands run elsewhere, by `curl` there. */
export function openAdmin(address: Address, executor: Executor, { sleep }: Pick<Effects, "sleep">): Admin {
  const name = "socket" in address ? address.socket : address.origin;
  const ask = async (question: Question): Promise<Answer> => {
    for (let left = tries - 1; ; left--) {
      try {
        return await (executor.isHere ? askFromHere(address, question) : askByCurl(executor, address, question));
      } catch (error) {
        // Caddy opens its admin API anew with each configuration, and whoever knocks just then is turned away.
        if (left === 0 || !mayAskAgain(question, error)) throw unreachable(name, executor.where, error);
        await sleep(pause);
      }
    }
  };
  return {
    async get(path) {
      const answer = await ask({ method: "GET", path });
      if (answer.status !== 200) throw refusal(name, path, answer);
      return { value: parse(name, answer.body), etag: answer.etag };
    },
    async replace(path, value, etag) {
      const body = JSON.stringify(value);
      const answer = await ask({ method: "PATCH", path, body, ...(etag !== undefined && { ifMatch: etag }) });
      if (answer.status === 412) throw edited();
      if (answer.status !== 200) throw refusal(name, path, answer);
    },
  };
}

/** Somebody else was faster. */
export function edited(): RefusedError {
  return new RefusedError("somebody else has changed the configuration of Caddy in the meantime", {
    hint: "Find out who, then run this again: it reads the split anew.",
  });
}

function parse(name: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new ServiceError(`\`${name}\` answered something else than the JSON of Caddy's admin API`, {
      hint: "Put right `caddy-admin`; if it is Caddy, its answer was cut off: run this again.",
      cause,
    });
  }
}

function refusal(name: string, path: string, { status, body }: Answer): ServiceError {
  const said = saidBy(body);
  const what = said === null ? "" : `: ${said.slice(0, 500)}`;
  const hints: Readonly<Record<number, string>> = {
    403: "Add this address to `origins` of Caddy's `admin`, or ask from the machine that Caddy is on.",
    404: 'Give the `reverse_proxy` handler that name in Caddy\'s JSON: `"@id": ...`, as in `caddy-id`.',
  };
  return new ServiceError(`Caddy at \`${name}\` answered status ${status} for \`${path}\`${what}`, {
    hint: hints[status] ?? "Look at Caddy's log. What it does not accept has changed nothing.",
  });
}

function saidBy(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return isMap(parsed) && typeof parsed.error === "string" ? parsed.error : null;
  } catch {
    return null;
  }
}
