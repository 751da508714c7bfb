import { Octokit } from "@octokit/rest";
import { expect, onTestFinished, test } from "vitest";
import { type FakeGitHub, type FakeOptions, openFakeGitHub } from "./fake.ts";
import type { Seed } from "./seed.ts";

const sha = (digit: number | string) => String(digit).repeat(40);

const seed: Seed = {
  commits: [{ sha: sha(1) }, { sha: sha(2), parents: [sha(1)] }],
  branches: { main: sha(2) },
  pulls: [
    { number: 7, mergeCommit: sha(2), title: "Adds a thing" },
    { number: 8, mergeCommit: sha(1), hasRevertConflict: true },
  ],
  comments: [
    { number: 7, body: "Looks good", author: "alice" },
    { number: 7, body: "<!-- ours --> before", author: "github-actions[bot]" },
  ],
  checks: [
    { sha: sha(2), name: "build", run: 55 },
    { sha: sha(2), name: "lint", conclusion: "failure" },
  ],
  statuses: [{ sha: sha(2), context: "ci/legacy", state: "success" }],
};

async function open(options: FakeOptions = {}, token = "t"): Promise<{ fake: FakeGitHub; octokit: Octokit }> {
  const fake = await openFakeGitHub({ seed, ...options });
  onTestFinished(() => fake[Symbol.asyncDispose]());
  return { fake, octokit: new Octokit({ baseUrl: fake.url, auth: token }) };
}

// biome-ignore lint/suspicious/noExplicitAny: what a query answers is what it asked for.
type Answer = any;

/** Data and errors of a query, where there are both. */
async function ask(octokit: Octokit, query: string, variables: object = {}): Promise<Answer> {
  return octokit.graphql(query, { owner: "acme", name: "shop", ...variables }).then(
    (data) => ({ data, errors: [] }),
    ({ data, errors }: Answer) => ({ data, errors }),
  );
}

const inRepository = (fields: string, variables = "") =>
  `query($owner: String!, $name: String!${variables}) { repository(owner: $owner, name: $name) { ${fields} } }`;

test("commits answer with their pull requests, the comments on them and their checks, several in one query", async () => {
  const { octokit } = await open();
  const fields = `... on Commit { oid
    associatedPullRequests(first: 5) { nodes { id number title mergedAt mergeCommit { oid } author { login }
      comments(last: 50) { nodes { id body viewerDidAuthor url } } } }
    statusCheckRollup { state contexts(first: 100) { nodes { __typename
      ... on CheckRun { name conclusion checkSuite { workflowRun { databaseId } } }
      ... on StatusContext { context state } } } } }`;
  const query = inRepository(`a: object(oid: "${sha(2)}") { ${fields} } b: object(oid: "${sha(9)}") { ${fields} }`);
  const { data, errors } = await ask(octokit, query);
  expect(errors).toEqual([]);
  expect(data.repository.b).toBeNull();
  const [pull] = data.repository.a.associatedPullRequests.nodes;
  expect(pull).toMatchObject({ id: "PR_7", number: 7, mergeCommit: { oid: sha(2) }, author: { login: "alice" } });
  expect(pull.comments.nodes.map((one: Answer) => one.viewerDidAuthor)).toEqual([false, true]);
  expect(data.repository.a.statusCheckRollup).toEqual({
    state: "FAILURE",
    contexts: {
      nodes: [
        {
          __typename: "CheckRun",
          name: "build",
          conclusion: "SUCCESS",
          checkSuite: { workflowRun: { databaseId: 55 } },
        },
        { __typename: "CheckRun", name: "lint", conclusion: "FAILURE", checkSuite: { workflowRun: null } },
        { __typename: "StatusContext", context: "ci/legacy", state: "SUCCESS" },
      ],
    },
  });
});

const deployments = `deployments(environments: ["production"], first: 50, orderBy: { field: CREATED_AT, direction: DESC }) {
  totalCount nodes { databaseId commitOid state latestStatus { state description logUrl }
    statuses(first: 10) { nodes { state } } } }`;

test("the newest 50 of 10,000 deployments come first, and quickly", async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    sha: sha(1),
    environment: index % 2 === 0 ? "production" : "staging",
    createdAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
    statuses: [{ state: "success" as const, description: `${index}` }],
  }));
  const { fake, octokit } = await open({ seed: { ...seed, deployments: many } });
  await ask(octokit, inRepository("id"));
  const begun = performance.now();
  const { data } = await ask(octokit, inRepository(deployments));
  expect(performance.now() - begun).toBeLessThan(1000);
  const { totalCount, nodes } = data.repository.deployments;
  expect(totalCount).toBe(5000);
  expect(nodes).toHaveLength(50);
  expect(nodes[0].latestStatus.description).toBe("9998");
  expect(nodes[0].state).toBe("ACTIVE");
  expect(fake.calls.map(({ operation }) => operation)).toEqual(["graphql", "graphql"]);
});

test("a superseded deployment is INACTIVE and still shows that it was a success once", async () => {
  const statuses = [{ state: "success" as const }, { state: "inactive" as const }];
  const { octokit } = await open({ seed: { ...seed, deployments: [{ sha: sha(1), statuses }, { sha: sha(2) }] } });
  const { data } = await ask(octokit, inRepository(deployments));
  const shown = data.repository.deployments.nodes.map((one: Answer) => [
    one.state,
    one.statuses.nodes.map((s: Answer) => s.state),
  ]);
  expect(shown).toEqual([
    ["PENDING", []],
    ["INACTIVE", ["INACTIVE", "SUCCESS"]],
  ]);
});

