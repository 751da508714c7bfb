/** Counts, not rates: how a release behaved in a time range. Times in milliseconds. */
export interface Counts {
  readonly requests: number;
  readonly errors: number;
  readonly latencies?: { readonly p50: number; readonly p95: number; readonly p99: number; readonly n: number };
  readonly from: Date;
  readonly to: Date;
}

/** `idle`: the source works and saw no request. `broken`: it could not tell. */
export type Sample = Counts | { readonly none: "idle" | "broken"; readonly why: string };

export interface Limits {
  /** Highest share of failed requests that still passes, in percent. */
  readonly maxErrorRate: number;
  /** Milliseconds; absent means not judged. */
  readonly maxLatencyP95?: number | undefined;
  /** Fewer requests than this prove nothing. */
  readonly minRequests: number;
  readonly onNoData: "hold" | "fail" | "pass";
}

/** What the evidence says, with the numbers; `inconclusive` never promotes. */
export interface Verdict {
  readonly verdict: "pass" | "fail" | "inconclusive";
  readonly reason: string;
  readonly requests: number;
  readonly errors: number;
}

/** Judges one sample by fixed limits. */
export function judge(sample: Sample, limits: Limits): Verdict {
  if ("none" in sample) return withoutData(sample, limits);
  const { requests, errors } = sample;
  if (!isSound(sample))
    return { verdict: "inconclusive", reason: "the counts contradict themselves", requests, errors };
  const told = `${errors} of ${requests} requests failed (${rate(errors, requests)}, limit ${limits.maxErrorRate} %)`;
  const needed = Math.max(1, limits.minRequests);
  if (requests < needed) {
    return { verdict: "inconclusive", reason: `${told}; ${needed} are needed to judge`, requests, errors };
  }
  if ((errors / requests) * 100 > limits.maxErrorRate) return { verdict: "fail", reason: told, requests, errors };
  const p95 = sample.latencies?.p95;
  if (limits.maxLatencyP95 === undefined) return { verdict: "pass", reason: told, requests, errors };
  const slow = `p95 latency ${p95 === undefined ? "unknown" : `${Math.round(p95)} ms`} (limit ${limits.maxLatencyP95} ms)`;
  if (p95 === undefined) return { verdict: "inconclusive", reason: `${told}; ${slow}`, requests, errors };
  return { verdict: p95 > limits.maxLatencyP95 ? "fail" : "pass", reason: `${told}; ${slow}`, requests, errors };
}

/** A source that answers nonsense (no number, more errors than requests) must not pass by comparison. */
function isSound({ requests, errors, latencies }: Counts): boolean {
  const isCount = (value: number) => Number.isInteger(value) && value >= 0;
  return isCount(requests) && isCount(errors) && errors <= requests && !Number.isNaN(latencies?.p95);
}

function withoutData(sample: { readonly none: "idle" | "broken"; readonly why: string }, limits: Limits): Verdict {
  const reason = `no data: ${sample.why}`;
  const decided = { hold: "inconclusive", fail: "fail", pass: "pass" } as const;
  // A source that is broken has not seen silence: no policy turns that into a pass.
  const verdict = sample.none === "broken" && limits.onNoData === "pass" ? "inconclusive" : decided[limits.onNoData];
  return { verdict, reason, requests: 0, errors: 0 };
}

function rate(errors: number, requests: number): string {
  return requests === 0 ? "no requests" : `${((errors / requests) * 100).toFixed(1)} %`;
}
