import * as z from "zod/mini";
import { time } from "../shapes.ts";

const filled = z.string().check(z.minLength(1));
const names = z.array(filled);
const value = z.union([z.string(), z.number(), z.boolean()]);
const places = ["files", "process", "secret", "config-map"] as const;

const environment = z
  .strictObject({
    name: z.optional(filled),
    files: z.optional(names.check(z.minLength(1))),
    process: z.optional(z.literal(true)),
    secret: z.optional(filled),
    "config-map": z.optional(filled),
    namespace: z.optional(filled),
    context: z.optional(filled),
    required: z.optional(names),
    forbidden: z.optional(z.union([names, z.record(z.string(), value)])),
    format: z.optional(z.record(z.string(), filled)),
    "same-keys-as": z.optional(filled),
  })
  .check(
    z.refine((written) => places.filter((place) => written[place] !== undefined).length === 1, {
      error: `must have exactly one of ${places.join(", ")}`,
    }),
  );

const image = z.strictObject({
  image: filled,
  username: z.optional(filled),
  password: z.optional(filled),
  insecure: z.optional(z.boolean()),
});

const status = z.union([z.int().check(z.minimum(100), z.maximum(599)), z.string().check(z.regex(/^[1-5](xx|\d\d)$/))]);
const http = z.strictObject({
  get: filled,
  name: z.optional(filled),
  status: z.optional(z.union([status, z.array(status)])),
  headers: z.optional(z.record(z.string(), z.string())),
  within: z.optional(time),
});

const amount = z.union([filled, z.number()]);
const kubernetes = z.strictObject({
  namespace: filled,
  context: z.optional(filled),
  cpu: z.optional(amount),
  memory: z.optional(amount),
  pods: z.optional(z.int().check(z.minimum(1))),
  secrets: z.optional(names),
});

/** What a release needs outside of it. */
export const requirements = z.strictObject({
  environment: z.optional(z.array(environment)),
  images: z.optional(z.array(z.union([filled, image]))),
  http: z.optional(z.array(z.union([filled, http]))),
  redis: z.optional(names),
  tcp: z.optional(names),
  kubernetes: z.optional(z.array(kubernetes)),
});
