import { Octokit } from "@octokit/rest";
import { expect, onTestFinished, test } from "vitest";
import { type FakeGitHub, type FakeOptions, openFakeGitHub } from "./fake.ts";

const sha = (digit: number | string) => String(digit).repeat(40);
const where = { owner: "acme", repo: "shop" };

async function open(options: FakeOptions = {}, token = "t"): Promise<{ fake: FakeGitHub; octokit: Octokit }> {
  const fake = await openFakeGitHub({ seed, ...options });
  onTestFinished(() => fake[Symbol.asyncDispose]());
  return { fake, octokit: clientOf(fake, token) };
}

function clientOf(fake: FakeGitHub, token?: string): Octokit {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return new Octokit({ baseUrl: fake.url, log, ...(token === undefined ? {} : { auth: token }) });
}

/** Problems that a test has looked at are no failure any more. */
const taken = (fake: FakeGitHub) => fake.problems.splice(0);

const seed = {
  commits: [{ sha: sha(1) }, { sha: sha(2), parents: [sha(1)] }, { sha: sha(3), parents: [sha(2)], message: "Third" }],
  branches: { main: sha(3), "feature/x": sha(2) },
  protectedBranches: ["main"],
  pulls: [
    { number: 7, mergeCommit: sha(3), title: "Adds a thing" },
    { number: 8, head: "feature/x", headSha: sha(2) },
  ],
  checks: [
    { sha: sha(3), name: "build", run: 55 },
    { sha: sha(3), name: "lint", status: "in_progress" as const },
  ],
  statuses: [{ sha: sha(3), context: "ci/legacy", state: "failure" as const }],
  environments: [
    { name: "production-approve", reviewers: ["alice", "acme/ops"], waitTimer: 5 },
    { name: "production" },
  ],
  runs: [{ id: 55, attempt: 2, waitingFor: ["production-approve"], actor: "bob" }],
  jobs: [
    { run: 55, name: "gate", attempt: 1 },
    { run: 55, name: "act", attempt: 1, conclusion: "failure" },
    { run: 55, name: "act", attempt: 2, status: "in_progress" },
  ],
  users: ["carol"],
  teams: [{ slug: "acme/ops", members: ["carol"] }],
  issues: [{ number: 9, title: "Look at this", labels: ["deploy"] }],
};

test("every read that the suite needs is answered as GitHub describes it", async () => {
  const { fake, octokit } = await open();
  const { repos, checks, actions, pulls, issues, git, users, teams, rateLimit } = octokit.rest;
  expect((await repos.get(where)).data).toMatchObject({ default_branch: "main", private: false });
  expect((await repos.listBranches(where)).data.map(({ name, protected: is }) => [name, is])).toEqual([
    ["main", true],
    ["feature/x", false],
  ]);
  expect((await repos.getBranch({ ...where, branch: "feature/x" })).data.commit.sha).toBe(sha(2));
  expect((await repos.getCommit({ ...where, ref: "main" })).data.commit.message).toBe("Third");
  const compared = await repos.compareCommitsWithBasehead({ ...where, basehead: `${sha(1)}...main` });
  expect(compared.data).toMatchObject({ status: "ahead", ahead_by: 2, commits: [{ sha: sha(2) }, { sha: sha(3) }] });
  expect((await repos.getCombinedStatusForRef({ ...where, ref: "main" })).data.state).toBe("failure");
  expect((await checks.listForRef({ ...where, ref: sha(3) })).data.check_runs.map(({ name }) => name)).toEqual([
    "build",
    "lint",
  ]);
  expect((await repos.getAllEnvironments(where)).data.total_count).toBe(2);
  expect((await actions.getWorkflowRun({ ...where, run_id: 55 })).data).toMatchObject({ run_attempt: 2 });
  expect((await actions.getReviewsForRun({ ...where, run_id: 55 })).data).toEqual([]);
  const jobs = await actions.listJobsForWorkflowRun({ ...where, run_id: 55, filter: "latest" });
  expect(jobs.data.jobs.map(({ name, run_attempt }) => [name, run_attempt])).toEqual([
    ["gate", 1],
    ["act", 2],
  ]);
  expect(
    (await actions.listJobsForWorkflowRunAttempt({ ...where, run_id: 55, attempt_number: 1 })).data.total_count,
  ).toBe(2);
  expect((await pulls.get({ ...where, pull_number: 7 })).data).toMatchObject({
    merged: true,
    merge_commit_sha: sha(3),
  });
  expect((await pulls.list({ ...where, head: "acme:feature/x", state: "open" })).data).toHaveLength(1);
  const brought = await repos.listPullRequestsAssociatedWithCommit({ ...where, commit_sha: sha(3) });
  expect(brought.data.map(({ number }) => number)).toEqual([7]);
  expect((await issues.listForRepo({ ...where, labels: "deploy" })).data[0]).toMatchObject({ number: 9 });
  expect((await git.getRef({ ...where, ref: "heads/feature/x" })).data.object.sha).toBe(sha(2));
  expect((await users.getByUsername({ username: "carol" })).data.type).toBe("User");
  expect((await teams.getByName({ org: "acme", team_slug: "ops" })).data.slug).toBe("ops");
  expect((await rateLimit.get()).data.resources.core.limit).toBe(5000);
  const setting = await actions.getGithubActionsDefaultWorkflowPermissionsRepository(where);
  expect(setting.data.can_approve_pull_request_reviews).toBe(true);
  expect(fake.calls.every(({ status }) => status === 200)).toBe(true);
});

