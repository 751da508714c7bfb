import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { RefusedError } from "../../kit/errors.ts";
import type { DeadMan, DeadManOrder } from "../../stages/ports/router.ts";
import type { Kubectl, Operation } from "../kubernetes/kubectl.ts";

/** One object of the cluster that a Job in it can put back. */
export interface InCluster {
  readonly kubectl: Kubectl;
  /** As `nameOf` makes it. */
  readonly name: string;
  /** Has `kubectl` and `sleep`. */
  readonly image: string;
  /** May patch the object. */
  readonly serviceAccount: string;
  now(): number;
  /** Kind and name of the object, and the patch that makes this split of it whatever it is then. */
  patch(
    split: string,
  ): Promise<{ readonly kind: string; readonly object: string; readonly patch: readonly Operation[] }>;
}

const label = "deploy-actions/dead-man";
const [splitKey, untilKey] = ["deploy-actions/split", "deploy-actions/until"] as const;

const jobShape = z.object({
  metadata: z.object({ name: z.string(), annotations: z._default(z.record(z.string(), z.string()), {}) }),
  status: z._default(z.object({ succeeded: z._default(z.number(), 0), completionTime: z.optional(z.string()) }), {
    succeeded: 0,
  }),
});
type Job = z.infer<typeof jobShape>;

/** A Job that sleeps until the deadline and then patches; each renewal is a new Job before the one before is deleted. */
export function jobDeadMan(place: InCluster): DeadMan {
  const { kubectl, name } = place;
  const jobs = () => kubectl.list("jobs.batch", `${label}=${name}`, jobShape);
  const removeAll = async (all: readonly Job[]) =>
    Promise.all(all.map(({ metadata }) => kubectl.remove("jobs.batch", metadata.name)));
  const set = async (split: string, { within }: DeadManOrder) => {
    const until = new Date(Math.ceil((place.now() + within) / 1000) * 1000).toISOString();
    const job = await jobOf(place, split, { until, within });
    await kubectl.apply([job], { owner: "deploy-actions" });
    return { until, name: job.metadata.name };
  };
  return {
    ways: [],
    async arm(split, order) {
      await removeAll(await jobs());
      const { until } = await set(split, order);
      return { until };
    },
    async renew(order) {
      const earlier = await jobs();
      if (earlier.some(hasFired)) throw fired(name);
      const split = newest(earlier)?.metadata.annotations[splitKey];
      if (split === undefined) return null;
      const { until, name: renewed } = await set(split, order);
      // The one before may have ended its sleep while this was made.
      if ((await jobs()).some(hasFired)) throw fired(name);
      const removed = await removeAll(earlier);
      if (removed.includes(true)) return { until };
      // Somebody else has disarmed it meanwhile.
      await kubectl.remove("jobs.batch", renewed);
      return null;
    },
    disarm: async () => void (await removeAll(await jobs())),
    async state() {
      const all = await jobs();
      const one = all.find(hasFired) ?? newest(all);
      if (one === undefined) return null;
      const until = one.metadata.annotations[untilKey] ?? "an unknown time";
      return { until, firedAt: hasFired(one) ? (one.status.completionTime ?? until) : null };
    },
  };
}

function hasFired({ status }: Job): boolean {
  return status.succeeded > 0;
}

function newest(all: readonly Job[]): Job | undefined {
  const untilOf = ({ metadata }: Job) => metadata.annotations[untilKey] ?? "";
  return all.toSorted((a, b) => (untilOf(a) < untilOf(b) ? 1 : -1))[0];
}

/** `sleep` is the first container and the patch the second: no shell is between them. */
async function jobOf(place: InCluster, split: string, { until, within }: { until: string; within: number }) {
  const { name, image, serviceAccount } = place;
  const { kind, object, patch } = await place.patch(split);
  const labels = { "app.kubernetes.io/managed-by": "deploy-actions", [label]: name };
  const container = { image, resources: {}, securityContext: { allowPrivilegeEscalation: false } };
  const seconds = Math.ceil(within / 1000);
  const words = ["kubectl", "patch", kind, object, "--type=json", `--patch=${JSON.stringify(patch)}`];
  const annotations = { [splitKey]: split, [untilKey]: until };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: `${name}-${randomUUID().slice(0, 8)}`, labels, annotations },
    spec: {
      // A pod that is evicted sleeps again from the beginning.
      backoffLimit: 20,
      activeDeadlineSeconds: seconds * 3 + 3600,
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: serviceAccount,
          restartPolicy: "OnFailure",
          initContainers: [{ ...container, name: "wait", command: ["sleep", String(seconds)] }],
          containers: [{ ...container, name: "put-back", command: words }],
        },
      },
    },
  };
}

function fired(name: string): RefusedError {
  return new RefusedError(`the dead man's switch ${name} has put traffic back already, so it cannot be renewed`);
}
