import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeGitHub, openFakeGitHub } from "../github/fake.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
let github: FakeGitHub;
const given = { application: "quickstart", "github-token": "a-token-of-the-run" };
const quick = { "traffic-shift": "{ steps: [50, 100], watch: 300ms, probe-rate: 60, min-requests: 1 }" };

beforeAll(async () => {
  quickstart = await openQuickstart();
  expect((await quickstart.run("deploy", { version: "v1", application: "quickstart" })).failure).toBe(undefined);
  const { git, commit } = quickstart.world;
  git("update-ref", "refs/heads/main", commit("v3"));
  github = await openFakeGitHub({ origin: git("rev-parse", "--absolute-git-dir") });
  const merged = { state: "closed" as const, base: "main", mergedAt: "2026-11-20T10:00:00Z" };
  github.add({
    pulls: [
      { ...merged, number: 7, title: "Priorities", mergeCommit: commit("v2") },
      { ...merged, number: 8, title: "Due dates, says @alice, fixes #3", mergeCommit: commit("v3") },
    ],
  });
  Object.assign(quickstart.env, github.env, { GITHUB_REPOSITORY: "acme/shop", GITHUB_RUN_ID: "77" });
  Object.assign(quickstart.env, { GITHUB_RUN_ATTEMPT: "1", GITHUB_JOB: "report" });
}, 60_000);
afterAll(async () => {
  await quickstart.close();
  await github[Symbol.asyncDispose]();
});

const comments = (on: number) => github.state.comments.filter(({ number }) => number === on).map(({ body }) => body);

/** Checks a release out as its workflow run would. */
function begin(version: string, run: number): void {
  quickstart.world.checkOut(version);
  Object.assign(quickstart.env, { GITHUB_RUN_ID: String(run), GITHUB_RUN_ATTEMPT: "1", GITHUB_JOB: "report" });
  quickstart.configure((file) => {
    file.rollback = { ...file.rollback, "revert-pull-request": true };
  });
}

async function report(more: Readonly<Record<string, string>> = {}) {
  const ended = await quickstart.run("report", { ...given, ...more });
  expect(ended.failure?.message).toBe(undefined);
  return ended;
}

// One release after the other: each test begins where the one before has ended.
test("a release is told on the pull request that brought it, from its plan to its end, in one comment", async () => {
  begin("v2", 77);
  const { outputs } = await report({ moment: "planned", version: "v2" });
  expect(comments(7)).toEqual([expect.stringContaining("waits for approval")]);
  expect(outputs["comment-url"]).toMatch(/\/pull\/7#issuecomment-\d+$/);
  expect(JSON.parse(outputs.comments ?? "")).toEqual([{ number: 7, url: outputs["comment-url"] }]);
  await report({ moment: "started", version: "v2" });
  expect(comments(7)).toEqual([expect.stringContaining("is being deployed")]);
  expect((await quickstart.run("deploy", { ...given, ...quick, version: "v2" })).failure).toBe(undefined);
  await report({ moment: "ended", version: "v2" });
  expect(comments(7)).toEqual([expect.stringMatching(/is live and verified good[\s\S]*restored and equal[\s\S]*SAFE/)]);
}, 60_000);

test("a release that failed is told on its own pull request, and is reverted by one of GitHub's", async () => {
  begin("v3", 78);
  const deployed = await quickstart.run("deploy", { ...given, ...quick, version: "v3" });
  expect(deployed.failure?.code).toBe("aborted");
  const calls = github.calls.length;
  const { outputs, summary, lines } = await report({ moment: "ended", version: "v3" });
  expect(comments(8)).toEqual([expect.stringMatching(/was \*\*rolled back\*\*[\s\S]*\[Revert \(\d+\)\]/)]);
  expect(comments(7)).toEqual([expect.stringContaining("is live and verified good")]);
  expect(outputs["revert-url"]).toMatch(/\/pull\/\d+$/);
  const revert = github.state.pulls.find(({ number }) => number > 8);
  expect(revert).toMatchObject({ title: "Revert v3: rolled back in production", base: "main", state: "open" });
  expect(revert?.body).toMatch(/- #8 Due dates, says @\u200balice, fixes \\#\u200b3/);
  expect(summary).toMatch(/```mermaid\ngantt[\s\S]*```mermaid\nxychart-beta/);
  expect(lines.filter((line) => line.startsWith("warn: "))).toEqual([]);
  expect(github.calls.length - calls).toBeLessThanOrEqual(5);
}, 60_000);

test("a second report, of the newest release in the journal, reverts nothing again and asks little", async () => {
  const pulls = github.state.pulls.length;
  const calls = github.calls.length;
  const { outputs, summary } = await report();
  expect(summary).toContain("was **rolled back**");
  expect(outputs["revert-url"]).toMatch(/\/pull\/\d+$/);
  expect([github.state.pulls.length, comments(8).length]).toEqual([pulls, 1]);
  expect(github.calls.length - calls).toBeLessThanOrEqual(2);
});

test("GitHub that refuses everything costs the release nothing", async () => {
  github.fail({ operation: "*", kind: "forbidden", count: null });
  const { summary, outputs, lines } = await report();
  github.heal();
  expect(summary).toContain("was **rolled back**");
  expect(outputs).toMatchObject({ "comment-url": "", comments: "[]" });
  expect(lines.join("\n")).toMatch(/warn: The pull requests are not known: /);
});

test("a run that was refused before it began says so, whatever became of the commit earlier", async () => {
  begin("v3", 79);
  const refused = await quickstart.run("deploy", { ...given, version: "v3" });
  expect(refused.failure?.code).toBe("refused");
  const { summary } = await report({ moment: "ended", version: "v3" });
  expect(summary).toContain("was **not deployed**");
});

test("without a token only the summary is made", async () => {
  const { summary, outputs } = await quickstart.run("report", { application: "quickstart" });
  expect(summary).toContain("`v3`");
  expect(outputs).toMatchObject({ "comment-url": "" });
});

test("a journal that cannot be read is a warning, since it decides nothing of the release", async () => {
  quickstart.world.git("remote", "add", "origin", "file:///nowhere/at/all");
  const { summary, outputs, lines, failure } = await quickstart.run("report", { ...given, journal: "origin" });
  expect(failure).toBe(undefined);
  expect([summary, outputs.release]).toEqual(["Nothing is reported: the journal could not be read.\n", ""]);
  expect(lines.join("\n")).toMatch(
    /warn: Nothing is reported: the journal at `file:\/\/\/nowhere\/at\/all` cannot be re/,
  );
});
