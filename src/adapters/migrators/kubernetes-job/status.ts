import * as z from "zod/mini";

const text = z.optional(z.nullable(z.string()));
export const jobShape = z.object({
  metadata: z.object({ name: z.string() }),
  status: z.optional(
    z.object({
      conditions: z.optional(z.array(z.object({ type: z.string(), status: z.string(), reason: text, message: text }))),
    }),
  ),
});
const state = z.optional(
  z.object({
    waiting: z.optional(z.object({ reason: text, message: text })),
    terminated: z.optional(z.object({ exitCode: z.number(), reason: text })),
  }),
);
const containers = z.optional(z.array(z.object({ name: z.string(), state })));
export const podsShape = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.optional(z.object({ containerStatuses: containers, initContainerStatuses: containers })),
    }),
  ),
});
export const eventsShape = z.object({ items: z.array(z.object({ type: text, reason: text, message: text })) });
export const jobsShape = z.object({ items: z.array(jobShape) });

export type Job = z.infer<typeof jobShape>;
export type Pods = z.infer<typeof podsShape>["items"];
export type Events = z.infer<typeof eventsShape>["items"];

export type Outcome =
  | { readonly kind: "running" }
  | { readonly kind: "complete" }
  | { readonly kind: "failed"; readonly reason: string; readonly message: string }
  /** Nothing has run, and nothing will. */
  | { readonly kind: "stuck"; readonly why: string };

/** Reasons for which a container never starts, however long one waits. */
const hopeless =
  /^(ImagePullBackOff|InvalidImageName|ErrImageNeverPull|CreateContainerConfigError|CreateContainerError|RunContainerError)$/;

/** Both ends count: who waits for `Complete` alone waits for ever. */
export function outcomeOf(job: Job, pods: Pods, events: Events): Outcome {
  const ended = endOf(job);
  if (ended !== null) return ended;
  for (const { status } of pods) {
    const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
    const waiting = all.map((container) => container.state?.waiting).find((one) => hopeless.test(one?.reason ?? ""));
    if (waiting !== undefined) return { kind: "stuck", why: `${waiting.reason}: ${waiting.message ?? "no message"}` };
  }
  const refused = pods.length === 0 ? events.find(({ reason }) => reason === "FailedCreate") : undefined;
  return refused === undefined ? { kind: "running" } : { kind: "stuck", why: refused.message ?? "FailedCreate" };
}

export function endOf({ status }: Job): Outcome | null {
  const isTrue = (type: string) => status?.conditions?.find((one) => one.type === type && one.status === "True");
  const failed = isTrue("Failed");
  if (failed !== undefined) return { kind: "failed", reason: failed.reason ?? "Failed", message: failed.message ?? "" };
  return isTrue("Complete") === undefined ? null : { kind: "complete" };
}

/** Of the container that ended the Job; null where none is known. */
export function exitCodeOf(pods: Pods): number | null {
  const codes = pods.flatMap(({ status }) =>
    [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].flatMap(
      ({ state }) => state?.terminated?.exitCode ?? [],
    ),
  );
  return codes.find((code) => code !== 0) ?? codes[0] ?? null;
}
