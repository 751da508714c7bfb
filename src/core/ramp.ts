import type { Shift } from "./journal.ts";

/** Groups of people first, then weights: `internal, beta, 25, 100`. */
export interface Steps {
  readonly cohorts: readonly string[];
  readonly steps: readonly number[];
}

/** What is wrong with a list of steps, or null. */
export function stepsProblem(steps: readonly number[], granularity: "any" | "all-or-nothing"): string | null {
  if (steps.length === 0) return "must name at least one step";
  const falls = steps.findIndex((step, i) => i > 0 && step <= (steps[i - 1] ?? 0));
  if (falls > 0) return `must rise; ${steps[falls]} comes after ${steps[falls - 1]}`;
  if (steps.some((step) => step < 1)) return "must be weights from 1 to 100";
  if (steps.at(-1) !== 100) return `must end at 100, not at ${steps.at(-1)}`;
  if (granularity === "all-or-nothing" && steps.length > 1) {
    return "this router knows only 0 and 100; use `steps: 100`";
  }
  return null;
}

export interface RampFacts {
  readonly steps: readonly number[];
  /** Groups that come before any weight, one by one. */
  readonly cohorts?: readonly string[];
  /** Stop after this weight; the rest is another job's. 0 is for none, and for no further group. */
  readonly to: number;
  /** Milliseconds each weight has to have been in effect. */
  readonly soak: number;
  readonly shift: Shift | undefined;
  readonly now: number;
}

export type RampMove =
  /** `cohorts` are all the groups that are on the new release then; absent where they stay as they are. */
  | { readonly move: "set"; readonly weight: number; readonly cohorts?: readonly string[] }
  /** The weight is set and nobody has judged it yet. */
  | { readonly move: "watch"; readonly weight: number }
  | { readonly move: "soak"; readonly weight: number; readonly remaining: number }
  /** The last step asked for has passed. */
  | { readonly move: "arrived"; readonly weight: number };

/** The next move of a ramp, from what the journal says about it. */
export function nextMove({ steps, cohorts = [], to, soak, shift, now }: RampFacts): RampMove {
  const weight = shift?.weight ?? 0;
  const next = nextStep({ steps, cohorts, to, shift });
  if (shift === undefined || !isUnderWay(shift)) return next ?? { move: "arrived", weight: 0 };
  if (shift.passedAt !== weight) return { move: "watch", weight };
  const remaining = Date.parse(shift.setAt) + soak - now;
  if (remaining > 0 && (next !== undefined || weight === 100)) return { move: "soak", weight, remaining };
  return next ?? { move: "arrived", weight };
}

type Set = Extract<RampMove, { move: "set" }>;

function nextStep(facts: Pick<Required<RampFacts>, "steps" | "cohorts" | "to" | "shift">): Set | undefined {
  const { steps, cohorts, to, shift } = facts;
  const weight = shift?.weight ?? 0;
  const on = shift?.cohorts ?? [];
  const cohort = weight > 0 || to < 1 ? undefined : cohorts.find((name) => !on.includes(name));
  if (cohort !== undefined) return { move: "set", weight: 0, cohorts: [...on, cohort] };
  const step = steps.find((step) => step > weight && step <= to);
  return step === undefined ? undefined : { move: "set", weight: step };
}

/**
 * True where somebody gets the new release by this router because of this release: by a weight, by a group, or because all
 * of it was handed over.
 */
export function isUnderWay({ weight, cohorts = [], promoted, kept = false }: Shift): boolean {
  return !kept && (weight > 0 || cohorts.length > 0 || promoted);
}
