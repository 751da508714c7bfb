import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entriesOf, expectServed } from "../chain/evidence.ts";
import { declaredOutputs, openRunner, type Runner, type Step, type StepOptions } from "./runner.ts";

const folder = mkdtempSync(join(tmpdir(), "deploy-actions-bundle-"));
let runner: Runner;

beforeAll(async () => {
  runner = await openRunner(folder);
});
afterAll(async () => {
  await runner?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Runs a step and proves what holds for every one of them: each declared output is set, and nothing else is. */
async function step(action: string, options: StepOptions = {}): Promise<Step> {
  const ended = await runner.step(action, options);
  expect(Object.keys(ended.outputs).sort(), ended.log).toEqual(declaredOutputs(action));
  expect(ended.code, ended.log).toBe(ended.outputs.outcome === "success" ? 0 : 1);
  expect(ended.outputs.reason === "", ended.log).toBe(ended.outputs.outcome === "success");
  return ended;
}

async function succeed(action: string, options: StepOptions = {}): Promise<Step> {
  const ended = await step(action, options);
  expect(ended.outputs.outcome, ended.log).toBe("success");
  return ended;
}

const commit = (tag: string) => runner.world.commit(tag);

// One deployment after the other, as in a repository: each test begins where the one before has ended.
describe("the shipped actions on a runner", () => {
  test("the root action deploys the first release in one step", async () => {
    runner.checkOut("v1");
    const { outputs, log } = await succeed("deploy", { with: { version: "v1" } });
    expect(outputs).toMatchObject({ release: commit("v1"), slot: "green", weight: "100", "previous-release": "" });
    expect(outputs.journal).toMatch(/^[0-9a-f-]{36}$/);
    expect(log).toContain("v1 is live and verified good");
    await expectServed(runner.world, { tag: "v1", slot: "green" });
  });

  test("`plan` tells what v2 would do, and writes nothing but what its rehearsal showed", async () => {
    runner.checkOut("v2");
    const before = await entriesOf(runner.world);
    const { outputs, summary } = await succeed("plan", { with: { version: "v2" } });
    expect(JSON.parse(outputs.plan ?? "")).toMatchObject({
      commit: commit("v2"),
      version: "v2",
      slot: "blue",
      verdict: "SAFE",
      live: { commit: commit("v1"), version: "v1" },
      pending: [{ version: "20261109090000", verdict: "SAFE" }],
      obstacles: [],
    });
    expect(outputs.digest).toMatch(/^[0-9a-f]{64}(-[0-9a-f]{8})+$/);
    expect(JSON.parse(outputs["rollback-plan"] ?? "").at(-1)).toContain("no point of no return");
    expect(summary).toContain("## Plan: `quickstart` to `production`");
    const [newest, ...others] = await entriesOf(runner.world);
    expect(newest).toMatchObject({ phase: "done", deed: "rehearse" });
    expect(others).toEqual(before);
    expect((await runner.step("plan", { with: { version: "v2" } })).outputs.digest).toBe(outputs.digest);
  });

  test("`backup` opens the release and proves a backup", async () => {
    const { outputs } = await succeed("backup", { with: { version: "v2" } });
    expect(outputs).toMatchObject({ release: commit("v2"), verified: "true" });
    expect(outputs.location).toContain(outputs.backup);
  });

  test("`migrate` applies what is pending", async () => {
    const { outputs } = await succeed("migrate");
    expect(outputs).toMatchObject({ applied: '["20261109090000"]', pending: "[]", verdict: "SAFE" });
  });

  test("`deploy-slot` brings the release up in the idle slot", async () => {
    const { outputs } = await succeed("deploy-slot");
    expect(outputs).toMatchObject({
      slot: "blue",
      url: runner.world.host.url("blue"),
      "previous-release": commit("v1"),
    });
    await expectNobodyOn("blue");
  });

  test("`smoke-test` checks it there", async () => {
    const { outputs, log } = await succeed("smoke-test");
    expect(outputs).toMatchObject({ passed: "3", failed: "0" });
    expect(log).toContain("pass  page");
    await expectNobodyOn("blue");
  });

  test("`traffic-shift` goes as far as it was told", async () => {
    const { outputs } = await succeed("traffic-shift", { with: { to: "50" } });
    expect(outputs).toMatchObject({ weight: "50", verdict: "pass" });
    expect(await shareOf("blue")).toBe(50);
  });

  test("another release is refused while this one is open, and its name is told", async () => {
    runner.checkOut("v3");
    const { outputs, error } = await step("deploy", { with: { version: "v3" } });
    expect(outputs).toMatchObject({ outcome: "refused", reason: "refused" });
    expect(error).toContain("v2");
    expect(error).toContain("finish it with `continue` or take it back with `rollback`");
    runner.checkOut("v2");
  });

  test("`continue` goes on to the end", async () => {
    const { outputs } = await succeed("continue");
    expect(outputs).toMatchObject({
      weight: "100",
      slot: "blue",
      "previous-release": commit("v1"),
      release: commit("v2"),
    });
    await expectServed(runner.world, { tag: "v2", slot: "blue" });
  });

  test("`report` tells the story in the summary", async () => {
    const { outputs, summary } = await succeed("report");
    expect(outputs).toMatchObject({ release: commit("v2"), "comment-url": "" });
    expect(summary).toContain("is live and verified good");
    expect(summary).toContain("Deployed by octocat.");
    expect(summary).toMatch(/\| promote \(flagd\) \| done \|/);
  });

  test("deploying what is live already is refused, with every output set", async () => {
    const { outputs, error } = await step("deploy");
    expect(outputs).toMatchObject({ outcome: "refused", reason: "refused" });
    expect(error).toMatch(/^release: [0-9a-f]{8} is live already, since \S+; deploy another commit$/);
  });

  test("a release that fails a step is put back in the same step, and the outputs say so", async () => {
    runner.checkOut("v3");
    const { outputs, error, log } = await step("deploy", { with: { version: "v3" } });
    expect(outputs, log).toMatchObject({
      outcome: "failure",
      reason: "aborted",
      "previous-release": commit("v2"),
      slot: "green",
    });
    expect(error).toMatch(/the new release failed at 50 %: \d+ of \d+ requests failed/);
    expect(error).toContain(`v2 (${commit("v2")}) serves all traffic`);
    await expectServed(runner.world, { tag: "v2", slot: "blue" });
  });

  test("`rollback` has nothing left to do, and says what serves", async () => {
    const before = runner.world.git("for-each-ref");
    const { outputs } = await succeed("rollback");
    expect(outputs).toMatchObject({ "restored-release": commit("v2"), database: "untouched" });
    expect(runner.world.git("for-each-ref")).toBe(before);
  });

  test("a commit that was taken back is refused until somebody says otherwise", async () => {
    const { error } = await step("deploy", { with: { version: "v3" } });
    expect(error).toMatch(
      /^release: [0-9a-f]{8} was marked bad at \S+: .*; deploy a repaired commit, or set `allow-bad-commit: true`$/,
    );
  });

  test("`rollback` takes an open release back", async () => {
    const allowed = { "allow-bad-commit": "true", version: "v3" };
    // Another attempt: what this very job has opened and lost is not opened by it once more.
    const env = { GITHUB_RUN_ATTEMPT: "2" };
    await succeed("backup", { with: allowed, env });
    await succeed("deploy-slot", { with: allowed, env });
    const { outputs } = await succeed("rollback", { with: { reason: "enough" }, env });
    expect(outputs).toMatchObject({ "restored-release": commit("v2"), release: commit("v3") });
    await expectServed(runner.world, { tag: "v2", slot: "blue" });
  });
});

async function shareOf(slot: "blue" | "green"): Promise<number> {
  const { active, weight } = (await (await fetch(`${runner.world.door}/-/door`)).json()) as {
    active: string;
    weight: number;
  };
  return active === slot ? 100 - weight : weight;
}

async function expectNobodyOn(slot: "blue" | "green"): Promise<void> {
  expect(await shareOf(slot)).toBe(0);
}
