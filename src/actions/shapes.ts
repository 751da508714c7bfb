import * as z from "zod/mini";
import { isJsonPath } from "../core/checks.ts";
import { duration, structure } from "../kit/fields.ts";

const words = z.union([z.string(), z.array(z.string()).check(z.minLength(1))]);
const jsonPath = z.string().check(z.refine(isJsonPath, { error: "must be a path such as $.status or $.items[0].id" }));
const milliseconds = duration({ description: "A time.", required: true });
/** A duration as text (`90s`, `24h`), in milliseconds once read. */
export const time = z.pipe(
  z.string(),
  z.transform((text) => milliseconds.parse(text)),
);
const path = z.string().check(z.regex(/^\//, { error: "must begin with /" }));

const expectation = z.strictObject({
  status: z.optional(z.int().check(z.minimum(100), z.maximum(599))),
  json: z.optional(z.record(jsonPath, z.unknown())),
  contains: z.optional(z.string()),
  within: z.optional(time),
});

const methods = ["get", "post", "put", "patch", "delete", "head"] as const;

/** One smoke-test check as it is written: exactly one method with its path, and what is expected. */
export const check = z
  .strictObject({
    name: z.optional(z.string()),
    get: z.optional(path),
    post: z.optional(path),
    put: z.optional(path),
    patch: z.optional(path),
    delete: z.optional(path),
    head: z.optional(path),
    headers: z.optional(z.record(z.string(), z.string())),
    body: z.optional(z.unknown()),
    expect: z.optional(expectation),
  })
  .check(
    z.refine((value) => methods.filter((method) => value[method] !== undefined).length === 1, {
      error: `must have exactly one of ${methods.join(", ")}`,
    }),
  );

/** How an address proves which release it serves. */
export const releaseCheck = z.strictObject({
  get: path,
  json: jsonPath,
  equals: z.string().check(z.minLength(1)),
  times: z.optional(z.int().check(z.minimum(1), z.maximum(20))),
});

/** The method of a check and its path. */
export function methodOf(value: z.infer<typeof check>): { readonly method: string; readonly path: string } {
  const method = methods.find((name) => value[name] !== undefined) ?? "get";
  return { method: method.toUpperCase(), path: value[method] ?? "/" };
}

/** `before`, `after` and `time-limit`, which every section takes. */
export const hookInputs = {
  before: structure(z.array(words), {
    description: "Commands (argument lists) to run before this stage; each is in the journal.",
  }),
  after: structure(z.array(words), {
    description: "Commands (argument lists) to run after this stage; each is in the journal.",
  }),
  "time-limit": duration({
    description:
      "How long this stage may take, its commands included. Then it is stopped with every program it has started, and what follows is what follows its failure; what puts things back is never stopped. Without it, as long as the job.",
  }),
};
