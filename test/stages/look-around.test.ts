import { beforeEach, describe, expect, test } from "vitest";
import { openCalendar } from "../../src/adapters/calendars/croner.ts";
import { emptyState, type JournalState } from "../../src/core/journal.ts";
import { linesOf, obstaclesIn } from "../../src/core/preflight/finding.ts";
import { CancelledError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { type LookAroundOptions, lookAround } from "../../src/stages/look-around.ts";
import { v1, v2 } from "../doubles/bench.ts";
import { checkOf, type GitHubPlace, githubPlace, memoryGitHub, rulesOf } from "../doubles/github.ts";

const hour = 3_600_000;
const now = Date.parse("2026-11-18T09:00:00.000Z");
const live = { ...v1, at: "2026-11-10T00:00:00.000Z" };
const state: JournalState = { ...emptyState, live, good: [live] };
const asked: LookAroundOptions["asked"] = { checks: "green", "min-age": 0, "gate-reviewers": "required" };

let place: GitHubPlace;
beforeEach(() => {
  place = githubPlace();
  place.checks.set(v2.commit, [checkOf("test")]);
  place.environments.set("production", rulesOf("production", { branchPolicy: "protected" }));
  place.environments.set("production-approve", rulesOf("production-approve", { reviewers: ["alice"] }));
});

/** v2 on main, after v1; `parts.asked` is laid over the defaults. */
function look(parts: Partial<Omit<LookAroundOptions, "asked">> & { asked?: Partial<LookAroundOptions["asked"]> } = {}) {
  return lookAround({
    commit: v2.commit,
    state,
    environment: "production",
    gates: ["production-approve"],
    allowsOlder: false,
    override: undefined,
    actor: "alice",
    ownRun: "7",
    now,
    repository: {
      branchesWith: async () => ["main"],
      isAncestor: async (earlier) => earlier === v1.commit,
      isShallow: async () => false,
      holds: async () => true,
    },
    github: memoryGitHub(place),
    calendar: openCalendar,
    stateOf: async (environment) => {
      throw new Error(`nobody asks for ${environment}`);
    },
    ...parts,
    asked: { ...asked, ...parts.asked },
  });
}

const inTheWay = async (parts: Parameters<typeof look>[0] = {}) =>
  obstaclesIn((await look(parts)).findings).map(({ where, what }) => `${where}: ${what}`);

test("a release of which everything is well has nothing in the way, and few questions are asked for it", async () => {
  const conditions = await look({ asked: { branches: ["main"] } });
  expect(conditions.findings.map(({ what, judgement }) => [what, judgement])).toEqual([
    ["checks", "met"],
    ["branch", "met"],
    ["order", "met"],
    ["gate `production-approve`", "met"],
    ["environment `production`", "met"],
  ]);
  expect(conditions.gates).toEqual([
    { name: "production-approve", approvers: ["alice"], notes: ["admins may pass without approval"] },
  ]);
  expect(place.requests.toSorted()).toEqual([
    `checks ${v2.commit}`,
    "environment production",
    "environment production-approve",
  ]);
});

test("a calendar is not opened and checks are not asked for where nothing wants them", async () => {
  const calendar = () => Promise.reject(new Error("nobody opens a calendar"));
  await look({ calendar, asked: { checks: "ignore" } });
  expect(place.requests.filter((request) => request.startsWith("checks"))).toEqual([]);
});

test("without GitHub nothing is refused for it, and everything that was not looked at is named", async () => {
  const checklist = [{ item: "scan", check: "codeql" }];
  const conditions = await look({ github: null, asked: { checklist } });
  expect(obstaclesIn(conditions.findings)).toEqual([]);
  expect(linesOf(conditions.findings, "unseen")).toEqual([
    "checks: the checks of this commit, because GitHub was not asked",
    "gate `production-approve`: who has to approve, because GitHub was not asked",
    "environment `production`: who may use it, because GitHub was not asked",
    "checklist `scan`: GitHub was not asked for the check",
  ]);
  expect(conditions.gates).toEqual([{ name: "production-approve", approvers: null, notes: [] }]);
});

describe("a question that nobody answers is in the way itself, and the others are answered", () => {
  test.each<[string, (request: string) => boolean, string]>([
    ["checks", (request) => request.startsWith("checks"), "checks"],
    ["a gate", (request) => request.endsWith("-approve"), "gate `production-approve`"],
    ["the environment", (request) => request === "environment production", "environment `production`"],
  ])("%s", async (_, fails, where) => {
    const hint = "Add `checks: read` to the job's permissions.";
    place.fail = (request) => (fails(request) ? new RefusedError("GitHub says 403", { hint }) : undefined);
    const found = await inTheWay();
    expect(found).toEqual([`${where}: could not be looked at: GitHub says 403; ${hint}`]);
  });

  test("the other environment's journal", async () => {
    const stateOf = () => Promise.reject(new ServiceError("origin cannot be reached"));
    const found = await inTheWay({ stateOf, asked: { "verified-in": "staging" } });
    expect(found).toEqual(["verified in: could not be looked at: origin cannot be reached; run this again"]);
  });

  test("but a cancelled run asks nothing more", async () => {
    place.fail = () => new CancelledError("cancelled");
    await expect(look()).rejects.toThrow(CancelledError);
  });

  test("and a defect stays a defect", async () => {
    const stateOf = () => Promise.reject(new TypeError("a defect"));
    await expect(look({ stateOf, asked: { "verified-in": "staging" } })).rejects.toThrow(TypeError);
  });
});

describe("the environment before", () => {
  const good = { ...v2, at: "2026-11-16T00:00:00.000Z" };
  const staging: JournalState = { ...emptyState, live: good, good: [good] };
  const inStaging = (found: JournalState, minAge: number) =>
    look({ asked: { "verified-in": "staging", "min-age": minAge }, stateOf: async () => found });

  test("proves the commit that is good there for long enough", async () => {
    const { findings } = await inStaging(staging, 48 * hour);
    expect(linesOf(findings, "met")).toContain(
      "verified in `staging`: good there since 2026-11-16T00:00:00.000Z, for 2 d 9 h",
    );
  });

  test("does not prove another one, nor one that is too young there", async () => {
    const refusedIn = async (found: JournalState, minAge: number) =>
      obstaclesIn((await inStaging(found, minAge)).findings).map(({ what }) => what);
    expect(await refusedIn(emptyState, 0)).toEqual([
      "22222222 was never verified good there; deploy this commit to `staging` first, and let it prove itself",
    ]);
    expect((await refusedIn(staging, 72 * hour))[0]).toContain("3 d are asked: wait until 2026-11-19T00:00:00.000Z");
  });

  test("is another one than the one that is deployed to", async () => {
    const { findings } = await look({ asked: { "verified-in": "production" } });
    expect(obstaclesIn(findings)).toMatchObject([{ kind: "input", where: "verified in `production`" }]);
  });
});

describe("times", () => {
  const freeze = [{ cron: "0 0 18 11 *", for: 24 * hour, why: "audit" }];
  const window = [{ cron: "0 8 * * *", for: 8 * hour, "time-zone": "UTC" }];

  test("that allow it are shown with what comes next", async () => {
    const { findings } = await look({ asked: { freeze: [{ cron: "0 18 * * FRI", for: hour }], window } });
    expect(linesOf(findings, "met").slice(-2)).toEqual([
      "plan: freeze: none now; the next begins at 2026-11-20 18:00 (UTC)",
      "plan: window: open until 2026-11-18 16:00 (UTC)",
    ]);
  });

  test("that forbid it are in the way, until when and with the way around", async () => {
    expect(await inTheWay({ asked: { freeze } })).toEqual([
      "plan: freeze: nothing is released until 2026-11-19 00:00 (UTC) (audit); wait, or say in `override-freeze` why this release is an exception",
    ]);
  });

  test("that are overridden are worth knowing, with who and why", async () => {
    const { findings } = await look({ override: "the shop is down", asked: { freeze } });
    expect(obstaclesIn(findings)).toEqual([]);
    expect(linesOf(findings, "warned")).toEqual([
      "plan: freeze: nothing is released until 2026-11-19 00:00 (UTC) (audit); overridden by alice: the shop is down",
    ]);
  });

  test("that are written wrongly are wrong input, by their place", async () => {
    const { findings } = await look({ asked: { freeze: [...freeze, { cron: "x", for: hour }] } });
    expect(obstaclesIn(findings)).toMatchObject([{ kind: "input", where: "plan: freeze[1]" }]);
  });
});

test("history is not compared with a live commit that the checkout does not hold: that is in the way already", async () => {
  const { findings } = await look({
    repository: {
      branchesWith: async () => [],
      isAncestor: () => Promise.reject(new Error("git knows no such commit")),
      isShallow: async () => true,
      holds: async () => false,
    },
  });
  expect(findings.map(({ what }) => what)).not.toContain("order");
});
