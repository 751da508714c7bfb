import * as z from "zod/mini";
import type { Kubectl } from "../../kubernetes/kubectl.ts";
import type { Place, Selector } from "./selector.ts";

const podShape = z.object({
  metadata: z.object({ uid: z.string(), deletionTimestamp: z.optional(z.string()) }),
  status: z.object({ conditions: z.optional(z.array(z.object({ type: z.string(), status: z.string() }))) }),
});
const endpointShape = z.object({
  conditions: z.optional(z.object({ ready: z.nullish(z.boolean()) })),
  targetRef: z.optional(z.object({ uid: z.optional(z.string()) })),
});
const sliceShape = z.object({ endpoints: z.nullish(z.array(endpointShape)) });

/** The uids of the pods that a Service with this selector would reach. */
export async function readyPods(kubectl: Kubectl, selector: Selector): Promise<ReadonlySet<string>> {
  const chosen = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  const pods = await kubectl.list("pods", chosen.join(","), podShape);
  const ready = pods.filter(({ metadata, status }) => {
    const isReady = status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
    return isReady && metadata.deletionTimestamp === undefined;
  });
  return new Set(ready.map(({ metadata }) => metadata.uid));
}

/** Whether every endpoint that gets traffic is a ready pod of that selector, and there is one. */
export async function endsOnlyIn({ kubectl, name }: Place, selector: Selector): Promise<boolean> {
  const slices = await kubectl.list(
    "endpointslices.discovery.k8s.io",
    `kubernetes.io/service-name=${name}`,
    sliceShape,
  );
  const pods = await readyPods(kubectl, selector);
  const ends = slices.flatMap(({ endpoints }) => endpoints ?? []);
  const used = ends.filter(({ conditions }) => conditions?.ready !== false);
  return used.length > 0 && used.every(({ targetRef }) => pods.has(targetRef?.uid ?? ""));
}
