/** Whether the checks of a commit speak for it; `pending` also where one of them has not ended. */
export interface CheckFact {
  /** The name of the check run or the context of the commit status. */
  readonly name: string;
  readonly state: "success" | "failure" | "pending" | "neutral";
  readonly url: string | null;
  /** ISO 8601; null while it runs. */
  readonly endedAt: string | null;
  /** The workflow run that it belongs to; null for a status or a check of an app. */
  readonly run: string | null;
}

/** What protects a GitHub environment. */
export interface EnvironmentRules {
  readonly name: string;
  /** Users and teams of whom one has to approve; empty where nobody has to. */
  readonly reviewers: readonly string[];
  readonly preventsSelfReview: boolean;
  /** Milliseconds. */
  readonly waitTimer: number;
  /** Null where every branch and tag may use it. */
  readonly branchPolicy: "protected" | "selected" | null;
  readonly adminsBypass: boolean;
  /** Custom protection rules (GitHub Apps): they cannot go with `deployment: false`. */
  readonly customRules: number;
}

/** What to create an environment with. */
export interface EnvironmentWish {
  readonly name: string;
  /** Logins and `org/team` slugs; at most six. */
  readonly reviewers: readonly string[];
  /** Milliseconds, whole minutes. */
  readonly waitTimer: number;
  readonly preventSelfReview: boolean;
  /** Name patterns; empty: protected branches only where `protectedBranches`, else every branch. */
  readonly branches: readonly string[];
  /** Name patterns of tags: a run for a tag is let in by these alone, never by a branch. */
  readonly tags?: readonly string[];
  readonly protectedBranches: boolean;
}

/** One review of a run's gate. GitHub tells no time: the end of the gate's job is when it took effect. */
export interface Review {
  readonly environments: readonly string[];
  readonly state: "approved" | "rejected" | "pending";
  readonly user: string;
  readonly comment: string;
}

export interface JobFact {
  readonly id: number;
  /** As GitHub shows it: `deploy / gate production-approve` in a called workflow. */
  readonly name: string;
  readonly attempt: number;
  readonly status: string;
  /** `success`, `failure`, `cancelled`, `skipped` ...; null while it has not ended. */
  readonly conclusion: string | null;
  readonly endedAt: string | null;
}

export type DeploymentState = "in_progress" | "queued" | "pending" | "success" | "failure" | "error" | "inactive";

/** A GitHub Deployment and its newest status. */
export interface DeploymentFact {
  readonly id: number;
  readonly commit: string;
  readonly task: string;
  readonly createdAt: string;
  readonly state: DeploymentState;
  /** The newest status's description: holds the journal's head that was true then. */
  readonly description: string;
  /** True where any of its newest statuses was `success`: it was live once. */
  readonly wasGood: boolean;
  readonly url: string | null;
}

export interface DeploymentWish {
  readonly commit: string;
  readonly environment: string;
  readonly description: string;
  readonly isProduction: boolean;
  readonly payload: Readonly<Record<string, string>>;
}

export interface StatusWish {
  readonly state: DeploymentState;
  /** At most 140 characters; longer ones are cut. */
  readonly description: string;
  readonly logUrl: string | null;
  readonly environmentUrl: string | null;
}

/** A pull request that brought commits into a release. */
export interface PullRequest {
  /** GraphQL's id. */
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly url: string;
  readonly mergedAt: string | null;
  readonly mergeCommit: string | null;
  readonly baseBranch: string;
  /** Our comment on it, found by its marker; null where there is none. */
  readonly comment: { readonly id: string; readonly url: string; readonly body: string } | null;
}

export interface CommentWish {
  readonly pullRequest: Pick<PullRequest, "id" | "number">;
  /** The comment to edit; a deleted one is written anew. */
  readonly comment: string | null;
  readonly body: string;
}

export interface CommentResult {
  readonly number: number;
  readonly id: string | null;
  readonly url: string | null;
  /** Why it could not be written; null where it was. */
  readonly failure: string | null;
}

export interface Link {
  readonly number: number;
  readonly url: string;
}

/**
 * What the suite asks of GitHub. Reads never write. Errors: ServiceError (unreachable, 5xx or rate limit after retries),
 * RefusedError (401, 403: the hint names the missing permission), InputError (404 of something that was named), CancelledError.
 * What GitHub will not do for other reasons (409, 422: a revert with conflicts) is a ServiceError with its words.
 */
export interface GitHub {
  /** `owner/name`. */
  readonly repository: string;
  /** Requests sent so far, retries included. */
  readonly calls: number;

  /** Check runs and commit statuses of a commit, newest of each name of each workflow; one call per hundred. */
  checks(commit: string): Promise<readonly CheckFact[]>;
  /** Null where it does not exist; two calls. */
  environment(name: string): Promise<EnvironmentRules | null>;
  /** Creates or changes it; answers with what is read back. */
  putEnvironment(wish: EnvironmentWish): Promise<EnvironmentRules>;
  defaultBranch(): Promise<string>;

  reviews(run: string): Promise<readonly Review[]>;
  /** The newest attempt of each job of a run. */
  jobs(run: string): Promise<readonly JobFact[]>;
  /** `unknown` where GitHub does not know the run any more. */
  runState(run: string): Promise<"running" | "ended" | "unknown">;

  /** The newest 50 of an environment, newest first; one call whatever their number. */
  deployments(environment: string): Promise<readonly DeploymentFact[]>;
  /** Never made twice, as long as the payload is of this release alone. */
  createDeployment(wish: DeploymentWish): Promise<number>;
  /** Leaves every other deployment as it is. */
  setDeploymentStatus(deployment: number, wish: StatusWish): Promise<void>;

  /** The merged pull requests that brought these commits, newest first, each once, with our comment found by `marker`; one call per 50 commits. */
  pullRequestsOf(commits: readonly string[], marker: string): Promise<readonly PullRequest[]>;
  /** Writes all of them, twenty in one call; one that fails does not keep the others from being written. */
  writeComments(comments: readonly CommentWish[]): Promise<readonly CommentResult[]>;
  /** Comments on one pull request, by number, edited in place. */
  commentOn(pullRequest: number, marker: string, body: string): Promise<CommentResult>;
  revertPullRequest(wish: { readonly id: string; readonly title: string; readonly body: string }): Promise<Link>;
  /** The open one of the same head is answered where there is one. */
  openPullRequest(wish: {
    readonly head: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
  }): Promise<Link>;
  /** The open issue whose body holds the marker is answered where there is one. */
  openIssue(wish: {
    readonly marker: string;
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  }): Promise<Link>;
}
