import { text } from "node:stream/consumers";
import * as z from "zod/mini";
import { ServiceError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import { saidBy } from "../remote/prepare.ts";
import type { Access } from "./access.ts";
import { explain } from "./failures.ts";

/** Milliseconds for one answer of the cluster. */
const patience = 30_000;

const status = z.object({ name: z.string(), state: z.optional(z.record(z.string(), z.unknown())) });
/** What is read of a pod. */
export const podShape = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    annotations: z.optional(z.record(z.string(), z.string())),
    deletionTimestamp: z.optional(z.string()),
  }),
  spec: z.object({ containers: z.array(z.object({ name: z.string() })) }),
  status: z.object({ phase: z.optional(z.string()), containerStatuses: z.optional(z.array(status)) }),
});
const requirement = z.object({ key: z.string(), operator: z.string(), values: z.optional(z.array(z.string())) });
/** What is read of a deployment or a stateful set. */
export const ownerShape = z.object({
  spec: z.object({
    selector: z.object({
      matchLabels: z.optional(z.record(z.string(), z.string())),
      matchExpressions: z.optional(z.array(requirement)),
    }),
  }),
});
export type Pod = z.infer<typeof podShape>;

interface Question {
  readonly way: Access;
  readonly exec: Executor;
  readonly signal: AbortSignal;
  readonly where: string;
}

/** Asks the cluster for objects; `words` are those of `kubectl get`. */
export async function get<S extends z.ZodMiniType>(
  { way, exec, signal, where }: Question,
  shape: S,
  words: readonly string[],
): Promise<z.infer<S>> {
  const asked = exec.stream([...way.words, "get", ...words, "-o", "json"], { signal, timeout: patience });
  try {
    const answer = await text(asked.stdout);
    await asked.done;
    return z.parse(shape, JSON.parse(answer));
  } catch (error) {
    await asked.done.catch((failure: unknown) => {
      const { exitCode, message } = failure as { exitCode?: number | null; message: string };
      if (exitCode === undefined) throw failure;
      throw explain(where, exitCode === null ? message : saidBy(failure), null);
    });
    throw new ServiceError(`the cluster's answer about ${where} is not what was expected`, { cause: error });
  }
}