const write = `mutation($pull: ID!, $comment: ID!) {
  a: addComment(input: { subjectId: $pull, body: "new" }) { commentEdge { node { id url } } }
  b: updateIssueComment(input: { id: $comment, body: "after" }) { issueComment { id url } }
}`;

test("one mutation that fails leaves the others done: data and errors come together", async () => {
  const { fake, octokit } = await open();
  const gone = await ask(octokit, write, { pull: "PR_7", comment: "IC_1" });
  expect(gone.data.a.commentEdge.node.url).toContain("/pull/7#issuecomment-");
  expect(gone.data.b).toBeNull();
  expect(gone.errors).toMatchObject([{ type: "NOT_FOUND", path: ["b"] }]);
  fake.fail({ operation: "graphql:addComment", kind: "error", message: "was submitted too quickly" });
  const comment = fake.state.comments.find(({ author }) => author === "github-actions[bot]");
  const hurried = await ask(octokit, write, { pull: "PR_7", comment: `IC_${comment?.id}` });
  expect(hurried.errors).toMatchObject([{ type: "UNPROCESSABLE", path: ["a"], message: "was submitted too quickly" }]);
  expect(hurried.data.b.issueComment.id).toBe(`IC_${comment?.id}`);
  expect(fake.state.comments.map(({ body }) => body)).toEqual(["Looks good", "after", "new"]);
});

const revert = `mutation($id: ID!) { revertPullRequest(input: { pullRequestId: $id, title: "Revert", body: "Bad" }) {
  revertPullRequest { number url headRefName } } }`;

test("a merged pull request is reverted by another one; a conflict, an open one and a forbidding setting say so", async () => {
  const { fake, octokit } = await open();
  const { data } = await ask(octokit, revert, { id: "PR_7" });
  expect(data.revertPullRequest.revertPullRequest).toMatchObject({ number: 9, headRefName: "revert-7-change-7" });
  expect(fake.state.pulls.at(-1)).toMatchObject({ state: "open", base: "main", title: "Revert", body: "Bad" });
  for (const id of ["PR_8", "PR_9"])
    expect((await ask(octokit, revert, { id })).errors).toMatchObject([{ type: "UNPROCESSABLE" }]);
  fake.state.repository.mayActionsOpenPulls = false;
  expect((await ask(octokit, revert, { id: "PR_7" })).errors).toMatchObject([{ type: "FORBIDDEN" }]);
});

test("a token that may not read or write something hears so for that field alone", async () => {
  const permissions = { contents: "read", pull_requests: "read", deployments: "read" } as const;
  const { octokit } = await open(
    { seed: { ...seed, repository: { isPrivate: true } }, tokens: { reader: { permissions } } },
    "reader",
  );
  const answer = await ask(octokit, write, { pull: "PR_7", comment: "IC_1" });
  expect(answer.errors.map(({ type }: Answer) => type)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
  const query = inRepository(`object(oid: "${sha(2)}") { ... on Commit { oid statusCheckRollup { state } } }`);
  const rollup = await ask(octokit, query);
  expect(rollup.data.repository.object).toEqual({ oid: sha(2), statusCheckRollup: null });
  expect(rollup.errors).toMatchObject([{ type: "FORBIDDEN", path: ["repository", "object", "statusCheckRollup"] }]);
});

test("what GitHub's schema does not know, and what the fake does not serve, are problems", async () => {
  const { fake, octokit } = await open();
  await ask(octokit, inRepository("deployment"));
  expect(fake.problems.splice(0)).toEqual([expect.stringContaining('Cannot query field "deployment"')]);
  await ask(octokit, inRepository("stargazerCount"));
  expect(fake.problems.splice(0)).toContain("graphql: the fake does not know Repository.stargazerCount");
  await ask(octokit, revert, { id: null });
  expect(fake.problems.splice(0)).toHaveLength(1);
});

test("a list without a limit, or with one above 100, is refused as GitHub does", async () => {
  const { octokit } = await open();
  const types = async (args: string) => {
    const { errors } = await ask(octokit, inRepository(`deployments${args} { totalCount }`));
    return errors.map(({ type }: Answer) => type);
  };
  expect(await types("")).toEqual(["MISSING_PAGINATION_BOUNDARIES"]);
  expect(await types("(first: 101)")).toEqual(["EXCESSIVE_PAGINATION"]);
});

test("open pull requests and issues come newest first where that is asked for, and say whether they are the caller's", async () => {
  const author = "github-actions[bot]";
  const pulls = [{ number: 3 }, { number: 5, author }, { number: 4, state: "closed" as const }];
  const { octokit } = await open({ seed: { ...seed, pulls, issues: [{ number: 6 }, { number: 9, author }] } });
  const list = `(states: OPEN, first: 20, orderBy: { field: CREATED_AT, direction: DESC }) {
    nodes { number viewerDidAuthor } }`;
  const { data } = await ask(octokit, inRepository(`pullRequests${list} issues${list}`));
  const shown = ({ nodes }: Answer) => nodes.map((one: Answer) => [one.number, one.viewerDidAuthor]);
  const newest = (first: number, second: number) => [
    [first, true],
    [second, false],
  ];
  expect(shown(data.repository.pullRequests)).toEqual(newest(5, 3));
  expect(shown(data.repository.issues)).toEqual(newest(9, 6));
});
