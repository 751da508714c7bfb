import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openGitJournal } from "../../src/adapters/journals/git.ts";
import { testEffects } from "../effects.ts";
import { type FakeGitHub, openFakeGitHub } from "../github/fake.ts";
import { type Ended, openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
let github: FakeGitHub;
beforeAll(async () => {
  quickstart = await openQuickstart();
  expect((await quickstart.run("deploy", { version: "v1" })).failure).toBe(undefined);
  const origin = quickstart.world.git("rev-parse", "--absolute-git-dir");
  github = await openFakeGitHub({
    origin,
    seed: { environments: [{ name: "production" }, { name: "production-approve", reviewers: ["alice"] }] },
  });
  Object.assign(quickstart.env, github.env, { GITHUB_REPOSITORY: "acme/shop" });
  quickstart.world.checkOut("v2");
}, 60_000);
afterAll(async () => {
  await quickstart.close();
  await github[Symbol.asyncDispose]();
});
beforeEach(() => inRun(77));

const hour = 3_600_000;
const gate = "production-approve";
const step = { version: "v2", gate, application: "quickstart", "github-token": "a-token-of-the-run" };
const deployments = () => github.state.deployments.map(({ sha, statuses }) => [version(sha), statuses.at(-1)?.state]);
const version = (sha: string) => ["v1", "v2", "v3"].find((tag) => quickstart.world.commit(tag) === sha);

function inRun(id: number, attempt = 1): void {
  Object.assign(quickstart.env, { GITHUB_RUN_ID: String(id), GITHUB_RUN_ATTEMPT: String(attempt), GITHUB_JOB: "act" });
}

/** The gate's job of a run has ended, and somebody has said yes to it, or something else. */
function pass(run: number, { ago = 0, attempt = 1, state = "approved" as "approved" | "rejected" } = {}): void {
  const completedAt = new Date(Date.now() - ago).toISOString().replace(/\.\d+Z$/, "Z");
  github.add({
    runs: [{ id: run, attempt }],
    jobs: [{ run, attempt, name: `deploy / gate ${gate}`, completedAt }],
    reviews: [{ run, environments: [gate], state, user: "alice", comment: "looks good" }],
  });
}

async function refuse(
  action: string,
  given: Readonly<Record<string, string>> = step,
): Promise<Ended & { why: string }> {
  const before = quickstart.traces();
  const ended = await quickstart.run(action, given);
  expect(ended.failure?.code).toBe("refused");
  expect(quickstart.traces()).toEqual(before);
  return { ...ended, why: ended.failure?.message ?? "" };
}

async function succeed(action: string, given: Readonly<Record<string, string>> = step): Promise<Ended> {
  const ended = await quickstart.run(action, given);
  expect(ended.failure?.message).toBe(undefined);
  return ended;
}

async function state() {
  const { path: folder } = { path: quickstart.world.git("rev-parse", "--show-toplevel") };
  const where = { store: "local", application: "quickstart", environment: "production" } as const;
  return (await (await openGitJournal({ effects: testEffects({ folder }), ...where })).head()).state;
}

// One story: each test begins where the one before has ended.
test("without a token nobody can tell whether a gate was passed, so it was not", async () => {
  const { why, outputs } = await refuse("backup", { version: "v2", gate });
  expect(why).toBe(
    "whether `production-approve` was approved cannot be verified: there is no `github-token` to ask GitHub with",
  );
  expect(outputs).toMatchObject({ changed: "false" });
});

test("a run that nobody has approved, one that was rejected, and one that was approved three days ago change nothing", async () => {
  github.add({ runs: [{ id: 77 }], jobs: [{ run: 77, name: `gate ${gate}` }] });
  expect((await refuse("backup")).why).toBe("not approved: nobody has approved `production-approve` in this run");
  inRun(70);
  pass(70, { state: "rejected" });
  expect((await refuse("backup")).why).toBe("not approved: alice has rejected `production-approve` in this run");
  inRun(71);
  pass(71, { ago: 72 * hour });
  expect((await refuse("backup")).why).toMatch(
    /^not approved: `production-approve` was passed at .*, longer ago than the 24 h/,
  );
});

test("GitHub that says no to the question has not said yes to the release", async () => {
  pass(77);
  github.fail({ operation: "actions/get-reviews-for-run", kind: "forbidden" });
  expect((await refuse("backup")).why).toMatch(/^whether `production-approve` was approved cannot be verified: /);
  github.heal();
});

test("a plan that is another one by now is refused, and the message says what has changed", async () => {
  const { outputs } = await quickstart.run("plan", { version: "v2" });
  const approved = outputs.digest ?? "";
  expect(approved).toMatch(/^[0-9a-f]{64}(-[0-9a-f]{8})+$/);
  quickstart.configure((file) => Object.assign(file["traffic-shift"] ?? {}, { watch: "2s" }));
  const { why, failure } = await refuse("backup", { ...step, "approved-digest": approved });
  expect(why).toBe("plan changed since approval: configuration");
  expect(failure?.hint).toContain("Start a new run");
  expect((await refuse("backup", { ...step, "approved-digest": "0".repeat(64) })).why).toBe(
    "plan changed since approval",
  );
  quickstart.world.git("checkout", "--quiet", "--", ".");
}, 30_000);

test("an approved release begins: the journal has the approval, GitHub a Deployment that names the journal's entry", async () => {
  const { outputs: plan } = await quickstart.run("plan", { version: "v2" });
  const before = github.calls.length;
  const { outputs } = await succeed("backup", { ...step, "approved-digest": plan.digest ?? "" });
  expect(outputs.changed).toBe("false");
  const { open, usedApprovals, publication } = await state();
  expect(open?.approvals).toMatchObject([{ gate, run: "77", user: "alice", comment: "looks good" }]);
  expect(usedApprovals).toEqual([`77/${gate}`]);
  expect(deployments()).toEqual([["v2", "in_progress"]]);
  const [deployment] = github.state.deployments;
  expect(publication?.deployment).toBe(deployment?.id);
  expect(deployment?.payload).toMatchObject({
    release: open?.id,
    version: "v2",
    application: "quickstart",
    slot: "blue",
  });
  const [, place] =
    /^journal ([0-9a-f]{12}) of quickstart: /.exec(deployment?.statuses.at(-1)?.description ?? "") ?? [];
  expect(quickstart.world.git("for-each-ref", "--contains", place ?? "nothing", "refs/deploy-actions")).not.toBe("");
  expect(github.calls.length - before).toBe(5);
}, 30_000);

test("a freeze that has begun since is looked at again before anything is migrated", async () => {
  quickstart.configure((file) =>
    Object.assign(file, { plan: { freeze: [{ cron: "* * * * *", for: "2m", why: "sale" }] } }),
  );
  const { failure, outputs } = await quickstart.run("migrate", step);
  quickstart.world.git("checkout", "--quiet", "--", ".");
  expect(failure?.code).toBe("refused");
  expect(failure?.message).toMatch(/^plan: freeze: nothing is released until .* \(sale\)/);
  expect(outputs.changed).toBe("false");
  const { open } = await state();
  expect(open).toMatchObject({ version: "v2", migration: null });
});

test("the next step of the same run asks nothing of GitHub any more, and says that something was changed", async () => {
  const before = github.calls.length;
  expect((await succeed("migrate")).outputs.changed).toBe("true");
  const { outputs } = await succeed("deploy-slot", step);
  expect(outputs).toMatchObject({ changed: "true", slot: "blue" });
  expect(github.calls.length - before).toBe(0);
}, 30_000);

test("another run of the same commit neither goes on with that release, however well approved, nor takes it back", async () => {
  inRun(78);
  pass(78);
  const { why, outputs } = await refuse("migrate");
  expect(why).toMatch(/^not approved: v2 was opened by another run/);
  expect(outputs.changed).toBe("true");
  const { lines } = await succeed("rollback", { "github-token": "a-token-of-the-run" });
  expect(lines).toContain("Nothing to put back: the open release is v2, another one");
  expect((await state()).open?.version).toBe("v2");
});

test("the run that has opened it takes it back, and its Deployment has failed", async () => {
  inRun(77, 1);
  const { outputs } = await succeed("rollback", { "github-token": "a-token-of-the-run" });
  expect(outputs.changed).toBe("false");
  expect(deployments()).toEqual([["v2", "failure"]]);
}, 30_000);

test("neither a re-run of the failed jobs nor a re-run of everything, approved anew, bypasses the gate", async () => {
  inRun(77, 2);
  const used = "not approved: the approval of `production-approve` in run 77 was used already for an earlier release";
  expect((await refuse("backup")).why).toBe(used);
  pass(77, { attempt: 2 });
  const { why, failure } = await refuse("backup");
  expect(why).toBe(used);
  expect(failure?.hint).toBe("Start a new run; a re-run does not bypass the gate.");
});

test("a new run that is approved deploys; its Deployment is live once the release is good", async () => {
  inRun(79);
  pass(79);
  const quick = "{ steps: 100, watch: 300ms, probe-rate: 60, min-requests: 1 }";
  const { outputs } = await succeed("deploy", { ...step, "traffic-shift": quick });
  expect(outputs).toMatchObject({ weight: "100", changed: "true" });
  expect(deployments()).toEqual([
    ["v2", "failure"],
    ["v2", "success"],
  ]);
}, 60_000);

test("a journal that was set back is found out by what GitHub was told of it, and one that goes on is believed", async () => {
  const { git } = quickstart.world;
  const [ref = ""] = git("for-each-ref", "--format=%(refname)", "refs/deploy-actions").split("\n");
  const newest = git("rev-parse", ref);
  const good = git("log", "-1", "--format=%H", "--grep=^done mark-good: v2", ref);
  git("update-ref", ref, good);
  quickstart.world.checkOut("v3");
  inRun(80);
  pass(80);
  const { why, failure } = await refuse("backup", { ...step, version: "v3" });
  expect(why).toMatch(
    /^the journal was set back: Deployment \d+ of \S+ names its entry [0-9a-f]{12}, which refs\S+ in \S+ does not hold$/,
  );
  expect(failure?.hint).toContain("Find out who has moved the ref");
  git("update-ref", ref, newest);
  await succeed("backup", { ...step, version: "v3" });
  expect(deployments().slice(-2)).toEqual([
    ["v2", "success"],
    ["v3", "in_progress"],
  ]);
}, 60_000);
