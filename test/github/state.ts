/** What the fake knows, as plain data: it is what `GET /-/state` answers. Times are ISO 8601. */
export interface State {
  readonly repository: Repository;
  readonly refs: Record<string, string>;
  readonly protectedBranches: string[];
  readonly commits: Record<string, Commit>;
  readonly pulls: Pull[];
  readonly issues: Issue[];
  readonly comments: Comment[];
  readonly checks: CheckRun[];
  readonly statuses: CommitStatus[];
  readonly environments: Environment[];
  readonly runs: Run[];
  readonly jobs: Job[];
  readonly reviews: ReviewFact[];
  readonly deployments: Deployment[];
  readonly users: User[];
  readonly teams: Team[];
  readonly counter: { next: number };
}

export interface Repository {
  /** `owner/name`. */
  full_name: string;
  isPrivate: boolean;
  plan: "free" | "pro" | "team" | "enterprise";
  defaultBranch: string;
  /** "Allow GitHub Actions to create and approve pull requests": off at GitHub unless somebody switches it on. */
  mayActionsOpenPulls: boolean;
  workflowPermissions: "read" | "write";
}

export interface Commit {
  sha: string;
  parents: string[];
  message: string;
  author: string;
  email: string;
  date: string;
}

export interface Pull {
  number: number;
  title: string;
  body: string;
  author: string;
  state: "open" | "closed";
  head: string;
  base: string;
  headSha: string;
  mergeCommit: string | null;
  mergedAt: string | null;
  createdAt: string;
  /** Commits that came with it, besides the merge commit. */
  commits: string[];
  /** Whether `revertPullRequest` says that it cannot. */
  hasRevertConflict: boolean;
}

export interface Issue {
  number: number;
  title: string;
  body: string;
  author: string;
  state: "open" | "closed";
  labels: string[];
  createdAt: string;
}

export interface Comment {
  id: number;
  /** Of the issue or pull request. */
  number: number;
  body: string;
  author: string;
  createdAt: string;
  updatedAt: string;
}

export interface CheckRun {
  id: number;
  sha: string;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
  startedAt: string | null;
  completedAt: string | null;
  /** The workflow run that it belongs to. */
  run: number | null;
  app: string;
}

export interface CommitStatus {
  id: number;
  sha: string;
  context: string;
  state: "error" | "failure" | "pending" | "success";
  description: string | null;
  url: string | null;
  createdAt: string;
}

export interface Environment {
  id: number;
  name: string;
  /** Logins, or `org/team`. */
  reviewers: string[];
  preventSelfReview: boolean;
  /** Minutes, as GitHub counts. */
  waitTimer: number;
  branchPolicy: "protected" | "selected" | null;
  branches: string[];
  tags: string[];
  adminsBypass: boolean;
  customRules: number;
}

export interface Run {
  id: number;
  attempt: number;
  name: string;
  status: string;
  conclusion: string | null;
  sha: string;
  branch: string;
  event: string;
  path: string;
  actor: string;
  createdAt: string;
  /** Environments whose reviewers its waiting jobs wait for. */
  waitingFor: string[];
}

export interface Job {
  id: number;
  run: number;
  attempt: number;
  name: string;
  status: string;
  conclusion: string | null;
  startedAt: string;
  completedAt: string | null;
}

export interface ReviewFact {
  run: number;
  environments: string[];
  state: "approved" | "rejected" | "pending";
  user: string;
  comment: string;
}

export interface DeploymentStatus {
  id: number;
  state: "error" | "failure" | "inactive" | "in_progress" | "queued" | "pending" | "success" | "waiting";
  description: string;
  logUrl: string;
  environmentUrl: string;
  creator: string;
  createdAt: string;
}

export interface Deployment {
  id: number;
  sha: string;
  ref: string;
  task: string;
  environment: string;
  description: string | null;
  payload: unknown;
  isTransient: boolean;
  isProduction: boolean;
  creator: string;
  createdAt: string;
  /** Oldest first. */
  statuses: DeploymentStatus[];
}

export interface User {
  login: string;
  id: number;
  type: "User" | "Bot" | "Organization";
}

export interface Team {
  /** `org/slug`. */
  slug: string;
  id: number;
  members: string[];
}
