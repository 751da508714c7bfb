import * as z from "zod/mini";
import { ServiceError } from "../../../kit/errors.ts";
import type { Instruction } from "./api.ts";
import { type CohortClauses, cohortRules } from "./cohort-rules.ts";
import { cohortInstructions, shareInstruction } from "./instructions.ts";
import type { Found, Share } from "./state.ts";

const percent = z.int().check(z.minimum(0), z.maximum(100));

const written = z.strictObject({
  on: z.boolean(),
  share: z.union([
    z.strictObject({ everybody: z.enum(["on", "off"]) }),
    z.strictObject({ green: percent, bucketBy: z.string(), contextKind: z.string() }),
  ]),
  cohorts: z.array(z.string()),
});

/** What of a flag makes the split, as text: whether it is on, what the rule gives, and the cohorts. */
export type Written = z.infer<typeof written>;

export function rawOf(found: Found, share: Share, clauses: CohortClauses): string {
  const names = new Set(cohortRules(found, clauses).map(({ name }) => name));
  const text: Written = { on: found.isOn, share, cohorts: [...names].sort() };
  return JSON.stringify(text);
}

/** Reads what `rawOf` has written; anything else, or an unknown cohort, is a ServiceError. */
export function parseRaw(raw: string, clauses: CohortClauses): Written {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    value = undefined;
  }
  const read = written.safeParse(value);
  if (read.success && read.data.cohorts.every((name) => clauses.has(name))) return read.data;
  throw new ServiceError("what is to be put back is no split of this flag", {
    hint: "Name in `launchdarkly-cohorts` the cohorts that were there then.",
  });
}

/** Makes the flag what was written down, in one patch. */
export function restoring(found: Found, target: Written, clauses: CohortClauses): readonly Instruction[] {
  const share = shareInstruction(found, target.share);
  const cohorts = cohortInstructions(found, target.cohorts, clauses);
  if (found.isOn === target.on) return [share, ...cohorts];
  return target.on ? [share, ...cohorts, { kind: "turnFlagOn" }] : [{ kind: "turnFlagOff" }, share, ...cohorts];
}
