import type { ActionError } from "../../src/kit/errors.ts";
import type {
  CheckFact,
  CommentResult,
  DeploymentFact,
  EnvironmentRules,
  EnvironmentWish,
  GitHub,
  JobFact,
  Link,
  PullRequest,
  Review,
} from "../../src/stages/ports/github.ts";

/** What GitHub holds; a test writes into it and reads from it. */
export interface GitHubPlace {
  readonly checks: Map<string, readonly CheckFact[]>;
  readonly environments: Map<string, EnvironmentRules>;
  /** By run id, as are `jobs` and `runs`. */
  readonly reviews: Map<string, readonly Review[]>;
  readonly jobs: Map<string, readonly JobFact[]>;
  readonly runs: Map<string, "running" | "ended">;
  /** Newest first, by environment. */
  readonly deployments: Map<string, DeploymentFact[]>;
  /** By the commits that they brought. */
  readonly pullRequests: Map<string, PullRequest>;
  /** Bodies by the comment's id. */
  readonly comments: Map<string, string>;
  readonly links: { readonly kind: "issue" | "pull-request" | "revert"; readonly key: string; readonly body: string }[];
  /** Every request: `checks 2222…`. */
  readonly requests: string[];
  /** What a request fails with; undefined lets it through. */
  fail: (request: string) => ActionError | undefined;
}

/** A GitHub that holds nothing. */
export function githubPlace(): GitHubPlace {
  return {
    checks: new Map(),
    environments: new Map(),
    reviews: new Map(),
    jobs: new Map(),
    runs: new Map(),
    deployments: new Map(),
    pullRequests: new Map(),
    comments: new Map(),
    links: [],
    requests: [],
    fail: () => undefined,
  };
}

/** An environment that nothing protects. */
export function rulesOf(name: string, parts: Partial<EnvironmentRules> = {}): EnvironmentRules {
  const open = { reviewers: [], preventsSelfReview: false, waitTimer: 0, branchPolicy: null };
  return { name, ...open, adminsBypass: true, customRules: 0, ...parts };
}

/** A check that succeeded, of another run. */
export function checkOf(name: string, parts: Partial<CheckFact> = {}): CheckFact {
  return { name, state: "success", url: null, endedAt: "2026-11-20T11:00:00.000Z", run: "1", ...parts };
}

/** GitHub in memory: what is written is kept, and nothing beyond the port is imitated. */
export function memoryGitHub(place: GitHubPlace): GitHub {
  const ask = (request: string): void => {
    place.requests.push(request);
    const failure = place.fail(request);
    if (failure !== undefined) throw failure;
  };
  return {
    repository: "octo-org/shop",
    get calls() {
      return place.requests.length;
    },
    ...readsOf(place, ask),
    ...deploymentsOf(place, ask),
    ...commentsOf(place, ask),
    ...linksOf(place, ask),
  };
}

type Ask = (request: string) => void;

function readsOf(place: GitHubPlace, ask: Ask) {
  return {
    async checks(commit: string) {
      ask(`checks ${commit}`);
      return place.checks.get(commit) ?? [];
    },
    async environment(name: string) {
      ask(`environment ${name}`);
      return place.environments.get(name) ?? null;
    },
    async putEnvironment({
      name,
      reviewers,
      waitTimer,
      preventSelfReview,
      branches,
      protectedBranches,
    }: EnvironmentWish) {
      ask(`putEnvironment ${name}`);
      const branchPolicy = branches.length > 0 ? "selected" : protectedBranches ? "protected" : null;
      const rules = rulesOf(name, { reviewers, waitTimer, preventsSelfReview: preventSelfReview, branchPolicy });
      place.environments.set(name, rules);
      return rules;
    },
    async defaultBranch() {
      ask("defaultBranch");
      return "main";
    },
    async reviews(run: string) {
      ask(`reviews ${run}`);
      return place.reviews.get(run) ?? [];
    },
    async jobs(run: string) {
      ask(`jobs ${run}`);
      return place.jobs.get(run) ?? [];
    },
    async runState(run: string) {
      ask(`runState ${run}`);
      return place.runs.get(run) ?? "unknown";
    },
  } satisfies Partial<GitHub>;
}

