import * as z from "zod/mini";
import { ServiceError } from "../../../kit/errors.ts";
import type { Share } from "./state.ts";

const written = z.strictObject({
  on: z.boolean(),
  rollout: z.int().check(z.minimum(0), z.maximum(100)),
  stickiness: z.string(),
  groupId: z.string(),
  cohorts: z.array(z.string()),
});

/** What of a flag makes the split: whether it is on, the rollout of its strategy, and the cohorts. */
export type Written = z.infer<typeof written>;

export function rawOf(isOn: boolean, { rollout, stickiness, groupId }: Share, cohorts: readonly string[]): string {
  const text: Written = { on: isOn, rollout, stickiness, groupId, cohorts: [...cohorts].sort() };
  return JSON.stringify(text);
}

/** Reads what `rawOf` has written; anything else, or an unknown cohort, is a ServiceError. */
export function parseRaw(raw: string, known: readonly string[]): Written {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    value = undefined;
  }
  const read = written.safeParse(value);
  if (read.success && read.data.cohorts.every((name) => known.includes(name))) return read.data;
  throw new ServiceError("what is to be put back is no split of this flag", {
    hint: "Name in `unleash-cohorts` the cohorts that were there then.",
  });
}
