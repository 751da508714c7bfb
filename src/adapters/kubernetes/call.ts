import { text } from "node:stream/consumers";
import * as z from "zod/mini";
import type { Effects } from "../../kit/effects.ts";
import { CommandError, ServiceError } from "../../kit/errors.ts";
import { access, type Cluster } from "../executors/kubectl/access.ts";
import { explain, LostError } from "./failures.ts";

/** One call of `kubectl`. */
export interface Call {
  readonly words: readonly string[];
  /** Begins the message of a failure: "the Service `web` cannot be read". */
  readonly what: string;
  readonly stdin?: string;
}

/** Milliseconds for one answer, and how often a read is tried. */
const [patience, tries] = [20_000, 3];

/** What it prints; its failure as one of ours. */
export async function once(cluster: Cluster, effects: Effects, { words, what, stdin }: Call, signal?: AbortSignal) {
  await using way = await access(cluster, effects);
  const all = [...way.words, ...words, `--request-timeout=${patience}ms`] as const;
  // A stream gives every byte as it is: nothing is redacted in what is written back.
  const asked = effects.exec.stream(all, {
    timeout: patience + 10_000,
    ...(stdin === undefined ? {} : { stdin }),
    ...(signal === undefined ? {} : { signal }),
  });
  const [answer, ended] = await Promise.allSettled([text(asked.stdout), asked.done]);
  if (ended.status === "fulfilled" && answer.status === "fulfilled") return answer.value;
  const failure = ended.status === "rejected" ? ended.reason : (answer as PromiseRejectedResult).reason;
  if (!(failure instanceof CommandError)) throw failure;
  throw explain(what, failure.exitCode === null ? failure.message : failure.output);
}

/** Asks again where the cluster did not answer. */
export async function insist(effects: Effects, ask: () => Promise<string>, signal?: AbortSignal): Promise<string> {
  for (let left = tries - 1; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LostError) || left === 0) throw error;
    }
    await effects.sleep(500 * (tries - left), signal);
  }
}

/** The JSON in its shape. */
export function understand<S extends z.ZodMiniType>(shape: S, answer: string, what: string): z.infer<S> {
  try {
    return z.parse(shape, JSON.parse(answer));
  } catch (cause) {
    throw new ServiceError(`${what} is not what was expected: \`kubectl\` answered something else`, { cause });
  }
}
