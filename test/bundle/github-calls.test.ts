import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkflow, tally, type WholeRun, type Workflow } from "./whole-run.ts";

let workflow: Workflow;

beforeAll(async () => {
  workflow = await openWorkflow(mkdtempSync(join(tmpdir(), "deploy-actions-calls-")));
}, 60_000);
afterAll(() => workflow?.close());

const callsOf = ({ steps }: WholeRun) => steps.map(({ name, calls }) => [name, calls.length]);
const comments = () => workflow.github.state.comments;

test("steps without a token send nothing", async () => {
  const { runner, github } = workflow;
  const step = async (action: string) => {
    const { code, log } = await runner.step(action, { env: github.env });
    expect(code, log).toBe(0);
  };
  for (const action of ["report", "watch"]) await step(action);
  runner.checkOut("v2");
  await step("plan");
  // Before these v1 was deployed, without a token as well.
  expect(runner.world.git("for-each-ref", "refs/deploy-actions")).not.toBe("");
  expect(github.calls).toEqual([]);
});

// One deployment after the other: each begins where the one before has ended.
test.each([
  { pulls: 1, after: "v1", most: 27 },
  { pulls: 5, after: "with-1", most: 35 },
])(
  "with $pulls of its changes from pull requests a deployment asks GitHub at most $most times",
  async ({ pulls, after, most }) => {
    const before = comments().length;
    workflow.commit(`with-${pulls}`, { after, like: "v2", pulls });
    const run = await workflow.run(`with-${pulls}`);
    expect(run.calls.length, JSON.stringify(callsOf(run))).toBeLessThanOrEqual(most);
    // Nothing was saved by leaving things out: GitHub knows of the release, and each pull request has its one comment.
    expect(tally(run.calls)).toMatchObject({ "repos/create-deployment": 1, "actions/get-reviews-for-run": 1 });
    expect(workflow.github.state.deployments.at(-1)?.statuses.at(-1)).toMatchObject({ state: "success" });
    expect(comments().slice(before)).toHaveLength(pulls);
    for (const { body } of comments().slice(before)) expect(body).toContain("is live and verified good");
    // Between the first step and the last there is nothing that GitHub could be asked, so a rollback waits for nobody.
    expect(callsOf(run)).toEqual(
      expect.arrayContaining([
        ["migrate", 0],
        ["deploy-slot", 0],
        ["traffic-shift", 0],
      ]),
    );
    expect(run.calls.filter(({ status }) => status >= 400)).toEqual([]);
  },
  60_000,
);

test("a deployment that is taken back asks no more than one that goes well, its revert included", async () => {
  workflow.commit("bad", { after: "with-5", like: "v3", pulls: 1 });
  const run = await workflow.run("bad");
  expect(run.steps.map(({ name }) => name)).toContain("rollback");
  expect(run.calls.length, JSON.stringify(callsOf(run))).toBeLessThanOrEqual(27);
  expect(tally(run.calls)).toMatchObject({ "graphql revertPullRequest": 1 });
}, 60_000);
