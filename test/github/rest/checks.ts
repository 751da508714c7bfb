import { fill } from "../description/fill.ts";
import { commitAt, type Operations, ok, type Place, page, unprocessable } from "../place.ts";
import type { CheckRun, CommitStatus, State } from "../state.ts";
import { pageOf, repositoryUrl } from "./shapes.ts";

/** Check runs and commit statuses. */
export const checkOperations: Operations = {
  "repos/get-combined-status-for-ref": (ask) => {
    const sha = commitAt(ask.state, ask.path.ref ?? "");
    if (sha === undefined) return unprocessable(`No commit found for SHA: ${ask.path.ref}`);
    const newest = newestStatuses(ask.state, sha);
    const { items, headers } = page(ask, newest);
    const url = `${repositoryUrl(ask)}/commits/${sha}`;
    const facts = { state: combined(newest), sha, total_count: newest.length, commit_url: url, url: `${url}/status` };
    return ok(fill("combined-commit-status", { ...facts, statuses: items.map(statusFacts) }), headers);
  },
  "checks/list-for-ref": (ask) => {
    const sha = commitAt(ask.state, ask.path.ref ?? "");
    if (sha === undefined) return unprocessable(`No commit found for SHA: ${ask.path.ref}`);
    const all = ask.state.checks.filter((check) => check.sha === sha && isAsked(check, ask.query));
    const found = ask.query.get("filter") === "all" ? all : newestChecks(all);
    const { items, headers } = page(ask, found);
    return ok({ total_count: found.length, check_runs: items.map((check) => checkShape(ask, check)) }, headers);
  },
};

/** The newest status of each context. */
export function newestStatuses(state: State, sha: string): readonly CommitStatus[] {
  const byContext = new Map<string, CommitStatus>();
  for (const status of state.statuses) if (status.sha === sha) byContext.set(status.context, status);
  return [...byContext.values()];
}

/** The newest check run of each name of each app. */
export function newestChecks(checks: readonly CheckRun[]): readonly CheckRun[] {
  const byName = new Map<string, CheckRun>();
  for (const check of checks) byName.set(`${check.app} ${check.name} ${check.run}`, check);
  return [...byName.values()];
}

/** The page of a check run; that of a workflow's job names the run. */
export function checkPage(place: Place, check: CheckRun): string {
  return check.run === null
    ? `${pageOf(place)}/runs/${check.id}`
    : `${pageOf(place)}/actions/runs/${check.run}/job/${check.id}`;
}

function isAsked(check: CheckRun, query: URLSearchParams): boolean {
  const is = (name: string, value: string) => query.get(name) === null || query.get(name) === value;
  return is("check_name", check.name) && is("status", check.status);
}

function combined(statuses: readonly CommitStatus[]): string {
  if (statuses.some(({ state }) => state === "failure" || state === "error")) return "failure";
  return statuses.length > 0 && statuses.every(({ state }) => state === "success") ? "success" : "pending";
}

function statusFacts({ id, context, state, description, url, createdAt }: CommitStatus): Record<string, unknown> {
  const times = { created_at: createdAt, updated_at: createdAt };
  return { id, node_id: `SC_${id}`, context, state, description, target_url: url, avatar_url: null, ...times };
}

function checkShape(place: Place, check: CheckRun): unknown {
  const url = checkPage(place, check);
  return fill("check-run", {
    id: check.id,
    node_id: `CR_${check.id}`,
    name: check.name,
    head_sha: check.sha,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    url: `${repositoryUrl(place)}/check-runs/${check.id}`,
    html_url: url,
    details_url: url,
    check_suite: { id: check.run ?? check.id },
    app: { id: 15368, slug: check.app, name: check.app },
  });
}
