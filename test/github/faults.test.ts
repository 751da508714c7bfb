import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { Octokit } from "@octokit/rest";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../effects.ts";
import { type FakeGitHub, type FakeOptions, openFakeGitHub } from "./fake.ts";
import type { FaultKind } from "./faults.ts";
import type { Permissions } from "./place.ts";

const sha = (digit: number) => String(digit).repeat(40);
const where = { owner: "acme", repo: "shop" };
const seed = { commits: [{ sha: sha(1) }], branches: { main: sha(1) }, pulls: [{ number: 7 }] };

async function open(options: FakeOptions = {}): Promise<FakeGitHub> {
  const fake = await openFakeGitHub({ seed, ...options });
  onTestFinished(() => fake[Symbol.asyncDispose]());
  return fake;
}

function clientOf({ url }: Pick<FakeGitHub, "url">, token?: string): Octokit {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return new Octokit({ baseUrl: url, log, ...(token === undefined ? {} : { auth: token }) });
}

const comment = (octokit: Octokit, body = "hello") =>
  octokit.rest.issues.createComment({ ...where, issue_number: 7, body });

/** The status and some headers of a request, as they came. */
async function seen(fake: FakeGitHub, headers: readonly string[] = []): Promise<readonly unknown[]> {
  const response = await fetch(`${fake.url}/repos/acme/shop`);
  return [response.status, ...headers.map((name) => response.headers.get(name))];
}

test.each<[FaultKind, readonly string[], readonly unknown[]]>([
  ["unauthorized", [], [401]],
  ["forbidden", ["x-accepted-github-permissions"], [403, "metadata=read"]],
  ["primary-limit", ["x-ratelimit-remaining"], [403, "0"]],
  ["secondary-limit", ["retry-after"], [403, "1"]],
  ["server-error", [], [502]],
])("%s comes once, and then all is well", async (kind, headers, expected) => {
  const fake = await open();
  fake.fail({ operation: "repos/get", kind });
  expect(await seen(fake, headers)).toEqual(expected);
  expect((await seen(fake))[0]).toBe(200);
  expect(fake.calls.map(({ status }) => status)).toEqual([expected[0], 200]);
});

test("a fault waits for its operation, its turn and its text, and comes as often as it should", async () => {
  const fake = await open();
  const octokit = clientOf(fake, "t");
  fake.fail({
    operation: "issues/create-comment",
    kind: "server-error",
    status: 503,
    match: "bad",
    after: 1,
    count: 2,
  });
  const statuses: number[] = [];
  for (const body of ["good", "bad 1", "bad 2", "bad 3", "bad 4"])
    statuses.push(
      await comment(octokit, body).then(
        ({ status }) => status,
        ({ status }) => status,
      ),
    );
  expect(statuses).toEqual([201, 201, 503, 503, 201]);
  fake.fail({ operation: "*", kind: "server-error", count: null });
  expect((await seen(fake))[0]).toBe(502);
  fake.heal();
  expect((await seen(fake))[0]).toBe(200);
});

test("a connection that breaks before the deed leaves nothing; one that breaks after it leaves the deed", async () => {
  const fake = await open();
  const octokit = clientOf(fake, "t");
  for (const kind of ["reset", "lost"] as const) {
    fake.fail({ operation: "issues/create-comment", kind });
    await expect(comment(octokit, kind)).rejects.toThrow();
  }
  expect(fake.state.comments.map(({ body }) => body)).toEqual(["lost"]);
  fake.fail({ operation: "repos/get", kind: "invalid-json" });
  const garbled = await fetch(`${fake.url}/repos/acme/shop`);
  await expect(garbled.json()).rejects.toThrow(SyntaxError);
  fake.fail({ operation: "repos/get", kind: "slow", delay: 50 });
  const begun = performance.now();
  expect((await seen(fake))[0]).toBe(200);
  expect(performance.now() - begun).toBeGreaterThan(45);
});

test("GraphQL tells the primary limit with 200 and an error, as GitHub does", async () => {
  const fake = await open();
  fake.fail({ operation: "graphql", kind: "primary-limit" });
  const limited = clientOf(fake, "t").graphql("{ viewer { login } }");
  await expect(limited).rejects.toMatchObject({
    errors: [{ type: "RATE_LIMITED" }],
    headers: { "x-ratelimit-remaining": "0" },
  });
});

test("the state changes between a read and a write", async () => {
  const fake = await open();
  const octokit = clientOf(fake, "t");
  const { data } = await comment(octokit);
  fake.fail({ operation: "issues/update-comment", kind: "hook", hook: () => void fake.state.comments.splice(0) });
  const update = octokit.rest.issues.updateComment({ ...where, comment_id: data.id, body: "late" });
  await expect(update).rejects.toMatchObject({ status: 404 });
});

