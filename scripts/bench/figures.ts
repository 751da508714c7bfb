/** One measured number, and what it ought to be at most. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  /** At most this; null where there is no promise. */
  readonly target: number | null;
  /** How it came about: runs, spread, circumstances. */
  readonly how: string;
}

/** `x` is a ratio of two medians of the same run. */
export type Unit = "x" | "ms" | "requests" | "%" | "calls" | "MB";

/** The middle of the values; of the two in the middle the mean. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error("nothing was measured");
  return (low + high) / 2;
}

/** The smallest and the largest value, for people. */
export function spread(values: readonly number[], unit: string): string {
  return `${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))} ${unit}`;
}

/**
 * The share that failures stay below with 95 % confidence, when `failed` of `requests` have failed.
 * For none it is the rule of three: 3 / requests.
 */
export function upperBound(failed: number, requests: number): number {
  if (requests === 0) return 1;
  let [low, high] = [failed, failed * 2 + 10];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (atMost(failed, middle) > 0.05) low = middle;
    else high = middle;
  }
  return Math.min(1, high / requests);
}

/** How probable it is to see at most so many events where `expected` are expected (Poisson). */
function atMost(events: number, expected: number): number {
  let term = Math.exp(-expected);
  let sum = term;
  for (let event = 1; event <= events; event++) {
    term *= expected / event;
    sum += term;
  }
  return sum;
}
