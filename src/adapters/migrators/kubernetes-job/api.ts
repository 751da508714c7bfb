import * as z from "zod/mini";
import { type ActionError, CommandError, ServiceError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import type { Access } from "../../executors/kubectl/access.ts";
import { wholeOutput } from "../../executors/whole-output.ts";
import { explained, isLost } from "./failures.ts";

/** The paths of the cluster's API in one namespace, asked by `kubectl`: nothing but what they need has to be allowed. */
export interface Api {
  get<S extends z.ZodMiniType>(path: string, shape: S, signal?: AbortSignal): Promise<z.infer<S>>;
  text(path: string, signal?: AbortSignal): Promise<string>;
  post(path: string, body: object, signal?: AbortSignal): Promise<void>;
  remove(path: string): Promise<void>;
}

/** The connection failed, and not the request. */
export class LostError extends ServiceError {}

const everyCode = Array.from({ length: 255 }, (_, index) => index + 1);
/** Milliseconds for one answer. */
const patience = 30_000;

export function apiOf(way: Access, exec: Executor): Api {
  const ask = async (words: readonly string[], { stdin, signal }: How) => {
    const result = await exec.run([...way.words, ...words], {
      ...{ okCodes: everyCode, timeout: patience },
      ...(stdin === undefined ? {} : { stdin }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (result.code !== 0) throw failure(result.stderr);
    return result.stdout;
  };
  return {
    async get(path, shape, signal) {
      const answer = await whole(exec, [...way.words, "get", "--raw", path], signal);
      try {
        return z.parse(shape, JSON.parse(answer));
      } catch (cause) {
        throw new ServiceError("the cluster's answer is not what was expected", { cause });
      }
    },
    // It is shown, so it is redacted.
    text: (path, signal) => ask(["get", "--raw", path], { signal }),
    async post(path, body, signal) {
      await ask(["create", "--raw", path, "-f", "-"], { stdin: JSON.stringify(body), signal });
    },
    async remove(path) {
      await ask(["delete", "--raw", path], {});
    },
  };
}

interface How {
  readonly stdin?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Names in the answer are asked for again: as they are, and whatever its length. */
async function whole(exec: Executor, words: Words, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await wholeOutput(exec, words, { timeout: patience, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode === null) throw error;
    throw failure(error.output);
  }
}

function failure(said: string): ActionError {
  return isLost(said)
    ? new LostError("the API server of the cluster cannot be reached", { cause: said })
    : explained(said);
}
