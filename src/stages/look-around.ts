import type { JournalState } from "../core/journal.ts";
import { type ChecklistItem, judgeChecklist, lookAtChecklist } from "../core/preflight/checklist.ts";
import { type CommitCheck, judgeChecks, needsChecks } from "../core/preflight/commit-checks.ts";
import type { Conditions, Contact } from "../core/preflight/conditions.ts";
import { type Finding, met, refused } from "../core/preflight/finding.ts";
import { judgeHistory } from "../core/preflight/history.ts";
import { provenIn } from "../core/proven.ts";
import { readableSpan } from "../core/readable.ts";
import { askAll } from "./ask-all.ts";
import type { PlanTimes } from "./closed-times.ts";
import { lookAtGates } from "./look-at-gates.ts";
import { lookAtTimes } from "./look-at-times.ts";
import { type Failure, isFailure, orFinding } from "./or-finding.ts";
import type { Calendar } from "./ports/calendar.ts";
import type { GitHub } from "./ports/github.ts";
import type { Repository } from "./ports/repository.ts";

/** What the `plan` section asks of a release. */
export interface Asked extends PlanTimes {
  readonly branches?: readonly string[] | undefined;
  readonly checks: "green" | "ignore";
  readonly "required-checks"?: readonly string[] | undefined;
  readonly "verified-in"?: string | undefined;
  /** Milliseconds. */
  readonly "min-age": number;
  readonly "gate-reviewers": "required" | "not-enforced";
  readonly checklist?: readonly ChecklistItem[] | undefined;
  readonly contacts?: readonly Contact[] | undefined;
}

export interface LookAroundOptions {
  readonly asked: Asked;
  readonly commit: string;
  readonly state: JournalState;
  readonly environment: string;
  /** The environments whose approval this run asks for. */
  readonly gates: readonly string[];
  readonly allowsOlder: boolean;
  readonly override: string | undefined;
  readonly actor: string;
  /** The workflow run that asks; null outside of one. */
  readonly ownRun: string | null;
  readonly now: number;
  readonly repository: Pick<Repository, "branchesWith" | "isAncestor" | "isShallow" | "holds">;
  /** Null: nobody can be asked, and the conditions say what was not looked at. */
  readonly github: Pick<GitHub, "checks" | "environment"> | null;
  /** Asked for only where times are configured. */
  readonly calendar: () => Promise<Calendar>;
  /** What the journal of another environment of this application says. */
  readonly stateOf: (environment: string) => Promise<JournalState>;
}

/** Looks at everything that a release has to fulfil. What cannot be looked at is a finding as well, so that all are told. */
export async function lookAround(options: LookAroundOptions): Promise<Conditions> {
  const { asked, github, commit, now, ownRun } = options;
  const mode = { mode: asked.checks, required: asked["required-checks"] ?? [], ownRun };
  const wantsChecks = needsChecks(mode) || (asked.checklist ?? []).some(({ check }) => check !== undefined);
  const [checks, gates, history, proof, times] = await askAll([
    () => orFinding("checks", async () => (github === null || !wantsChecks ? null : github.checks(commit))),
    () => lookAtGates(options),
    () => orFinding("branch", () => lookAtHistory(options)),
    () => orFinding("verified in", () => lookAtProof(options)),
    () => orFinding("times", () => lookAtTimes(options)),
  ]);
  const seen: readonly CommitCheck[] | null = isFailure(checks) ? null : checks;
  const checklist = lookAtChecklist(asked.checklist ?? [], { checks: seen, now });
  const findings = [
    ...(isFailure(checks) ? [checks.failure] : judgeChecks(seen, mode)),
    ...listOf(history),
    ...listOf(proof),
    ...gates.findings,
    ...listOf(times),
    ...judgeChecklist(checklist),
  ];
  return { findings, gates: gates.gates, checklist, contacts: asked.contacts ?? [] };
}

function listOf(answer: readonly Finding[] | Failure): readonly Finding[] {
  return isFailure(answer) ? [answer.failure] : answer;
}

async function lookAtHistory({ asked, commit, state, repository, allowsOlder }: LookAroundOptions) {
  const branches = asked.branches ?? [];
  // Where the live commit is not there, that is an obstacle of its own.
  const live = state.live !== null && (await repository.holds(state.live.commit)) ? state.live : null;
  const facts = {
    commit,
    live,
    branches: branches.length === 0 ? null : await repository.branchesWith(commit),
    isBehindLive: live !== null && (await repository.isAncestor(commit, live.commit)),
    holdsLive: live !== null && (await repository.isAncestor(live.commit, commit)),
    isShallow: await repository.isShallow(),
  };
  return judgeHistory(facts, { branches, allowsOlder });
}

async function lookAtProof({
  asked,
  commit,
  environment,
  now,
  stateOf,
}: LookAroundOptions): Promise<readonly Finding[]> {
  const other = asked["verified-in"];
  if (other === undefined) return [];
  const what = `verified in \`${other}\``;
  if (other === environment) {
    const remedy = `name another environment in \`environments: ${environment}: plan: verified-in\`, or none`;
    return [
      {
        ...refused(what, "a release cannot have proven itself where it still has to go", remedy),
        isAskedWrongly: true,
      },
    ];
  }
  const proof = provenIn(await stateOf(other), { commit, now, minAge: asked["min-age"] });
  if (!proof.isProven)
    return [refused(what, proof.why, `deploy this commit to \`${other}\` first, and let it prove itself`)];
  return [met(what, `good there since ${proof.release.at}, for ${readableSpan(proof.age)}`)];
}
