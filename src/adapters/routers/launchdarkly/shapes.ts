import * as z from "zod/mini";
import { ServiceError } from "../../../kit/errors.ts";

const weighted = z.object({ variation: z.number(), weight: z.number(), _untracked: z.optional(z.boolean()) });

const rollout = z.object({
  variations: z.array(weighted),
  bucketBy: z.optional(z.string()),
  contextKind: z.optional(z.string()),
  seed: z.optional(z.number()),
  experimentAllocation: z.optional(z.unknown()),
});

const clause = z.object({
  attribute: z.string(),
  op: z.string(),
  values: z.array(z.unknown()),
  contextKind: z.optional(z.string()),
  negate: z.optional(z.boolean()),
});

const served = { variation: z.optional(z.number()), rollout: z.optional(rollout) };

const rule = z.object({
  ...served,
  _id: z.string(),
  description: z.optional(z.string()),
  ref: z.optional(z.string()),
  clauses: z.array(clause),
});

const environment = z.object({
  on: z.boolean(),
  archived: z.optional(z.boolean()),
  offVariation: z.optional(z.number()),
  fallthrough: z.optional(z.object(served)),
  rules: z.optional(z.array(rule)),
});

const flag = z.object({
  archived: z.optional(z.boolean()),
  variations: z.array(z.object({ _id: z.string(), name: z.optional(z.string()), value: z.unknown() })),
  environments: z.optional(z.record(z.string(), environment)),
});

/** A flag as the API tells it, as far as it is of use here. */
export type Flag = z.infer<typeof flag>;
export type FlagEnvironment = z.infer<typeof environment>;
export type Clause = z.infer<typeof clause>;
export type FlagRule = z.infer<typeof rule>;
/** What a rule gives to whom it matches: one variation (an index) or a rollout. */
export type Served = Pick<FlagRule, "variation" | "rollout">;

/** The answer as a flag; an answer of another shape is a ServiceError. */
export function readFlag(body: unknown): Flag {
  const read = flag.safeParse(body);
  if (read.success) return read.data;
  const { path = [], message = "" } = read.error.issues[0] ?? {};
  throw new ServiceError(`LaunchDarkly answered something else than a flag (${path.join(".")}: ${message})`, {
    hint: "Does `launchdarkly-url` lead to LaunchDarkly?",
  });
}
