/** A gate's yes, copied from GitHub, which may forget it. */
export interface Approval {
  /** The environment that asked. */
  readonly gate: string;
  /** The workflow run that it was given in. */
  readonly run: string;
  readonly user: string;
  readonly comment: string;
  /** When the gate's job ended, ISO 8601: GitHub tells no time of the review itself. */
  readonly at: string;
}

/** What GitHub says of one gate in one run. */
export interface GateFacts {
  readonly gate: string;
  readonly run: string;
  /** Who has to approve; null where the environment does not exist. Of no matter where somebody has. */
  readonly reviewers: readonly string[] | null;
  readonly reviews: readonly {
    readonly environments: readonly string[];
    readonly state: "approved" | "rejected" | "pending";
    readonly user: string;
    readonly comment: string;
  }[];
  /** The newest attempt of each job of the run. */
  readonly jobs: readonly {
    readonly name: string;
    readonly conclusion: string | null;
    readonly endedAt: string | null;
  }[];
}

export interface GateTerms {
  /** The runner's clock, milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds that an approval counts. */
  readonly validFor: number;
  readonly reviewers: "required" | "not-enforced";
}

export type GateDecision =
  | { readonly isOpen: true; readonly approval: Approval }
  | { readonly isOpen: false; readonly why: string; readonly hint: string };

/** How far GitHub's clock may be ahead of the runner's, milliseconds. */
export const clockSkew = 5 * 60_000;

const again = "Start a new run; a re-run does not bypass the gate.";

/** Whether the gate was passed in this run, by whom it had to be, and not too long ago. Whatever is not known is a no. */
export function decideGate(facts: GateFacts, terms: GateTerms): GateDecision {
  const { gate, run } = facts;
  const passed = gateEnd(facts);
  if (typeof passed !== "number") return passed;
  const old = ageProblem(gate, passed, terms);
  if (old !== null) return closed(old, again);
  const review = decideReview(facts, terms);
  if ("why" in review) return review;
  return { isOpen: true, approval: { gate, run, ...review, at: new Date(passed).toISOString() } };
}

/** Why an approval that was given at `at` counts no more, or not yet; null where it counts. */
export function ageProblem(gate: string, at: number, { now, validFor }: GateTerms): string | null {
  if (at > now + clockSkew)
    return `\`${gate}\` was passed at ${iso(at)}, which this runner's clock says is yet to come`;
  if (now - at < validFor) return null;
  return `\`${gate}\` was passed at ${iso(at)}, longer ago than the ${hours(validFor)} that an approval counts`;
}

/** The name by which the journal knows that an approval was used. */
export function approvalKey({ run, gate }: Pick<Approval, "run" | "gate">): string {
  return `${run}/${gate}`;
}

/**
 * Why these approvals may not be used any more: each opens one release. `held` are those that the release at hand, if one
 * is open, was opened or taken on with.
 */
export function usedProblem(
  gates: readonly Pick<Approval, "run" | "gate">[],
  used: readonly string[],
  held: readonly Approval[],
): string | null {
  const spent = gates.filter(
    (gate) => used.includes(approvalKey(gate)) && !held.some((one) => approvalKey(one) === approvalKey(gate)),
  );
  if (spent.length === 0) return null;
  const names = spent.map(({ gate }) => `\`${gate}\``).join(", ");
  return `the approval of ${names} in run ${spent[0]?.run} was used already for an earlier release`;
}

/** Every job that calls itself by the gate's name has to have ended well; the one that ended first counts. */
function gateEnd({ gate, run, jobs }: GateFacts): number | Extract<GateDecision, { isOpen: false }> {
  const name = `gate ${gate}`;
  const found = jobs.filter((job) => job.name === name || job.name.endsWith(` / ${name}`));
  if (found.length === 0)
    return closed(`run ${run} has no job \`${name}\``, `Name the job that waits at it \`${name}\`.`);
  const bad = found.find(({ conclusion }) => conclusion !== "success");
  if (bad !== undefined) return closed(`the job \`${bad.name}\` ${ended(bad.conclusion)}`, again);
  const ends = found.map(({ endedAt }) => Date.parse(endedAt ?? ""));
  if (ends.some(Number.isNaN)) return closed(`GitHub does not say when \`${name}\` ended`, again);
  return Math.min(...ends);
}

function ended(conclusion: string | null): string {
  return conclusion === null ? "has not ended" : `ended with \`${conclusion}\``;
}

function decideReview(
  { gate, reviewers, reviews }: GateFacts,
  terms: GateTerms,
): Pick<Approval, "user" | "comment"> | Extract<GateDecision, { isOpen: false }> {
  const about = reviewsOf(gate, reviews);
  const rejected = about.find(({ state }) => state === "rejected");
  if (rejected !== undefined) return closed(`${rejected.user} has rejected \`${gate}\` in this run`, again);
  const approved = about.findLast(({ state }) => state === "approved");
  if (approved !== undefined) return { user: approved.user, comment: approved.comment };
  if (reviewers === null)
    return closed(`the GitHub environment \`${gate}\` does not exist`, "Create it, with its reviewers.");
  if (reviewers.length > 0) return closed(`nobody has approved \`${gate}\` in this run`, again);
  if (terms.reviewers === "not-enforced") return { user: "nobody", comment: "this gate has no required reviewers" };
  return closed(
    `\`${gate}\` has no required reviewers, so nobody had to approve`,
    "Give the environment required reviewers, or set `plan: gate-reviewers: not-enforced`.",
  );
}

/** The reviews that are about a gate; GitHub's names of environments know no case. */
export function reviewsOf(gate: string, reviews: GateFacts["reviews"]): GateFacts["reviews"] {
  return reviews.filter(({ environments }) => environments.some((name) => name.toLowerCase() === gate.toLowerCase()));
}

function closed(why: string, hint: string): Extract<GateDecision, { isOpen: false }> {
  return { isOpen: false, why, hint };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function hours(milliseconds: number): string {
  return milliseconds % 3_600_000 === 0 ? `${milliseconds / 3_600_000} h` : `${Math.round(milliseconds / 1000)} s`;
}
