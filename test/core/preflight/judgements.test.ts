import { describe, expect, test } from "vitest";
import { type ChecksAsked, judgeChecks } from "../../../src/core/preflight/commit-checks.ts";
import { type Finding, linesOf, obstaclesIn } from "../../../src/core/preflight/finding.ts";
import { type GateRules, gateOf, judgeActing, judgeGate, unseenGates } from "../../../src/core/preflight/gates.ts";
import { type HistoryFacts, judgeHistory, matchesBranch } from "../../../src/core/preflight/history.ts";
import { checkOf, rulesOf } from "../../doubles/github.ts";
import { release } from "../entries.ts";

/** `refused: what: found`, the remedy left out. */
const told = (findings: readonly Finding[]) =>
  findings.map(({ what, judgement, found }) => `${judgement}: ${what}: ${found}`);

describe("checks of the commit", () => {
  const asked: ChecksAsked = { mode: "green", required: [], ownRun: "7" };
  const failed = checkOf("lint", { state: "failure" });
  const running = checkOf("e2e", { state: "pending", endedAt: null });
  const skipped = checkOf("docs", { state: "neutral" });
  test.each<[string, Parameters<typeof judgeChecks>[0], Partial<ChecksAsked>, readonly string[]]>([
    ["that are all green", [checkOf("test"), skipped], {}, ["met: checks: 2 of 2 are green"]],
    ["that failed", [checkOf("test"), failed], {}, ["refused: checks: failed: `lint`"]],
    ["that run still", [running], {}, ["refused: checks: still running: `e2e`"]],
    ["that failed while others run", [failed, running], {}, ["refused: checks: failed: `lint`; still running: `e2e`"]],
    ["that are not there", [], {}, ["warned: checks: no check has looked at this commit"]],
    [
      "of this very run, which are no evidence",
      [checkOf("act", { run: "7", state: "pending", endedAt: null }), checkOf("test")],
      {},
      ["met: checks: 1 of 1 are green"],
    ],
    [
      "of apps, which belong to no run",
      [checkOf("scan", { run: null, state: "failure" })],
      { ownRun: null },
      ["refused: checks: failed: `scan`"],
    ],
    [
      "that nobody could be asked for",
      null,
      {},
      ["unseen: checks: the checks of this commit, because GitHub was not asked"],
    ],
    ["that are to be ignored", [failed], { mode: "ignore" }, []],
    ["that are to be ignored, unseen", null, { mode: "ignore" }, []],
  ])("%s", (_, checks, parts, expected) => {
    expect(told(judgeChecks(checks, { ...asked, ...parts }))).toEqual(expected);
  });

  test.each<[string, Parameters<typeof judgeChecks>[0], string]>([
    ["is green", [checkOf("scan")], "met: check `scan`: green"],
    ["is a green job of this very run", [checkOf("scan", { run: "7" })], "met: check `scan`: green"],
    ["is missing", [checkOf("test")], "refused: check `scan`: has not looked at this commit"],
    ["failed", [checkOf("scan", { state: "failure" })], "refused: check `scan`: has failed"],
    ["runs still", [checkOf("scan", { state: "pending" })], "refused: check `scan`: is still running"],
    [
      "was skipped, which shows nothing",
      [checkOf("scan", { state: "neutral" })],
      "refused: check `scan`: was skipped or ended without a verdict",
    ],
    [
      "is green once and red once",
      [checkOf("scan"), checkOf("scan", { state: "failure", run: null })],
      "refused: check `scan`: has failed",
    ],
  ])("one that is required %s", (_, checks, expected) => {
    expect(told(judgeChecks(checks, { ...asked, mode: "ignore", required: ["scan"] }))).toEqual([expected]);
  });

  test("a required one does not count twice, and a hundred failures are not read out", () => {
    const many = Array.from({ length: 12 }, (_, i) => checkOf(`t${i}`, { state: "failure" }));
    const findings = judgeChecks([...many, failed], { ...asked, required: ["lint"] });
    expect(told(findings)).toEqual([
      "refused: checks: failed: `t0`, `t1`, `t2`, `t3`, `t4`, `t5`, `t6`, `t7`, `t8`, `t9` and 2 more",
      "refused: check `lint`: has failed",
    ]);
  });
});

describe("a gate", () => {
  const guarded = rulesOf("production-approve", { reviewers: ["alice", "octo-org/ops"] });
  const judge = (rules: GateRules | null, reviewers: "required" | "not-enforced" = "required") =>
    told([judgeGate("production-approve", rules, reviewers)])[0]?.replace(": gate `production-approve`: ", ": ");

  test("with reviewers is a gate", () => {
    expect(judge(guarded)).toBe("met: one of alice, octo-org/ops has to approve");
  });

  test("that does not exist is none: the job that names it would make an open one", () => {
    expect(judge(null)).toMatch(/^refused: this environment does not exist, and the job that names it would create it/);
    expect(judge(null, "not-enforced")).toMatch(/^refused/);
  });

  test("without reviewers is none, unless somebody has said so", () => {
    const timed = rulesOf("production-approve", { waitTimer: 60_000 });
    expect(judge(timed)).toBe("refused: nobody has to approve: it has no required reviewers");
    expect(judge(timed, "not-enforced")).toMatch(/^warned: nobody has to approve/);
    expect(obstaclesIn([judgeGate("g", timed, "required")])[0]?.what).toContain("GitHub Enterprise alone");
  });

  test("with custom rules would fail at once", () => {
    expect(judge({ ...guarded, customRules: 1 }, "not-enforced")).toMatch(/^refused: has custom protection rules/);
  });

  test("is shown with who may open it, and how", () => {
    const rules = { ...guarded, waitTimer: 3_600_000, preventsSelfReview: true };
    expect(gateOf("production-approve", rules)).toEqual({
      name: "production-approve",
      approvers: ["alice", "octo-org/ops"],
      notes: ["waits 1 h", "not by whoever started the run", "admins may pass without approval"],
    });
    expect(gateOf("g", null)).toEqual({ name: "g", approvers: [], notes: ["does not exist"] });
  });
});