function deploymentsOf(
  place: GitHubPlace,
  ask: Ask,
): Pick<GitHub, "deployments" | "createDeployment" | "setDeploymentStatus"> {
  return {
    async deployments(environment) {
      ask(`deployments ${environment}`);
      return (place.deployments.get(environment) ?? []).slice(0, 50);
    },
    async createDeployment({ commit, environment, description }) {
      ask(`createDeployment ${environment}`);
      const known = place.deployments.get(environment) ?? [];
      const id = [...place.deployments.values()].flat().length + 1;
      const fresh: DeploymentFact = {
        id,
        commit,
        task: "deploy",
        createdAt: "2026-11-20T12:00:00.000Z",
        state: "pending",
        description,
        wasGood: false,
        url: null,
      };
      place.deployments.set(environment, [fresh, ...known]);
      return id;
    },
    async setDeploymentStatus(deployment, { state, description, environmentUrl }) {
      ask(`setDeploymentStatus ${deployment} ${state}`);
      for (const [environment, known] of place.deployments) {
        const change = (fact: DeploymentFact): DeploymentFact =>
          fact.id !== deployment
            ? fact
            : { ...fact, state, description, url: environmentUrl, wasGood: fact.wasGood || state === "success" };
        place.deployments.set(environment, known.map(change));
      }
    },
  };
}

function commentsOf(place: GitHubPlace, ask: Ask): Pick<GitHub, "pullRequestsOf" | "writeComments" | "commentOn"> {
  const write = (number: number, id: string, body: string): CommentResult => {
    place.comments.set(id, body);
    return { number, id, url: `https://github.test/octo-org/shop/pull/${number}#${id}`, failure: null };
  };
  const found = (marker: string, prefix: string) =>
    [...place.comments].find(([id, body]) => id.startsWith(prefix) && body.includes(marker))?.[0];
  return {
    async pullRequestsOf(commits, marker) {
      ask(`pullRequestsOf ${commits.length}`);
      const all = new Set(commits.flatMap((commit) => place.pullRequests.get(commit) ?? []));
      return [...all].map((pullRequest) => {
        const id = found(marker, `c${pullRequest.number}-`);
        return {
          ...pullRequest,
          comment:
            id === undefined
              ? pullRequest.comment
              : { id, url: `${pullRequest.url}#${id}`, body: place.comments.get(id) ?? "" },
        };
      });
    },
    async writeComments(wishes) {
      ask(`writeComments ${wishes.length}`);
      return wishes.map(({ pullRequest: { number }, comment, body }) => {
        const kept = comment !== null && place.comments.has(comment) ? comment : null;
        return write(number, kept ?? `c${number}-${place.comments.size + 1}`, body);
      });
    },
    async commentOn(number, marker, body) {
      ask(`commentOn ${number}`);
      const prefix = `c${number}-`;
      return write(number, found(marker, prefix) ?? `${prefix}${place.comments.size + 1}`, body);
    },
  };
}

function linksOf(place: GitHubPlace, ask: Ask): Pick<GitHub, "revertPullRequest" | "openPullRequest" | "openIssue"> {
  const open = (kind: GitHubPlace["links"][number]["kind"], key: string, body: string): Link => {
    ask(`open ${kind} ${key}`);
    const known = place.links.findIndex((link) => link.kind === kind && link.key === key);
    if (known < 0) place.links.push({ kind, key, body });
    const number = 100 + (known < 0 ? place.links.length - 1 : known);
    return { number, url: `https://github.test/octo-org/shop/${kind}/${number}` };
  };
  return {
    revertPullRequest: async ({ id, body }) => open("revert", id, body),
    openPullRequest: async ({ head, body }) => open("pull-request", head, body),
    openIssue: async ({ marker, body }) => open("issue", marker, body),
  };
}
