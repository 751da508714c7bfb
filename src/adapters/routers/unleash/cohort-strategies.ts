import * as z from "zod/mini";
import { ServiceError } from "../../../kit/errors.ts";
import type { NewStrategy } from "./api.ts";
import type { Constraint, Strategy } from "./shapes.ts";

const word = z.string().check(z.minLength(1));
const words = z.array(word).check(z.minLength(1));

/** Per cohort the name of a segment, a list of user ids, or the values of another field of the context. */
export const cohortShape = z.record(word, z.union([word, words, z.strictObject({ field: word, members: words })]));

export type Cohorts = z.infer<typeof cohortShape>;

/** Titles of the strategies of cohorts begin so, and the cohort's name follows. */
export const cohortTitle = "deploy-actions ";

/** The strategy of a cohort; null where its segment is unknown. */
export function strategyOf(cohorts: Cohorts, segments: ReadonlyMap<string, number>, name: string): NewStrategy | null {
  const members = cohorts[name];
  const title = `${cohortTitle}${name}`;
  if (members === undefined) return null;
  if (typeof members !== "string") return { title, segments: [], constraints: [constraintOf(members)] };
  const id = segments.get(members);
  return id === undefined ? null : { title, segments: [id], constraints: [] };
}

function constraintOf(members: Exclude<Cohorts[string], string>): Constraint {
  const [contextName, values] = Array.isArray(members) ? ["userId", members] : [members.field, members.members];
  return { contextName, operator: "IN", values, inverted: false, caseInsensitive: false };
}

/** Whether the flag's strategy gives the new release to exactly these people. */
export function isStrategyOf(wanted: NewStrategy, found: Strategy): boolean {
  const { name, title, disabled, parameters, segments = [], constraints = [] } = found;
  const isWhole = name === "flexibleRollout" && disabled !== true && parameters?.rollout === "100";
  return isWhole && title === wanted.title && textOf({ segments, constraints }) === textOf(wanted);
}

/** As text in which order does not count. */
function textOf({ segments, constraints }: Pick<NewStrategy, "segments" | "constraints">): string {
  const told = constraints.map(({ contextName, operator, values = [], inverted, caseInsensitive }) =>
    JSON.stringify([contextName, operator, [...values].sort(), inverted === true, caseInsensitive === true]),
  );
  return JSON.stringify([[...segments].sort(), told.sort()]);
}

/** The segment that a cohort is made of is not there. */
export function unknownSegment(cohorts: Cohorts, name: string): ServiceError {
  return new ServiceError(`Unleash has no segment \`${String(cohorts[name])}\` for the cohort \`${name}\``, {
    hint: "Make the segment, or put right `unleash-cohorts`.",
  });
}