describe("the environment with the secrets", () => {
  const what = "environment `production`";
  const closed = rulesOf("production", { branchPolicy: "protected" });
  const judge = (rules: GateRules | null, hasGates = true) => told(judgeActing("production", rules, hasGates));

  test("is well with a branch policy and nobody to wait for", () => {
    expect(judge(closed)).toEqual([`met: ${what}: protected branches alone, and nobody is waited for`]);
    expect(judge({ ...closed, branchPolicy: "selected" })[0]).toContain("selected branches alone");
  });

  test("must not make a rollback wait, where gates of their own ask already", () => {
    const waiting = { ...closed, reviewers: ["alice"], waitTimer: 60_000 };
    const found = `${what}: asks alice and waits 1 min before each job, also before a rollback`;
    expect(judge(waiting)).toEqual([`refused: ${found}`]);
    expect(judge(waiting, false)).toEqual([`warned: ${found}; move that to a gate of its own`]);
  });

  test("must not have custom rules, where its jobs are `deployment: false`", () => {
    expect(judge({ ...closed, customRules: 2 })[0]).toMatch(/^refused: environment `production`: has custom/);
    expect(judge({ ...closed, customRules: 2 }, false)[0]).toMatch(/^warned: /);
  });

  test("is warned of where every branch may use it, or where it is still to be created", () => {
    expect(judge(rulesOf("production"))).toEqual([
      `warned: ${what}: every branch may use its secrets: it has no branch policy (Settings, Environments)`,
    ]);
    expect(judge(null)[0]).toMatch(/^warned: environment `production`: does not exist yet/);
  });

  test("is named among what nobody could look at", () => {
    expect(linesOf(unseenGates(["production-approve"], "production"), "unseen")).toEqual([
      "gate `production-approve`: who has to approve, because GitHub was not asked",
      "environment `production`: who may use it, because GitHub was not asked",
    ]);
  });
});

describe("the commit's place in history", () => {
  const live = { ...release(1, "blue"), at: "2026-11-20T12:00:00.000Z" };
  const facts: HistoryFacts = {
    commit: release(2).commit,
    branches: ["main", "release/1.2"],
    live,
    isBehindLive: false,
    holdsLive: true,
    isShallow: false,
  };
  const judge = (parts: Partial<HistoryFacts>, branches: readonly string[] = [], allowsOlder = false) =>
    judgeHistory({ ...facts, ...parts }, { branches, allowsOlder });

  test("is well on an allowed branch, after what is live", () => {
    expect(told(judge({}, ["main", "hotfix/*"]))).toEqual([
      "met: branch: on `main`",
      "met: order: newer than what is live, v1 (11111111)",
    ]);
  });

  test("says nothing of branches where none are asked for, nor of order where nothing is live", () => {
    expect(judge({ live: null })).toEqual([]);
    expect(judge({ live: { ...live, commit: facts.commit } })).toEqual([]);
  });

  test("is refused on another branch, which is named", () => {
    const [found] = judge({ branches: ["feature/x"] }, ["main"]);
    expect(obstaclesIn(found === undefined ? [] : [found])).toEqual([
      {
        kind: "refused",
        where: "branch",
        what: "22222222 is on none of `main` (it is on `feature/x`); merge it first, or correct `branches`",
      },
    ]);
  });

  test("is refused on no branch at all, with the remedy of a shallow checkout where it is one", () => {
    const [found] = judge({ branches: [], isShallow: true }, ["main"]);
    expect(found?.remedy).toContain("fetch-depth: 0");
  });

  test("is refused behind what is live, unless going back is meant", () => {
    const behind = { isBehindLive: true, holdsLive: false };
    expect(told(judge(behind))).toEqual(["refused: order: 22222222 is older than what is live, v1 (11111111)"]);
    expect(told(judge(behind, [], true))[0]).toMatch(/^warned: order: 22222222 is older/);
  });

  test("is warned of beside what is live, and unknown where the checkout is too shallow to tell", () => {
    expect(told(judge({ holdsLive: false }))).toEqual([
      "warned: order: 22222222 does not contain what is live, v1 (11111111): its changes go away",
    ]);
    expect(told(judge({ holdsLive: false, isShallow: true }))[0]).toMatch(/^unseen: order: whether 22222222 is older/);
  });

  test.each<[string, string, boolean]>([
    ["main", "main", true],
    ["main", "maintenance", false],
    ["release/*", "release/1", true],
    ["release/*", "release/1/fix", false],
    ["release/**", "release/1/fix", true],
    ["v?.x", "v1.x", true],
    ["v1.x", "v1xx", false],
    ["*", "a/b", false],
    ["(main|x)", "main", false],
  ])("the pattern %s and the branch %s: %s", (pattern, branch, isMatch) => {
    expect(matchesBranch(pattern, branch)).toBe(isMatch);
  });
});
