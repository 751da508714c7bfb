import * as z from "zod/mini";
import type { Route } from "./route.ts";

const conditionShape = z.object({
  type: z.string(),
  status: z.string(),
  observedGeneration: z._default(z.number(), 0),
});
export const refShape = z.object({
  name: z.string(),
  namespace: z.optional(z.string()),
  sectionName: z.optional(z.string()),
  port: z.optional(z.number()),
});
const parentShape = z.object({ parentRef: refShape, conditions: z._default(z.array(conditionShape), []) });
export const statusShape = z.object({ parents: z._default(z.array(parentShape), []) });

/** Whether every gateway has accepted this state of the route; unknown where none says anything at all. */
export function acceptance({ metadata, spec, status }: Route): "in-effect" | "not-yet" | "unknown" {
  const parents = status?.parents ?? [];
  if (parents.length === 0) return "unknown";
  const isTold = (type: string, { conditions }: z.infer<typeof parentShape>) =>
    conditions.some(({ type: its, status, observedGeneration }) => {
      return its === type && status === "True" && observedGeneration >= metadata.generation;
    });
  const keyOf = (ref: z.infer<typeof refShape>) =>
    JSON.stringify([ref.namespace ?? metadata.namespace, ref.name, ref.sectionName ?? "", ref.port ?? 0]);
  const heard = new Set(parents.map(({ parentRef }) => keyOf(parentRef)));
  const isHeard = (spec.parentRefs ?? []).every((ref) => heard.has(keyOf(ref)));
  const isGood = parents.every((parent) => isTold("Accepted", parent) && isTold("ResolvedRefs", parent));
  return isHeard && isGood ? "in-effect" : "not-yet";
}