test("a deployment is made, told about and listed; the earlier success becomes inactive unless it is production", async () => {
  const { fake, octokit } = await open();
  const { repos } = octokit.rest;
  const make = async (environment: string) => {
    const wish = { ...where, ref: sha(3), environment, auto_merge: false, required_contexts: [] };
    const { data } = await repos.createDeployment({ ...wish, payload: { release: "r1" } });
    const deployment_id = "id" in data ? data.id : 0;
    await repos.createDeploymentStatus({ ...where, deployment_id, state: "success", log_url: "https://log.example" });
    return deployment_id;
  };
  const ids = [await make("staging"), await make("staging"), await make("production"), await make("production")];
  const listed = await repos.listDeployments({ ...where, environment: "staging" });
  expect(listed.data.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  const newest = ids.map((id) => fake.state.deployments.find((one) => one.id === id)?.statuses.at(-1)?.state);
  expect(newest).toEqual(["inactive", "success", "success", "success"]);
  const statuses = await repos.listDeploymentStatuses({ ...where, deployment_id: ids[0] ?? 0 });
  expect(statuses.data.map(({ state }) => state)).toEqual(["inactive", "success"]);
});

test("a deployment that leaves out auto_merge and required_contexts falls into GitHub's traps", async () => {
  const { octokit } = await open();
  const { createDeployment } = octokit.rest.repos;
  const merged = await createDeployment({ ...where, ref: "feature/x" });
  expect(merged.status).toBe(202);
  const conflict = createDeployment({ ...where, ref: sha(3), auto_merge: false });
  await expect(conflict).rejects.toMatchObject({ status: 409 });
  const long = { ...where, ref: sha(3), auto_merge: false, required_contexts: [], description: "x".repeat(141) };
  await expect(createDeployment(long)).rejects.toMatchObject({ status: 422 });
});

test("an environment is read back with the reviewers and the timer that it was made with", async () => {
  const { fake, octokit } = await open();
  const carol = await octokit.rest.users.getByUsername({ username: "carol" });
  const team = await octokit.rest.teams.getByName({ org: "acme", team_slug: "ops" });
  const environment = { ...where, environment_name: "production-ramp-50" };
  await octokit.rest.repos.createOrUpdateEnvironment({
    ...environment,
    wait_timer: 30,
    prevent_self_review: true,
    reviewers: [
      { type: "User", id: carol.data.id },
      { type: "Team", id: team.data.id },
    ],
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  });
  await octokit.rest.repos.createDeploymentBranchPolicy({ ...environment, name: "release/*" });
  const policies = await octokit.rest.repos.listDeploymentBranchPolicies(environment);
  expect(policies.data.branch_policies.map(({ name }) => name)).toEqual(["release/*"]);
  await octokit.rest.repos.createDeploymentBranchPolicy({ ...environment, name: "main" });
  const [{ id = 0 } = {}] = policies.data.branch_policies;
  await octokit.rest.repos.deleteDeploymentBranchPolicy({ ...environment, branch_policy_id: id });
  expect(fake.state.environments.at(-1)?.branches).toEqual(["main"]);
  const read = await octokit.rest.repos.getEnvironment(environment);
  expect(read.data.protection_rules).toMatchObject([
    { type: "wait_timer", wait_timer: 30 },
    { type: "required_reviewers", reviewers: [{ reviewer: { login: "carol" } }, { reviewer: { slug: "ops" } }] },
    { type: "branch_policy" },
  ]);
  expect(fake.state.environments.at(-1)?.preventSelfReview).toBe(true);
});

test("a private repository below Enterprise has no reviewers, however they were asked for", async () => {
  const { octokit } = await open({ seed: { ...seed, repository: { isPrivate: true, plan: "team" } } });
  const read = await octokit.rest.repos.getEnvironment({ ...where, environment_name: "production-approve" });
  expect(read.data.protection_rules).toEqual([]);
  const wish = { ...where, environment_name: "production-approve", wait_timer: 5 };
  await expect(octokit.rest.repos.createOrUpdateEnvironment(wish)).rejects.toMatchObject({ status: 422 });
});

test("a gate is approved by one of its reviewers and by nobody else", async () => {
  const tokens = { workflow: {}, bob: { login: "bob" }, carol: { login: "carol" } };
  const { fake, octokit } = await open({ tokens }, "workflow");
  const { actions } = octokit.rest;
  const pending = await actions.getPendingDeploymentsForRun({ ...where, run_id: 55 });
  expect(pending.data).toMatchObject([
    { environment: { name: "production-approve" }, current_user_can_approve: false },
  ]);
  const review = {
    ...{ ...where, run_id: 55, environment_ids: [pending.data[0]?.environment.id ?? 0] },
    ...{ state: "approved" as const, comment: "Go" },
  };
  await expect(actions.reviewPendingDeploymentsForRun(review)).rejects.toMatchObject({ status: 422 });
  await clientOf(fake, "carol").rest.actions.reviewPendingDeploymentsForRun(review);
  const reviews = await actions.getReviewsForRun({ ...where, run_id: 55 });
  expect(reviews.data).toMatchObject([{ state: "approved", user: { login: "carol" }, comment: "Go" }]);
  await expect(clientOf(fake, "carol").rest.actions.reviewPendingDeploymentsForRun(review)).rejects.toMatchObject({
    status: 422,
  });
});

test("comments, issues, pull requests and refs are written and read back", async () => {
  const { octokit } = await open();
  const { issues, pulls, git } = octokit.rest;
  const { data: comment } = await issues.createComment({ ...where, issue_number: 7, body: "one" });
  await issues.updateComment({ ...where, comment_id: comment.id, body: "two" });
  expect((await issues.listComments({ ...where, issue_number: 7 })).data.map(({ body }) => body)).toEqual(["two"]);
  const tooLong = issues.createComment({ ...where, issue_number: 7, body: "x".repeat(65_537) });
  await expect(tooLong).rejects.toMatchObject({ status: 422 });
  const { data: issue } = await issues.create({ ...where, title: "Follow up", labels: ["deploy"] });
  expect(issue.number).toBe(10);
  await git.createRef({ ...where, ref: "refs/heads/revert-7", sha: sha(2) });
  const wish = { ...where, head: "revert-7", base: "main", title: "Revert" };
  expect((await pulls.create(wish)).data.number).toBe(11);
  await expect(pulls.create(wish)).rejects.toMatchObject({ status: 422 });
});

test("a list longer than a page is walked by its links", async () => {
  const comments = Array.from({ length: 250 }, (_, index) => ({ number: 7, body: `${index}` }));
  const { fake, octokit } = await open({ seed: { ...seed, comments } });
  const all = await octokit.paginate(octokit.rest.issues.listComments, { ...where, issue_number: 7, per_page: 100 });
  expect(all.map(({ body }) => body)).toEqual(comments.map(({ body }) => body));
  expect(fake.calls).toHaveLength(3);
});

test("a request that GitHub does not describe is refused and remembered", async () => {
  const { fake, octokit } = await open();
  const wrong = octokit.request("POST /repos/{owner}/{repo}/deployments", {
    ...where,
    ref: "main",
    required_context: [],
  } as never);
  await expect(wrong).rejects.toMatchObject({ status: 422 });
  expect(taken(fake)).toEqual(["repos/create-deployment knows no field `required_context`"]);
  await expect(octokit.request("GET /repos/{owner}/{repo}/deployment", where)).rejects.toMatchObject({ status: 404 });
  expect(taken(fake)).toEqual(["the fake does not know GET /repos/acme/shop/deployment"]);
  await expect(octokit.request("GET /repos/acme/shop/deployments?environments=a")).rejects.toMatchObject({
    status: 422,
  });
  expect(taken(fake)).toEqual(["repos/list-deployments knows no parameter `environments`"]);
});

test("a wrong request that no test looked at makes disposing fail", async () => {
  const fake = await openFakeGitHub();
  await clientOf(fake, "t")
    .request("GET /nonsense")
    .catch(() => undefined);
  await expect(fake[Symbol.asyncDispose]()).rejects.toThrow("the fake does not know GET /nonsense");
});

test("an answer that GitHub would not give is a problem as well", async () => {
  const jobs = [{ run: 55, name: "act", status: "sleeping" }];
  const { fake, octokit } = await open({ seed: { ...seed, jobs } });
  await octokit.rest.actions.listJobsForWorkflowRun({ ...where, run_id: 55 });
  expect(taken(fake)).toEqual([expect.stringContaining("/jobs/0/status must be equal to one of the allowed values")]);
});

test("lists have GitHub's traps: pull requests among the issues, a head without its owner that filters nothing", async () => {
  const { octokit } = await open();
  const listed = await octokit.rest.issues.listForRepo(where);
  expect(listed.data.map(({ number, pull_request }) => [number, pull_request !== undefined])).toEqual([
    [9, false],
    [8, true],
  ]);
  const pulls = await octokit.rest.pulls.list({ ...where, head: "nothing-like-it" });
  expect(pulls.data.map(({ number }) => number)).toEqual([8]);
});

test("a version of the API that does not exist is a problem", async () => {
  const { fake, octokit } = await open();
  await octokit.request("GET /rate_limit", { headers: { "x-github-api-version": "2022-11-28" } });
  await octokit.request("GET /rate_limit", { headers: { "x-github-api-version": "2021-01-01" } });
  expect(taken(fake)).toEqual(["rate-limit/get: GitHub has no version 2021-01-01 of its API"]);
});
