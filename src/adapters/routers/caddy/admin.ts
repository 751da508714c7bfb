import { isMap, type Layer } from "../../../kit/deploy-file.ts";
import { CommandError, InputError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import { type Address, type Answer, askByCurl, askFromHere, type Question } from "./connection.ts";

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

/** The admin API, asked from here or, where the commands run elsewhere, by `curl` there. */
export function openAdmin(address: Address, executor: Executor): Admin {
  const name = "socket" in address ? address.socket : address.origin;
  const ask = async (question: Question): Promise<Answer> => {
    try {
      return await (executor.isHere ? askFromHere(address, question) : askByCurl(executor, address, question));
    } catch (error) {
      throw unreachable(name, executor.where, error);
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

const causes: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED|refused|Couldn't connect|Failed to connect/i, "nobody listens there"],
  [/ENOENT|No such file/i, "there is no such socket"],
  [/EACCES|EPERM|Permission denied/i, "this user may not open the socket"],
  [/ENOTFOUND|EAI_AGAIN|Could not resolve/i, "there is no address for this name"],
  [/ABORT_ERR|TimeoutError|ETIMEDOUT|timed out|took longer/i, "it does not answer in time"],
  [/ECONNRESET|aborted|hang up|Empty reply|closed with outstanding/i, "the connection broke off"],
];

function unreachable(name: string, where: string, error: unknown): Error {
  if (error instanceof CommandError && error.exitCode === null && error.message.includes("`curl` is not installed")) {
    return new InputError([{ where: "caddy-admin", what: `cannot be asked on ${where}: \`curl\` is not there` }], {
      hint: `Install \`curl\` on ${where}.`,
      cause: error,
    });
  }
  const { message, code, name: kind } = error as NodeJS.ErrnoException;
  const output = error instanceof CommandError ? error.output : "";
  const [, what] = causes.find(([sign]) => sign.test(`${kind} ${code} ${output} ${message}`)) ?? [];
  return new ServiceError(`Caddy at \`${name}\` cannot be asked from ${where}: ${what ?? message}`, {
    hint: "See whether Caddy runs and where its `admin` listens, and put right `caddy-admin`. After a change, run this again: it reads the split anew.",
    cause: error,
  });
}
