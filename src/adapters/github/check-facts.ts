import type { CheckFact } from "../../stages/ports/github.ts";

interface CheckRun {
  readonly __typename: "CheckRun";
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly url: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly checkSuite: {
    readonly app: { readonly slug: string } | null;
    readonly workflowRun: {
      readonly databaseId: number | null;
      readonly event: string;
      readonly workflow: { readonly name: string };
    } | null;
  };
}

interface StatusContext {
  readonly __typename: "StatusContext";
  readonly context: string;
  readonly state: string;
  readonly targetUrl: string | null;
  readonly createdAt: string;
}

/** One entry of a commit's rollup. */
export type Check = CheckRun | StatusContext;

/** The newest of each name, as the house speaks of it. */
export function checkFacts(found: readonly Check[]): readonly CheckFact[] {
  return newest(found).map(fact);
}

/** Two workflows may have jobs of one name: each speaks for itself. */
function newest(found: readonly Check[]): readonly Check[] {
  const byName = new Map<string, Check>();
  for (const check of found) {
    const known = byName.get(identity(check));
    if (known === undefined || began(check) > began(known)) byName.set(identity(check), check);
  }
  return [...byName.values()];
}

function identity(check: Check): string {
  if (check.__typename === "StatusContext") return JSON.stringify([check.context]);
  const { app, workflowRun } = check.checkSuite;
  return JSON.stringify([check.name, app?.slug, workflowRun?.workflow.name, workflowRun?.event]);
}

/** One that has not begun yet is newer than all that have. */
function began(check: Check): number {
  const at = check.__typename === "StatusContext" ? check.createdAt : check.startedAt;
  return at === null ? Number.POSITIVE_INFINITY : Date.parse(at);
}

const states: Readonly<Record<string, CheckFact["state"]>> = {
  SUCCESS: "success",
  NEUTRAL: "neutral",
  SKIPPED: "neutral",
  PENDING: "pending",
  EXPECTED: "pending",
};

function fact(check: Check): CheckFact {
  if (check.__typename === "StatusContext") {
    const state = states[check.state] ?? "failure";
    const endedAt = state === "pending" ? null : check.createdAt;
    return { name: check.context, state, url: check.targetUrl, endedAt, run: null };
  }
  const state = check.status === "COMPLETED" ? (states[check.conclusion ?? ""] ?? "failure") : "pending";
  const run = check.checkSuite.workflowRun?.databaseId?.toString() ?? null;
  return { name: check.name, state, url: check.url, endedAt: check.completedAt, run };
}
