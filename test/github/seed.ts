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

/** The state that a seed describes. */
export function stateOf(seed: Seed, now: string): S.State {
  const state: S.State = {
    ...{ repository: { ...repository, ...seed.repository }, refs: {}, protectedBranches: [], commits: {} },
    ...{ pulls: [], issues: [], comments: [], checks: [], statuses: [], environments: [], runs: [], jobs: [] },
    ...{ reviews: [], deployments: [], users: [], teams: [], counter: { next: 1000 } },
  };
  add(state, seed, now);
  for (const login of ["alice", "bob"]) state.users.push({ login, id: state.counter.next++, type: "User" });
  const owner = state.repository.full_name.split("/")[0] ?? "";
  state.users.push({ login: owner, id: state.counter.next++, type: "Organization" });
  return state;
}

/**
 * Adds facts to a state; what is there already (by number, id or name) is changed. Ids count up, so that whatever was
 * made later has the higher one.
 */
export function add(state: S.State, seed: Seed, now: string): void {
  const id = () => state.counter.next++;
  Object.assign(state.repository, seed.repository);
  for (const [name, sha] of Object.entries(seed.branches ?? {})) state.refs[`refs/heads/${name}`] = sha;
  state.protectedBranches.push(...(seed.protectedBranches ?? []));
  for (const commit of seed.commits ?? []) state.commits[commit.sha] = commitOf(commit, now);
  for (const one of seed.pulls ?? [])
    put(state.pulls, one, "number", () => pullOf(one, { number: one.number ?? id(), now }));
  for (const one of seed.issues ?? []) put(state.issues, one, "number", () => ({ ...issueOf(id(), now), ...one }));
  for (const one of seed.comments ?? []) put(state.comments, one, "id", () => commentOf(one, { id: id(), now }));
  for (const one of seed.checks ?? []) put(state.checks, one, "id", () => checkOf(one, { id: id(), now }));
  for (const one of seed.statuses ?? []) put(state.statuses, one, "id", () => commitStatusOf(one, { id: id(), now }));
  for (const one of seed.environments ?? [])
    put(state.environments, one, "name", () => ({ ...environmentOf(one.name, id()), ...one }));
  for (const one of seed.runs ?? []) put(state.runs, one, "id", () => runOf(one, now));
  for (const one of seed.jobs ?? []) put(state.jobs, one, "id", () => jobOf(one, { id: id(), now }));
  state.reviews.push(...(seed.reviews ?? []));
  for (const one of seed.deployments ?? []) state.deployments.push(deploymentOf(one, { id, now }));
  for (const login of seed.users ?? []) state.users.push({ login, id: id(), type: "User" });
  for (const { slug, members = [] } of seed.teams ?? []) state.teams.push({ slug, id: id(), members: [...members] });
}

function put<T extends object, K extends keyof T>(list: T[], given: Partial<T>, key: K, make: () => T): void {
  const known = given[key] === undefined ? undefined : list.find((one) => one[key] === given[key]);
  if (known === undefined) list.push(make());
  else Object.assign(known, given);
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

function commentOf(one: Partial<S.Comment> & { readonly number: number }, { id, now }: Given): S.Comment {
  return { ...{ id, body: "", author: "alice", createdAt: now, updatedAt: now }, ...one };
}

function commitStatusOf(
  one: Partial<S.CommitStatus> & { sha: string; context: string },
  { id, now }: Given,
): S.CommitStatus {
  return { ...{ id, state: "success", description: null, url: null, createdAt: now }, ...one };
}

/** An environment that nothing protects. */
export function environmentOf(name: string, id: number): S.Environment {
  const open = { reviewers: [], preventSelfReview: false, waitTimer: 0, branchPolicy: null, branches: [], tags: [] };
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
