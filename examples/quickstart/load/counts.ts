/** What came back for one request: an answer that was read to its end, or the reason why there is none. */
export type Outcome =
  | { readonly status: number; readonly commit: string | null; readonly doorError: string | null }
  | { readonly error: string };

export type Kind = "fine" | "switch" | "release" | "other";

/** The requests of one served commit, and those of them that failed, by whose fault it was. */
export interface Tally {
  requests: number;
  /** No connection, a broken answer, or the door's word that it had none: the visitor noticed a switch. */
  switchFailures: number;
  /** The release's own 5xx. */
  releaseFailures: number;
  otherErrors: number;
}

/** Tallies by commit; `none` holds what no release answered. */
export type Tallies = Record<string, Tally>;

/** Whose fault an outcome is. */
export function kindOf(outcome: Outcome): Kind {
  if ("error" in outcome || outcome.doorError !== null) return "switch";
  if (outcome.status >= 500) return "release";
  return outcome.status >= 400 ? "other" : "fine";
}

/** Counts one outcome where it belongs. */
export function count(tallies: Tallies, outcome: Outcome, kind: Kind = kindOf(outcome)): void {
  const commit = ("commit" in outcome && outcome.commit) || "none";
  const tally = tallies[commit] ?? { requests: 0, switchFailures: 0, releaseFailures: 0, otherErrors: 0 };
  tallies[commit] = tally;
  tally.requests += 1;
  if (kind === "switch") tally.switchFailures += 1;
  if (kind === "release") tally.releaseFailures += 1;
  if (kind === "other") tally.otherErrors += 1;
}