test.each<[string, Permissions, boolean, number]>([
  ["reads what is private with the permission", { issues: "read" }, true, 200],
  ["reads what is private with more than the permission", { issues: "write" }, true, 200],
  ["does not read what is private without it", { contents: "write" }, true, 403],
  ["reads what is public", {}, false, 200],
])("a token %s", async (_, permissions, isPrivate, status) => {
  const fake = await open({ seed: { ...seed, repository: { isPrivate } }, tokens: { t: { permissions } } });
  const list = clientOf(fake, "t").rest.issues.listForRepo(where);
  expect(
    await list.then(
      (one) => one.status,
      (one) => one.status,
    ),
  ).toBe(status);
});

test("a write without the permission names it, one without a token or with a wrong one is 401", async () => {
  const fake = await open({ tokens: { reader: { permissions: { issues: "read", deployments: "read" } } } });
  await expect(comment(clientOf(fake, "reader"))).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining("Resource not accessible by integration"),
    response: { headers: { "x-accepted-github-permissions": "issues=write; pull_requests=write" } },
  });
  await expect(comment(clientOf(fake))).rejects.toMatchObject({ status: 401 });
  await expect(comment(clientOf(fake, "stale"))).rejects.toMatchObject({ status: 401 });
  expect(fake.state.comments).toEqual([]);
});

test("the fake has the branches and commits of a git repository, and writes refs and reverts into it", async () => {
  await using folder = await temporaryFolder();
  const { execFileSync } = await import("node:child_process");
  const who = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.com"];
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder.path, ...who, ...args], { encoding: "utf8" }).trim();
  const commit = (text: string) => {
    writeFileSync(join(folder.path, "file"), text);
    git("add", "file");
    git("commit", "-q", "-m", text);
    return git("rev-parse", "HEAD");
  };
  git("init", "-q", "-b", "main");
  const [first, second] = [commit("one"), commit("two")];
  const fake = await open({ origin: folder.path, seed: { pulls: [{ number: 7, mergeCommit: second }] } });
  const octokit = clientOf(fake, "t");
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ ...where, basehead: `${first}...main` });
  expect(data.commits.map(({ sha, commit: { message } }) => [sha, message])).toEqual([[second, "two"]]);
  const third = commit("three");
  expect((await octokit.rest.repos.getCommit({ ...where, ref: "main" })).data.sha).toBe(third);
  await octokit.rest.git.createRef({ ...where, ref: "refs/heads/other", sha: first });
  expect(git("rev-parse", "other")).toBe(first);
  await octokit.graphql('mutation { revertPullRequest(input: { pullRequestId: "PR_7" }) { clientMutationId } }');
  expect(git("show", "revert-7-change-7:file")).toBe("one");
});

test("another process asks the fake that runs on its own, and the test looks into it", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "seed.json");
  writeFileSync(file, JSON.stringify({ seed }));
  const child = spawn(process.execPath, [join(import.meta.dirname, "serve.ts"), file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { url, env } = JSON.parse(line);
  expect(env.GITHUB_API_URL).toBe(url);
  const root = env.GITHUB_SERVER_URL;
  const post = (path: string, body: unknown) =>
    fetch(`${root}/-/${path}`, { method: "POST", body: JSON.stringify(body) });
  const octokit = clientOf({ url }, "t");
  await post("add", { pulls: [{ number: 7, title: "Renamed" }, { number: 12 }] });
  const pulls = await octokit.rest.pulls.list(where);
  expect(pulls.data.map(({ number, title }) => [number, title])).toEqual([
    [12, "Pull request 12"],
    [7, "Renamed"],
  ]);
  await post("fail", { operation: "issues/create-comment", kind: "forbidden", change: { issues: [{ number: 20 }] } });
  await expect(comment(octokit)).rejects.toMatchObject({ status: 403 });
  await octokit.request("GET /nonsense").catch(() => undefined);
  const state = await (await fetch(`${root}/-/state`)).json();
  expect(state).toMatchObject({ issues: [{ number: 20 }], comments: [] });
  expect(await (await fetch(`${root}/-/problems`)).json()).toEqual(["the fake does not know GET /nonsense"]);
  const calls = (await (await fetch(`${root}/-/calls`)).json()) as readonly { readonly status: number }[];
  expect(calls.map(({ status }) => status)).toEqual([200, 403, 404]);
});
