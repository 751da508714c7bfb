import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeGitHub, openFakeGitHub } from "../github/fake.ts";
import { type Ended, openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
let github: FakeGitHub;
const ramp = "production-ramp-50";
const quick = "{ steps: '10, 50, 100', watch: 300ms, probe-rate: 60, min-requests: 1 }";
const further = { "github-token": "a-token-of-the-run", gate: ramp };

beforeAll(async () => {
  quickstart = await openQuickstart();
  expect((await quickstart.run("deploy", { version: "v1" })).failure).toBe(undefined);
  github = await openFakeGitHub({ seed: { environments: [{ name: ramp, reviewers: ["bob"] }], runs: [{ id: 77 }] } });
  quickstart.world.checkOut("v2");
  configure({});
  // Opened at a terminal: what follows is asked of run 77.
  const { outputs, failure } = await quickstart.run("deploy", {
    version: "v2",
    // Enough requests that 10 % of them are some, whatever the dice say.
    "traffic-shift": quick
      .replace("{", "{ to: 10,")
      .replace("watch: 300ms, probe-rate: 60", "watch: 1s, probe-rate: 150"),
  });
  expect(failure?.message).toBe(undefined);
  expect(outputs).toMatchObject({ weight: "10", changed: "true" });
  Object.assign(quickstart.env, github.env, { GITHUB_REPOSITORY: "acme/shop", GITHUB_RUN_ID: "77" });
}, 60_000);
afterAll(async () => {
  await quickstart.close();
  await github[Symbol.asyncDispose]();
});

function configure(plan: Readonly<Record<string, unknown>>): void {
  quickstart.configure((file) => {
    Object.assign(file["traffic-shift"] ?? {}, {
      steps: "10, 50, 100",
      // Enough that 10 % of them are some, whatever the dice say.
      watch: "1s",
      "probe-rate": 150,
      "min-requests": 1,
    });
    Object.assign(file, { plan });
  });
}

async function refuse(given: Readonly<Record<string, string>>): Promise<Ended & { readonly why: string }> {
  const before = quickstart.traces();
  const ended = await quickstart.run("continue", given);
  expect(ended.failure?.code).toBe("refused");
  expect(quickstart.traces()).toEqual(before);
  expect(ended.outputs.changed).toBe("true");
  return { ...ended, why: ended.failure?.message ?? "" };
}

// One release, one step after the other.
test("the weight stays where it is while nobody has passed the next gate", async () => {
  expect((await refuse({ ...further, to: "50" })).why).toMatch(
    /^not approved: run 77 has no job `gate production-ramp-50`/,
  );
});

test("an approval is about the commit of its run: another one that is open does not rise by it", async () => {
  github.add({
    jobs: [{ run: 77, name: `deploy / gate ${ramp}` }],
    reviews: [{ run: 77, environments: [ramp], state: "approved", user: "bob", comment: "half" }],
  });
  const { why } = await refuse({ ...further, to: "50", release: "v1" });
  expect(why).toMatch(/^not approved: v2 \([0-9a-f]{8}\) is open, and this run's approval is about /);
});

test("the last job of another run, run again, does not take the open release past its gates", async () => {
  const release = quickstart.world.commit("v1");
  const { why } = await refuse({ "github-token": "a-token-of-the-run", release, to: "100" });
  expect(why).toMatch(/^not approved: v2 \(.* is open, and this run's approval is about/);
});

test("a freeze keeps more traffic away, and changes nothing", async () => {
  configure({ freeze: [{ cron: "* * * * *", for: "2m", why: "sale" }] });
  const { why } = await refuse({ ...further, to: "50" });
  configure({});
  expect(why).toMatch(/^plan: freeze: nothing is released until .* \(sale\); wait, or say in `override-freeze`/);
});

test("an approved step goes exactly as far as it says", async () => {
  const { outputs, failure } = await quickstart.run("continue", { ...further, to: "50" });
  expect(failure?.message).toBe(undefined);
  expect(outputs).toMatchObject({ weight: "50", changed: "true" });
}, 30_000);

test("the same step again goes no further", async () => {
  const { outputs, failure } = await quickstart.run("continue", { ...further, to: "50" });
  expect(failure?.message).toBe(undefined);
  expect(outputs.weight).toBe("50");
}, 30_000);

test("a gate that was rejected at 50 % leaves the weight, and what follows may take it back", async () => {
  github.add({ reviews: [{ run: 77, environments: [ramp], state: "rejected", user: "bob", comment: "no" }] });
  expect((await refuse({ ...further, to: "100" })).why).toBe(
    "not approved: bob has rejected `production-ramp-50` in this run",
  );
  const { outputs, failure } = await quickstart.run("rollback", { which: "any" });
  expect(failure?.message).toBe(undefined);
  expect(outputs).toMatchObject({ "restored-release": quickstart.world.commit("v1"), changed: "false" });
}, 30_000);

test("a step for what is live already finds nothing left to do; for what was taken back nothing to continue", async () => {
  const before = quickstart.traces();
  const { outputs, failure } = await quickstart.run("continue", { ...further, to: "100", release: "v1" });
  expect(failure?.message).toBe(undefined);
  expect(outputs).toMatchObject({ weight: "100", release: quickstart.world.commit("v1"), "previous-release": "" });
  const other = await quickstart.run("continue", { ...further, to: "100" });
  expect(other.failure?.message).toContain("no release is open, so there is nothing to continue");
  expect(quickstart.traces()).toEqual(before);
});
