import * as z from "zod/mini";
import { ServiceError } from "../../../kit/errors.ts";

const constraint = z.object({
  contextName: z.string(),
  operator: z.string(),
  values: z.optional(z.array(z.string())),
  inverted: z.optional(z.boolean()),
  caseInsensitive: z.optional(z.boolean()),
});

const strategy = z.object({
  id: z.string(),
  name: z.string(),
  title: z.optional(z.nullable(z.string())),
  disabled: z.optional(z.nullable(z.boolean())),
  parameters: z.optional(z.record(z.string(), z.string())),
  constraints: z.optional(z.array(constraint)),
  segments: z.optional(z.array(z.number())),
});

const environment = z.object({ name: z.string(), enabled: z.boolean(), strategies: z.array(strategy) });

const feature = z.object({ archived: z.optional(z.boolean()), environments: z.array(environment) });

const segmentList = z.object({ segments: z.array(z.object({ id: z.number(), name: z.string() })) });

export type Constraint = z.infer<typeof constraint>;
export type Strategy = z.infer<typeof strategy>;
/** A flag in all its environments, as far as it is of use here. */
export type Feature = z.infer<typeof feature>;

/** The answer as a flag; an answer of another shape is a ServiceError. */
export function readFeature(body: unknown): Feature {
  return readAs(feature, body, "a flag");
}

/** Ids of segments by their names. */
export function readSegments(body: unknown): ReadonlyMap<string, number> {
  return new Map(readAs(segmentList, body, "segments").segments.map(({ id, name }) => [name, id]));
}

function readAs<S extends z.ZodMiniType>(shape: S, body: unknown, what: string): z.infer<S> {
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const { path = [], message = "" } = read.error?.issues[0] ?? {};
  throw new ServiceError(`Unleash answered something else than ${what} (${path.join(".")}: ${message})`, {
    hint: "Does `unleash-url` lead to Unleash, without `/api`?",
  });
}
