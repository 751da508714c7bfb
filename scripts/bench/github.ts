import { openGitHub } from "../../src/adapters/github/open.ts";
import { openWorkflow, tally, type WholeRun, type Workflow } from "../../test/bundle/whole-run.ts";
import { openFakeGitHub } from "../../test/github/fake.ts";
import type { Call } from "../../test/github/server.ts";
import type { Figure } from "./figures.ts";
import { quietEffects } from "./quiet-effects.ts";
import type { Place } from "./scene.ts";

/** Pull requests of one deployment after the other. */
const ranges = [0, 1, 5, 20] as const;

/** What a deployment may ask of GitHub, by the number of its pull requests. */
const most = (pulls: number): number => 25 + 2 * pulls;

const past = 10_000;

/** Counts what is asked of GitHub by whole deployments, by one that is taken back, and by the look for what was good. */
export async function measureGitHub({ folder, dist, signal }: Place): Promise<readonly Figure[]> {
  const workflow = await openWorkflow(`${folder}/workflow`, dist);
  try {
    const figures: Figure[] = [];
    let after = "v1";
    for (const pulls of ranges) {
      signal.throwIfAborted();
      const version = `with-${pulls}`;
      workflow.commit(version, { after, like: pulls === 0 ? "v1" : "v2", pulls });
      figures.push(figureOf(pulls, await workflow.run(version)));
      after = version;
    }
    signal.throwIfAborted();
    return [...figures, ...(await takenBack(workflow, after)), await previousGood(folder)];
  } finally {
    await workflow.close();
  }
}

function figureOf(pulls: number, { calls }: WholeRun): Figure {
  const what = `GitHub calls of a deployment, ${pulls} pull request${pulls === 1 ? "" : "s"} in it`;
  return { what, value: calls.length, unit: "calls", target: most(pulls), how: told(calls) };
}

async function takenBack(workflow: Workflow, after: string): Promise<readonly Figure[]> {
  workflow.commit("bad", { after, like: "v3", pulls: 1 });
  const { calls, steps } = await workflow.run("bad");
  const back = steps.slice(steps.findIndex(({ name }) => name === "traffic-shift"));
  if (!back.some(({ name }) => name === "rollback")) throw new Error("the bad release was not taken back");
  const backCalls = back.flatMap((step) => step.calls);
  const what = "GitHub calls of a deployment that is taken back, 1 pull request in it";
  return [
    { what, value: calls.length, unit: "calls", target: most(1), how: told(calls) },
    {
      what: "GitHub calls of the rollback, report and revert included",
      value: backCalls.length,
      unit: "calls",
      target: null,
      how: told(backCalls),
    },
  ];
}

/** Finds the deployment that was live before those that failed, at an environment with a long past. */
async function previousGood(folder: string): Promise<Figure> {
  const sha = "1".repeat(40);
  const state = (number: number) => (number < past - 20 ? "success" : "failure");
  const deployments = Array.from({ length: past }, (_, number) => ({
    sha,
    createdAt: new Date(Date.UTC(2025, 0, 1) + number * 60_000).toISOString().replace(".000Z", "Z"),
    statuses: [{ state: state(number) } as const],
  }));
  await using fake = await openFakeGitHub({ seed: { commits: [{ sha }], deployments } });
  using quiet = quietEffects(folder);
  const env: Readonly<Record<string, string>> = { ...fake.env, GITHUB_REPOSITORY: "acme/shop" };
  const github = await openGitHub({ effects: { ...quiet, env: (name) => env[name] }, token: "a-token" });
  const good = (await github?.deployments("production"))?.find(({ wasGood }) => wasGood);
  const expected = fake.state.deployments.findLast(({ statuses }) => statuses[0]?.state === "success");
  if (good === undefined || good.id !== expected?.id) throw new Error("the previous good deployment was not found");
  return {
    what: `GitHub calls to find the previous good among ${past.toLocaleString("en")} deployments`,
    value: fake.calls.length,
    unit: "calls",
    target: 2,
    how: told(fake.calls),
  };
}

function told(calls: readonly Call[]): string {
  return Object.entries(tally(calls))
    .map(([name, count]) => `${count} ${name.replace(/^[a-z]+\//, "")}`)
    .join(", ");
}
