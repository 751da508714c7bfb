import {
  type Approval,
  ageProblem,
  approvalKey,
  decideGate,
  type GateTerms,
  reviewsOf,
  usedProblem,
} from "../core/approval.ts";
import type { JournalState, OpenRelease } from "../core/journal.ts";
import { runOf } from "../core/lease.ts";
import type { RunIdentity } from "../kit/effects.ts";
import { CancelledError, RefusedError } from "../kit/errors.ts";
import type { GitHub } from "./ports/github.ts";

export interface GateOptions {
  /** Environments whose approval this step needs. */
  readonly gates: readonly string[];
  readonly run: RunIdentity;
  readonly github: () => Promise<GitHub | null>;
  readonly terms: GateTerms;
}

const anew = "Start a new run; a re-run does not bypass the gate.";

/**
 * Asks GitHub whether every gate was passed in this very run, and refuses where one was not or nobody can tell. Answers
 * with the approvals, for the journal. Touches nothing.
 */
export async function checkGates({ gates, run, github, terms }: GateOptions): Promise<readonly Approval[]> {
  if (gates.length === 0) return [];
  const asked = named(gates);
  const id = runOf(run);
  if (id === null) throw unverifiable(asked, "this is no run of a GitHub workflow");
  const api = await github();
  if (api === null) throw unverifiable(asked, "there is no `github-token` to ask GitHub with");
  const [jobs, reviews, rules] = await ask(asked, async () => {
    const [jobs, reviews] = await Promise.all([api.jobs(id), api.reviews(id)]);
    // Who has reviewed had to: only where nobody has, it matters who has to.
    const rulesOf = (gate: string) => (reviewsOf(gate, reviews).length > 0 ? null : api.environment(gate));
    return [jobs, reviews, await Promise.all(gates.map(rulesOf))] as const;
  });
  const decisions = gates.map((gate, i) =>
    decideGate({ gate, run: id, jobs, reviews, reviewers: rules[i]?.reviewers ?? null }, terms),
  );
  const shut = decisions.filter((decision) => !decision.isOpen);
  if (shut.length > 0) throw refused(shut.map(({ why }) => why).join("; "), shut[0]?.hint ?? anew);
  return decisions.flatMap((decision) => (decision.isOpen ? [decision.approval] : []));
}

/** Refuses approvals that have opened a release before; `open` is the one that they are wanted for, if it is there already. */
export function refuseUsed(
  approvals: readonly Pick<Approval, "run" | "gate">[],
  { usedApprovals }: JournalState,
  open: OpenRelease | null,
): void {
  const problem = usedProblem(approvals, usedApprovals, open?.approvals ?? []);
  if (problem !== null) throw refused(problem, anew);
}

/**
 * The approvals that a further step of an open release still has to get: those that this run has not shown yet. A release
 * of another run is not taken on by this one's approval, and another attempt does not live on an old one.
 */
export function gatesToCheck(open: OpenRelease, { gates, run, terms }: Omit<GateOptions, "github">): readonly string[] {
  if (gates.length === 0) return [];
  const id = runOf(run) ?? "";
  if (runOf(open.openedBy) !== id) {
    const who = open.openedBy.url ?? `${open.openedBy.actor} at a terminal`;
    throw refused(
      `${open.version} was opened by another run (${who}), which this run's approval is not about`,
      "Wait until it is finished, or take it back with `deploy-actions rollback`.",
    );
  }
  const held = (gate: string) => open.approvals.find((one) => approvalKey(one) === approvalKey({ run: id, gate }));
  if (open.openedBy.id !== run.id && attemptOf(open.openedBy.id) !== attemptOf(run.id)) {
    const old = gates.flatMap((gate) => {
      const approval = held(gate);
      return approval === undefined ? [] : (ageProblem(gate, Date.parse(approval.at), terms) ?? []);
    });
    if (old.length > 0) throw refused(old.join("; "), anew);
  }
  return gates.filter((gate) => held(gate) === undefined);
}

function attemptOf(id: string): string | undefined {
  return id.split("/")[1];
}

/** What cannot be asked is not approved. */
async function ask<T>(asked: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    throw unverifiable(asked, (error as Error).message, error);
  }
}

function unverifiable(asked: string, why: string, cause?: unknown): RefusedError {
  return new RefusedError(`whether ${asked} was approved cannot be verified: ${why}`, {
    cause,
    hint: "Run this in a workflow job with `github-token` and `permissions: actions: read`. Nothing was changed.",
  });
}

function refused(why: string, hint: string): RefusedError {
  return new RefusedError(`not approved: ${why}`, { hint });
}

function named(gates: readonly string[]): string {
  return gates.map((gate) => `\`${gate}\``).join(", ");
}
