import { expect, test } from "vitest";
import { CancelledError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { checkPublished } from "../../src/stages/check-published.ts";
import type { Context } from "../../src/stages/context.ts";
import { runPipeline } from "../../src/stages/pipeline.ts";
import { deploymentPublisher } from "../../src/stages/publish-deployment.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { type Bench, openBench, v1, v2 } from "../doubles/bench.ts";
import { type GitHubPlace, githubPlace, memoryGitHub } from "../doubles/github.ts";
import { memoryJournal } from "../doubles/journal.ts";

const url = "https://shop.example.com";

/** Opens v2 with GitHub told of it, then does the work; answers with what GitHub shows, newest first. */
async function withV2(
  bench: Bench,
  place: GitHubPlace,
  work: (context: Context) => Promise<unknown> = async () => undefined,
  address: string | null = url,
) {
  const effects = bench.run({ url: "https://github.test/runs/77" });
  effects.mask("hunter2");
  const github = async () => memoryGitHub(place);
  const where = { application: "Shop", environment: "production" };
  const publisher = deploymentPublisher({ effects, github, ...where, url: address });
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    await publisher.opened(context.session);
    await work({ ...context, publisher });
  }, effects);
  return { effects, shown: place.deployments.get("production") ?? [] };
}

const states = (place: GitHubPlace) => (place.deployments.get("production") ?? []).map(({ state }) => state);

test("a release that was opened is in progress, and the journal has the Deployment's number", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  const { shown } = await withV2(bench, place);
  expect(shown).toMatchObject([{ commit: v2.commit, state: "in_progress", url }]);
  expect(bench.entries("publish")).toMatchObject([{ after: { deployment: shown[0]?.id }, release: { version: "v2" } }]);
  expect(place.requests).toEqual(["createDeployment production", "setDeploymentStatus 1 in_progress"]);
});

test("success is told once everything is done, and what was live before is not live any more", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  const old = {
    id: 900,
    commit: v1.commit,
    task: "deploy",
    createdAt: "2026-11-01T00:00:00Z",
    wasGood: true,
    url: null,
  };
  const others = "journal 0123456789ab of blog: v9 is live and verified good";
  place.deployments.set("production", [
    { ...old, state: "success", description: "journal place-2 of shop: v1 is live and verified good" },
    { ...old, id: 901, state: "failure", description: "journal place-1 of shop: v0 was rolled back" },
    { ...old, id: 902, state: "success", description: others },
    { ...old, id: 903, state: "success", description: "made by another tool" },
  ]);
  const told: string[][] = [];
  bench.journal.beforeAppend = ({ deed }) => void (deed === "mark-good" && told.push(states(place)));
  await withV2(bench, place, (context) => runPipeline(context, bench.chain()));
  expect(told).toEqual([["in_progress", "success", "failure", "success", "success"]]);
  expect(states(place)).toEqual(["success", "inactive", "failure", "success", "success"]);
});

test("a rollback is told as a failure, and what was live stays so", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  const { shown } = await withV2(bench, place, (context) => rollBack(context, bench.rollBackOptions()));
  expect(shown).toMatchObject([
    { state: "failure", description: expect.stringMatching(/ of shop: v2 was rolled back$/) },
  ]);
});

test("GitHub that fails is warned of and stops nothing; a good release is told of as soon as it answers again", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  place.fail = () => new ServiceError("GitHub is away");
  const { effects } = await withV2(bench, place, async (context) => {
    place.fail = () => undefined;
    expect((await runPipeline(context, bench.chain())).state).toBe("good");
  });
  expect(effects.lines).toContain("warn: GitHub was not told: GitHub is away");
  expect(states(place)).toEqual(["success"]);
});

test("a release goes live and comes back also while GitHub refuses everything", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  place.fail = () => new RefusedError("403");
  await withV2(bench, place, async (context) => {
    await runPipeline(context, bench.chain());
    expect(context.session.state.live?.version).toBe("v2");
  });
  expect(place.deployments.size).toBe(0);
});

test.each(["https://user:pass@shop.example.com", "https://hunter2.example.com", "ftp://shop", "no address"])(
  "`%s` is not shown to everybody",
  async (address) => {
    const { shown } = await withV2(await openBench(), githubPlace(), undefined, address);
    expect(shown).toMatchObject([{ state: "in_progress", url: null }]);
  },
);

/** Looks as a step does before it opens the next release. */
async function look(bench: Bench, place: GitHubPlace) {
  const effects = bench.run();
  const journal = memoryJournal(bench.journal);
  const { state } = await journal.head();
  const where = { application: "shop", environment: "production" };
  await checkPublished({ effects, github: memoryGitHub(place), journal, state, ...where });
  return effects.lines;
}

test("a journal that holds what GitHub was told last is believed", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  await withV2(bench, place, (context) => runPipeline(context, bench.chain()));
  expect(await look(bench, place)).toEqual([]);
});

test("a journal that was set back, or begun anew, is refused", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  await withV2(bench, place, (context) => runPipeline(context, bench.chain()));
  bench.journal.entries.splice(4);
  await expect(look(bench, place)).rejects.toThrow(/^the journal was set back: Deployment 1 of /);
  await expect(look(await openBench(null), place)).rejects.toThrow(/^the journal was set back: /);
});

test("another application's Deployments in the same environment speak against nothing", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  const facts = { id: 1, commit: v2.commit, task: "deploy", wasGood: true, url: null, state: "failure" as const };
  const description = "journal 0123456789ab of blog: v9 was rolled back";
  place.deployments.set("production", [{ ...facts, createdAt: "2026-11-01T00:00:00Z", description }]);
  expect(await look(bench, place)).toEqual([]);
});

test("what somebody else has made live since then is said", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  const hotfix = { id: 7, commit: "9".repeat(40), task: "deploy", wasGood: true, url: null, description: "hotfix" };
  place.deployments.set("production", [{ ...hotfix, state: "success", createdAt: "2026-11-21T00:00:00Z" }]);
  expect(await look(bench, place)).toEqual([
    "warn: GitHub shows 99999999 (Deployment 7) as live, the journal v1: somebody else may have deployed in production of octo-org/shop",
  ]);
});

test("what somebody else had made live before the journal's release was is history", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  const older = { id: 7, commit: "9".repeat(40), task: "deploy", wasGood: true, url: null, description: "older" };
  place.deployments.set("production", [{ ...older, state: "success", createdAt: "2026-11-19T00:00:00Z" }]);
  expect(await look(bench, place)).toEqual([]);
});

test("GitHub out of reach speaks against nothing, a cancellation ends the step", async () => {
  const [bench, place] = [await openBench(), githubPlace()];
  place.fail = () => new ServiceError("GitHub is away");
  expect(await look(bench, place)).toEqual([
    "warn: The journal could not be held against GitHub's Deployments: GitHub is away",
  ]);
  place.fail = () => new CancelledError("cancelled by SIGINT");
  await expect(look(bench, place)).rejects.toThrow("cancelled by SIGINT");
});
