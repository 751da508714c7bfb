import type { Shift } from "./journal.ts";

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
  /** Stop after this weight; the rest is another job's. */
  readonly to: number;
  /** Milliseconds each weight has to have been in effect. */
  readonly soak: number;
  readonly shift: Shift | undefined;
  readonly now: number;
}

export type RampMove =
  | { readonly move: "set"; readonly weight: number }
  /** The weight is set and nobody has judged it yet. */
  | { readonly move: "watch"; readonly weight: number }
  | { readonly move: "soak"; readonly weight: number; readonly remaining: number }
  /** The last step asked for has passed. */
  | { readonly move: "arrived"; readonly weight: number };

/** The next move of a ramp, from what the journal says about it. */
export function nextMove({ steps, to, soak, shift, now }: RampFacts): RampMove {
  const weight = shift?.weight ?? 0;
  if (shift === undefined || weight === 0) return { move: "set", weight: steps[0] ?? 100 };
  if (shift.passedAt !== weight) return { move: "watch", weight };
  const next = steps.find((step) => step > weight && step <= to);
  const remaining = Date.parse(shift.setAt) + soak - now;
  if (remaining > 0 && (next !== undefined || weight === 100)) return { move: "soak", weight, remaining };
  return next === undefined ? { move: "arrived", weight } : { move: "set", weight: next };
}
