/** One request of a probe across a switch. */
export interface ProbedRequest {
  /** Wall clock at which it was sent, milliseconds. */
  readonly at: number;
  /** `lost`: no answer, or a proxy that had nobody to ask. `error`: the release's own failure. */
  readonly outcome: "ok" | "error" | "lost";
}

/** What a probe has seen across one switch. Times in milliseconds, shares in percent. */
export interface SwitchProof {
  readonly requests: number;
  /** Requests without an answer, or answered by a proxy that had nobody to ask. */
  readonly lost: number;
  /** Answers that are failures of the release itself: they are judged elsewhere. */
  readonly errors: number;
  /** The longest time in which nothing was answered. */
  readonly longestGap: number;
  /** With 95 % confidence no larger share is lost than this. */
  readonly bound: number;
  /** Requests that were due and could not be sent: they prove nothing. */
  readonly unsent: number;
}

/** Adds up what was probed, in any order. */
export function switchProof(requests: readonly ProbedRequest[], unsent: number): SwitchProof {
  const sorted = requests.toSorted((a, b) => a.at - b.at);
  const lost = sorted.filter(({ outcome }) => outcome === "lost").length;
  const errors = sorted.filter(({ outcome }) => outcome === "error").length;
  return {
    requests: sorted.length,
    lost,
    errors,
    longestGap: longestGap(sorted),
    bound: upperBound(lost, sorted.length),
    unsent,
  };
}

/** From the last answered request before lost ones to the first one after them; 0 where none was lost. */
function longestGap(sorted: readonly ProbedRequest[]): number {
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return 0;
  let longest = 0;
  let answered = first.at;
  let isOpen = false;
  for (const { at, outcome } of sorted) {
    if (outcome === "lost") isOpen = true;
    else {
      if (isOpen) longest = Math.max(longest, at - answered);
      answered = at;
      isOpen = false;
    }
  }
  return isOpen ? Math.max(longest, last.at - answered) : longest;
}

/**
 * The exact (Clopper-Pearson) upper end of a one-sided 95 % interval of a share, in percent: at that share, as few as
 * `lost` of `n` would be seen in one trial of twenty.
 */
export function upperBound(lost: number, n: number): number {
  if (n === 0 || lost >= n) return 100;
  if (lost === 0) return (1 - 0.05 ** (1 / n)) * 100;
  let [low, high] = [lost / n, 1];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (atMost(lost, n, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high * 100;
}

/** The chance of at most `k` in `n`, each with chance `p`; by logarithms, so that thousands do not underflow. */
function atMost(k: number, n: number, p: number): number {
  let term = n * Math.log1p(-p);
  let sum = Math.exp(term);
  for (let i = 1; i <= k; i++) {
    term += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(term);
  }
  return sum;
}

/** The proof as one sentence for the operator. */
export function tellProof({ requests, lost, errors, longestGap, bound, unsent }: SwitchProof): string {
  if (requests === 0) return "no request was sent across the switch, so nothing is proven";
  const gap = longestGap === 0 ? "no gap" : `longest gap ${Math.round(longestGap)} ms`;
  const own = errors === 0 ? "" : `, ${errors} failed in the release itself`;
  const left = unsent === 0 ? "" : `; ${unsent} could not be sent in time`;
  return `${requests} requests across the switch, ${lost} lost, ${gap}; with 95 % confidence less than ${bound.toFixed(2)} % are lost${own}${left}`;
}

/** The share of lost requests, in percent. */
export function lossOf({ lost, requests }: SwitchProof): number {
  return requests === 0 ? 0 : (lost / requests) * 100;
}

/**
 * Why a switch is not accepted, or null; `most` is the highest share of lost requests, and `before` the share that was lost
 * before anything was switched, both in percent.
 */
export function proofProblem(proof: SwitchProof, most: number, before = 0): string | null {
  if (proof.requests === 0) return "no request was sent across the switch";
  const share = lossOf(proof);
  if (share <= most + before) return null;
  const already = before === 0 ? "" : `; ${before.toFixed(1)} % were lost before`;
  return `the switch lost ${proof.lost} of ${proof.requests} requests (${share.toFixed(2)} %, limit ${most} %${already}), longest gap ${Math.round(proof.longestGap)} ms`;
}
