import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod/mini";
import type { Effects } from "../../kit/effects.ts";
import { CommandError, ServiceError } from "../../kit/errors.ts";
import type { Words } from "../../kit/executor.ts";
import { access, type Cluster } from "../executors/kubectl/access.ts";
import { explain, LostError } from "./failures.ts";

/** One call of `kubectl`. */
export interface Call {
  readonly words: readonly string[];
  /** Begins the message of a failure: "the Service `web` cannot be read". */
  readonly what: string;
  readonly stdin?: string;
  /** A JSON patch; `kubectl` takes it from a file alone where it is too long for a command line. */
  readonly patch?: string;
}

/** Milliseconds for one answer, and how often a read is tried within that time. */
const [patience, tries] = [20_000, 3];

/** What it prints; its failure as one of ours. */
export async function once(cluster: Cluster, effects: Effects, asked: Call, signal?: AbortSignal): Promise<string> {
  await using way = await access(cluster, effects);
  await using patch = await fileOf(asked.patch, effects);
  const all = [...way.words, ...asked.words, ...patch.words, `--request-timeout=${patience}ms`] as const;
  // Awaited here: the files are removed when this ends.
  return await run(all, asked, effects, signal);
}

async function fileOf(text: string | undefined, { temporary }: Effects) {
  if (text === undefined) return { words: [], async [Symbol.asyncDispose]() {} };
  const folder = await mkdtemp(join(temporary, "kubectl-"));
  await writeFile(join(folder, "patch"), text, { mode: 0o600 });
  return {
    words: [`--patch-file=${join(folder, "patch")}`],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function run(all: Words, { what, stdin }: Call, effects: Effects, signal?: AbortSignal): Promise<string> {
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

/** Asks again where the cluster did not answer; not where it was silent all the time. */
export async function insist(effects: Effects, ask: () => Promise<string>, signal?: AbortSignal): Promise<string> {
  const start = effects.monotonic();
  for (let left = tries - 1; ; left--) {
    try {
      return await ask();
    } catch (error) {
      const isLate = effects.monotonic() - start >= patience;
      if (!(error instanceof LostError) || left === 0 || isLate) throw error;
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
