import { type SwitchProof, tellProof } from "../../../src/core/switch-proof.ts";
import { type Figure, median, spread } from "../figures.ts";

/** A window with fewer answers proves nothing of what is promised. */
export const fewest = 3_000;
export const rate = 500;

/** Milliseconds of each turn: until the new slot has everything, and until the old one has it back. */
export interface Times {
  readonly forth: readonly number[];
  readonly back: readonly number[];
}

/** What was seen across one switch, and by which slots it was answered. */
export interface Crossing {
  readonly what: string;
  readonly proof: SwitchProof;
  readonly bySlot: Readonly<Record<string, number>>;
  /** Wall clock of the decision, and those at which the lost requests were sent; milliseconds. */
  readonly decidedAt: number;
  readonly lostAt: readonly number[];
  /** Some of the reasons why a request was lost. */
  readonly reasons: readonly string[];
}

/** The middle and the worst of the turns, both ways. */
export function timeFigures(name: string, { forth, back }: Times, limit: number, told: string): readonly Figure[] {
  const ways = [
    ["decision to effect", forth],
    ["all traffic taken back", back],
  ] as const;
  return ways.flatMap(([way, times]) => {
    const figure = (which: string, value: number, how: string): Figure => {
      return { what: `${name}: ${way}, ${which} of ${times.length}`, value, unit: "ms", target: limit, how };
    };
    return [figure("median", median(times), told), figure("worst", Math.max(...times), spread(times, "ms"))];
  });
}

/** What was lost across a switch. Throws where too little was sent, or nothing of the switch was seen. */
export function lossFigure(name: string, crossing: Crossing): Figure {
  const { what, proof, bySlot, reasons, decidedAt, lostAt } = crossing;
  const missing = ["blue", "green"].filter((slot) => (bySlot[slot] ?? 0) === 0);
  if (missing.length > 0) throw new Error(`${name}: no request was answered by ${missing.join(" or ")}: ${reasons}`);
  if (proof.requests < fewest) throw new Error(`${name}: ${proof.requests} requests were sent, not ${fewest}`);
  return {
    what: `${name}: requests lost, ${what}`,
    value: proof.lost,
    unit: "requests",
    target: 0,
    how: [`${rate}/s`, tellProof(proof), ...(proof.lost > 0 ? [timesOf(lostAt, decidedAt), ...reasons] : [])].join(
      "; ",
    ),
  };
}

/** Whoever was lost long before the decision was lost by a machine that is too busy. */
function timesOf(lostAt: readonly number[], decidedAt: number): string {
  const [first, last] = [Math.min(...lostAt), Math.max(...lostAt)].map((at) => `${Math.round(at - decidedAt)} ms`);
  return `sent from ${first} to ${last} after the decision`;
}
