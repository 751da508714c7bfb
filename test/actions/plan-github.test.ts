import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Plan } from "../../src/core/plan.ts";
import { type FakeGitHub, type FakeOptions, openFakeGitHub } from "../github/fake.ts";
import type { Permissions } from "../github/place.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
});
beforeEach(() => quickstart.reset());
afterAll(() => quickstart.close());

const repository = "acme/shop";
const given = { "github-token": "ghs_theTokenOfTheTest", gate: "production-approve" };

async function open(seed: FakeOptions["seed"], options: Omit<FakeOptions, "seed"> = {}) {
  const fake = await openFakeGitHub({ ...options, ...(seed === undefined ? {} : { seed }) });
  onTestFinished(() => fake[Symbol.asyncDispose]());
  Object.assign(quickstart.env, fake.env, { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: "77" });
  return fake;
}

/** What only the plan may ask, because only its job has the permissions. */
const plansOwn = ({ calls }: FakeGitHub) =>
  calls.map(({ operation }) => operation).filter((name) => /^checks|get-environment|status-for-ref/.test(name));

const guarded = [
  { name: "production-approve", reviewers: ["alice"] },
  { name: "production", branchPolicy: "protected" as const },
];

test("the plan asks GitHub for checks and environments, and nothing is in the way where all is well", async () => {
  const sha = quickstart.world.commit("v1");
  const checks = [
    { sha, name: "build", run: 55 },
    { sha, name: "plan", run: 77, status: "in_progress" as const },
  ];
  const fake = await open({ commits: [{ sha }], branches: { main: sha }, checks, environments: guarded });
  const { outputs, failure } = await quickstart.run("plan", given);
  expect(failure?.message).toBe(undefined);
  const { conditions } = JSON.parse(outputs.plan ?? "") as Plan;
  expect(conditions.findings.map(({ what, judgement }) => [what, judgement])).toEqual([
    ["checks", "met"],
    ["gate `production-approve`", "met"],
    ["environment `production`", "met"],
  ]);
  expect(conditions.gates.map(({ approvers }) => approvers)).toEqual([["alice"]]);
  // One for the commit, two for each environment.
  expect(fake.calls.length).toBeLessThanOrEqual(5);
  expect(plansOwn(fake)).toHaveLength(2);
});

test("a gate that is no gate and a check that failed are in the way", async () => {
  const sha = quickstart.world.commit("v1");
  const environments = [{ name: "production-approve" }, ...guarded.slice(1)];
  const statuses = [{ sha, context: "ci/legacy", state: "failure" as const }];
  await open({ commits: [{ sha }], statuses, environments });
  const { failure } = await quickstart.run("plan", given);
  expect(failure?.message).toContain("checks: failed: `ci/legacy`; repair the commit");
  expect(failure?.message).toContain("gate `production-approve`: nobody has to approve");
});

test("a token that may not look is told with the permission that it needs, and the rest of the plan is there", async () => {
  const sha = quickstart.world.commit("v1");
  await open(
    { repository: { isPrivate: true }, commits: [{ sha }], environments: guarded },
    {
      tokens: { [given["github-token"]]: { permissions: { checks: "read", statuses: "read", contents: "read" } } },
    },
  );
  const { outputs, failure } = await quickstart.run("plan", given);
  expect(failure?.message).toMatch(/gate `production-approve`: could not be looked at: .*actions: read/s);
  expect((JSON.parse(outputs.plan ?? "") as Plan).conditions.gates).toHaveLength(1);
});

test("no other step asks GitHub for what the plan asks", async () => {
  const sha = quickstart.world.commit("v1");
  const fake = await open({ commits: [{ sha }], environments: [{ name: "production" }] });
  const { failure } = await quickstart.run("backup", { "github-token": given["github-token"] });
  expect(failure?.message).toBe(undefined);
  expect(plansOwn(fake)).toEqual([]);
}, 20_000);

/** A pull request from v1 to v2; the plan of it, run by a token that may do this. */
async function planProposal(permissions: Permissions) {
  const { world, env } = quickstart;
  const base = world.commit("v1");
  const head = world.commit("v2");
  const event = { pull_request: { number: 12, base: { sha: base, ref: "main" }, head: { sha: head } } };
  const path = join(world.folder, "event.json");
  writeFileSync(path, JSON.stringify(event));
  const seed = { commits: [{ sha: base }, { sha: head }], pulls: [{ number: 12 }] };
  const fake = await open(seed, { tokens: { [given["github-token"]]: { permissions } } });
  Object.assign(env, { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: path });
  const run = () => quickstart.run("plan", { "github-token": given["github-token"] });
  return { fake, run };
}

test("on a pull request the plan is a comment, edited in place", async () => {
  const { fake, run } = await planProposal("all");
  for (const { failure, summary } of [await run(), await run()]) {
    expect(failure?.message).toBe(undefined);
    expect(summary).not.toContain("could not be written");
  }
  expect(fake.state.comments.map(({ number }) => number)).toEqual([12]);
  expect(fake.state.comments[0]?.body).toContain("## Plan for #12: `quickstart` to `production`");
});

test("a fork's token may not comment: the summary says so, and the plan is there all the same", async () => {
  const { fake, run } = await planProposal({ contents: "read", pull_requests: "read" });
  const { failure, summary, outputs } = await run();
  expect(failure?.message).toBe(undefined);
  expect(summary).toMatch(/The comment on the pull request could not be written: /);
  expect(outputs["plan-comment"]).toContain("## Plan for #12");
  expect(fake.state.comments).toEqual([]);
});
