import * as z from "zod/mini";
import type { Clause } from "./shapes.ts";
import type { Found } from "./state.ts";

const key = z.string().check(z.minLength(1));
const keys = z.array(key).check(z.minLength(1));

/** Per cohort the key of a segment, a list of keys of users, or the keys of another kind of contexts. */
export const cohortShape = z.record(key, z.union([key, keys, z.strictObject({ kind: key, members: keys })]));

/** One clause for each cohort. */
export type CohortClauses = ReadonlyMap<string, Clause>;

/** The clause that matches exactly the people of each cohort. */
export function clausesOf(cohorts: z.infer<typeof cohortShape>): CohortClauses {
  return new Map(Object.entries(cohorts).map(([name, members]) => [name, clauseOf(members)]));
}

function clauseOf(members: z.infer<typeof cohortShape>[string]): Clause {
  if (typeof members === "string") {
    return { contextKind: "user", attribute: "segmentMatch", op: "segmentMatch", negate: false, values: [members] };
  }
  const isList = Array.isArray(members);
  const [contextKind, values] = isList ? ["user", members] : [members.kind, members.members];
  return { contextKind, attribute: "key", op: "in", negate: false, values };
}

/** A rule of the flag that gives a configured cohort the new release. */
export interface CohortRule {
  readonly name: string;
  readonly ruleId: string;
}

/** Found by what the rules say: descriptions are for people, who change them. */
export function cohortRules({ rules, ruleId, onIndex }: Found, clauses: CohortClauses): readonly CohortRule[] {
  return [...clauses].flatMap(([name, clause]) =>
    rules
      .filter((rule) => rule._id !== ruleId && rule.variation === onIndex && rule.rollout === undefined)
      .filter((rule) => rule.clauses.length === 1 && rule.clauses.every((one) => textOf(one) === textOf(clause)))
      .map((rule) => ({ name, ruleId: rule._id })),
  );
}

/** One clause as text in which order does not count. */
function textOf({ attribute, op, values, contextKind, negate }: Clause): string {
  const sorted = values.map((value) => JSON.stringify(value)).sort();
  const base = [op, negate === true, sorted];
  // Which segment it is says it all; the rest of such a clause differs by who has written it.
  return JSON.stringify(op === "segmentMatch" ? base : [...base, attribute, contextKind || "user"]);
}
