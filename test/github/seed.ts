import type * as S from "./state.ts";

/** What a test says about a repository; the rest is made up. `commits` may be the output of `commitsOf`. */
export interface Seed {
  readonly repository?: Partial<S.Repository>;
  /** Branches by name, with the commit they stand at. */
  readonly branches?: Readonly<Record<string, string>>;
  readonly protectedBranches?: readonly string[];
  readonly commits?: readonly (Partial<S.Commit> & { readonly sha: string })[];
  readonly pulls?: readonly Partial<S.Pull>[];
  readonly issues?: readonly Partial<S.Issue>[];
  readonly comments?: readonly (Partial<S.Comment> & { readonly number: number })[];
  readonly checks?: readonly (Partial<S.CheckRun> & { readonly sha: string; readonly name: string })[];
  readonly statuses?: readonly (Partial<S.CommitStatus> & { readonly sha: string; readonly context: string })[];
  readonly environments?: readonly (Partial<S.Environment> & { readonly name: string })[];
  readonly runs?: readonly (Partial<S.Run> & { readonly id: number })[];
  readonly jobs?: readonly (Partial<S.Job> & { readonly run: number; readonly name: string })[];
  readonly reviews?: readonly S.ReviewFact[];
  readonly deployments?: readonly (Partial<Omit<S.Deployment, "statuses">> & {
    readonly sha: string;
    readonly statuses?: readonly Partial<S.DeploymentStatus>[];
  })[];
  /** Logins of people. */
  readonly users?: readonly string[];
  readonly teams?: readonly { readonly slug: string; readonly members?: readonly string[] }[];
}

/** The state that a seed describes. Ids count up, so that whatever was made later has the higher one. */
export function stateOf(seed: Seed, now: string): S.State {
  const counter = { next: 1000 };
  const id = () => counter.next++;
  const owner = seed.repository?.full_name?.split("/")[0] ?? "acme";
  const state: S.State = {
    repository: { ...repository, ...seed.repository },
    refs: Object.fromEntries(Object.entries(seed.branches ?? {}).map(([name, sha]) => [`refs/heads/${name}`, sha])),
    protectedBranches: [...(seed.protectedBranches ?? [])],
    commits: Object.fromEntries((seed.commits ?? []).map((commit) => [commit.sha, commitOf(commit, now)])),
    pulls: (seed.pulls ?? []).map((pull) => pullOf(pull, { number: pull.number ?? id(), now })),
    issues: (seed.issues ?? []).map((issue) => ({ ...issueOf(id(), now), ...issue })),
    comments: (seed.comments ?? []).map((one) => ({
      ...{ id: id(), body: "", author: "alice", createdAt: now, updatedAt: now },
      ...one,
    })),
    checks: (seed.checks ?? []).map((check) => checkOf(check, { id: id(), now })),
    statuses: (seed.statuses ?? []).map((status) => ({
      ...{ id: id(), state: "success" as const, description: null, url: null, createdAt: now },
      ...status,
    })),
    environments: (seed.environments ?? []).map((one) => ({ ...environmentOf(one.name, id()), ...one })),
    runs: (seed.runs ?? []).map((run) => runOf(run, now)),
    jobs: (seed.jobs ?? []).map((job) => jobOf(job, { id: id(), now })),
    reviews: [...(seed.reviews ?? [])],
    deployments: (seed.deployments ?? []).map((one) => deploymentOf(one, { id, now })),
    users: ["alice", "bob", ...(seed.users ?? [])].map((login) => ({ login, id: id(), type: "User" as const })),
    teams: (seed.teams ?? []).map(({ slug, members = [] }) => ({ slug, id: id(), members: [...members] })),
    counter,
  };
  state.users.push({ login: owner, id: id(), type: "Organization" });
  return state;
}

const repository: S.Repository = {
  full_name: "acme/shop",
  isPrivate: false,
  plan: "enterprise",
  defaultBranch: "main",
  mayActionsOpenPulls: true,
  workflowPermissions: "read",
};

interface Given {
  readonly id: number;
  readonly now: string;
}

function commitOf(commit: Partial<S.Commit> & { readonly sha: string }, now: string): S.Commit {
  return { parents: [], message: "A change", author: "alice", email: "alice@example.com", date: now, ...commit };
}

function pullOf(pull: Partial<S.Pull>, { number, now }: { readonly number: number; readonly now: string }): S.Pull {
  const isMerged = pull.mergeCommit !== undefined && pull.mergeCommit !== null;
  return {
    number,
    title: `Pull request ${number}`,
    body: "",
    author: "alice",
    state: isMerged ? "closed" : "open",
    head: `change-${number}`,
    base: "main",
    headSha: pull.mergeCommit ?? "0".repeat(40),
    mergeCommit: null,
    mergedAt: isMerged ? now : null,
    createdAt: now,
    commits: [],
    hasRevertConflict: false,
    ...pull,
  };
}

function issueOf(number: number, now: string): S.Issue {
  return { number, title: "", body: "", author: "alice", state: "open", labels: [], createdAt: now };
}

function checkOf(check: Partial<S.CheckRun> & { sha: string; name: string }, { id, now }: Given): S.CheckRun {
  const status = check.status ?? "completed";
  return {
    id,
    status,
    conclusion: status === "completed" ? "success" : null,
    startedAt: now,
    completedAt: status === "completed" ? now : null,
    run: null,
    app: "github-actions",
    ...check,
  };
}

/** An environment that nothing protects. */
export function environmentOf(name: string, id: number): S.Environment {
  const open = { reviewers: [], preventSelfReview: false, waitTimer: 0, branchPolicy: null, branches: [] };
  return { id, name, ...open, adminsBypass: true, customRules: 0 };
}

function runOf(run: Partial<S.Run> & { readonly id: number }, now: string): S.Run {
  return {
    attempt: 1,
    name: "deploy",
    status: "in_progress",
    conclusion: null,
    sha: "0".repeat(40),
    branch: "main",
    event: "push",
    path: ".github/workflows/deploy.yml",
    actor: "alice",
    createdAt: now,
    waitingFor: [],
    ...run,
  };
}

function jobOf(job: Partial<S.Job> & { readonly run: number; readonly name: string }, { id, now }: Given): S.Job {
  const status = job.status ?? "completed";
  const isOver = status === "completed";
  return {
    ...{ id, attempt: 1, status, conclusion: isOver ? "success" : null, startedAt: now },
    completedAt: isOver ? now : null,
    ...job,
  };
}

function deploymentOf(
  one: NonNullable<Seed["deployments"]>[number],
  { id, now }: { readonly id: () => number; readonly now: string },
): S.Deployment {
  const { statuses = [], ...facts } = one;
  const environment = one.environment ?? "production";
  return {
    ...{ id: id(), ref: one.sha, task: "deploy", environment, description: null, payload: {}, isTransient: false },
    ...{ isProduction: environment === "production", creator: "github-actions[bot]", createdAt: now },
    ...facts,
    statuses: statuses.map((status) => statusOf(status, { id: id(), now: one.createdAt ?? now })),
  };
}

/** A deployment status; `in_progress` unless it says otherwise. */
export function statusOf(status: Partial<S.DeploymentStatus>, { id, now }: Given): S.DeploymentStatus {
  return {
    ...{ id, state: "in_progress", description: "", logUrl: "", environmentUrl: "" },
    ...{ creator: "github-actions[bot]", createdAt: now },
    ...status,
  };
}
