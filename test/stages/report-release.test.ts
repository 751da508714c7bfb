import { describe, expect, test } from "vitest";
import { CancelledError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import type { PullRequest } from "../../src/stages/ports/github.ts";
import type { CommitFact, Repository } from "../../src/stages/ports/repository.ts";
import type { RevertWish } from "../../src/stages/ports/reverter.ts";
import { type ReportOptions, reportRelease } from "../../src/stages/report-release.ts";
import { type Bench, openBench, type RunEffects, releaseOf, v1, v2 } from "../doubles/bench.ts";
import { githubPlace, memoryGitHub } from "../doubles/github.ts";
import { memoryJournal } from "../doubles/journal.ts";

const pull = (number: number, parts: Partial<PullRequest> = {}): PullRequest => ({
  id: `PR_${number}`,
  number,
  title: `Change ${number}`,
  author: "mallory",
  url: `https://github.test/octo-org/shop/pull/${number}`,
  mergedAt: "2026-11-20T11:00:00.000Z",
  mergeCommit: null,
  baseBranch: "main",
  comment: null,
  ...parts,
});

/** A checkout in which each release brings the commits that a test says; everything else is not asked. */
function checkout(brought: Readonly<Record<string, readonly string[]>>): Repository {
  const facts = (to: string): readonly CommitFact[] => {
    const ids = [to, ...(brought[to] ?? [])];
    return ids.map((commit, i) => ({ commit, parents: [ids[i + 1] ?? "base"], at: 0, subject: `Change (#${i + 7})` }));
  };
  const known: Partial<Repository> = {
    commitsBetween: async (_, to) => (to in brought ? facts(to) : null),
    holds: async () => true,
    isAncestor: async (earlier, later) => earlier === later,
  };
  return known as Repository;
}

async function scene(parts: { readonly live?: typeof v1 | null; readonly numbers?: readonly number[] } = {}) {
  const bench = await openBench(parts.live === undefined ? v1 : parts.live);
  const place = githubPlace();
  for (const [i, number] of (parts.numbers ?? [7]).entries())
    place.pullRequests.set(i === 0 ? v2.commit : `c${i}`, pull(number));
  const wishes: RevertWish[] = [];
  const brought = { [v2.commit]: (parts.numbers ?? [7]).slice(1).map((_, i) => `c${i + 1}`) };
  const options = (more: Partial<ReportOptions> = {}): ReportOptions => ({
    journal: memoryJournal(bench.journal),
    repository: checkout(brought),
    github: async () => memoryGitHub(place),
    reverter: {
      async pushRevert(wish) {
        wishes.push(wish);
        return { state: "ready" };
      },
    },
    application: "shop",
    environment: "production",
    asked: { commit: v2.commit, version: v2.version },
    moment: "ended",
    comments: true,
    reverts: false,
    ...more,
  });
  const report = (more: Partial<ReportOptions> = {}, effects: RunEffects = bench.run()) =>
    reportRelease(effects, options(more));
  return { bench, place, wishes, options, report, bodies: () => [...place.comments.values()] };
}

type Drafts = readonly { readonly phase: "done" | "note"; readonly deed: string; readonly [key: string]: unknown }[];

const writeAs = (bench: Bench, id: string, ...drafts: Drafts) =>
  bench.within(async ({ session }) => {
    for (const draft of drafts) await session.write(draft as Parameters<typeof session.write>[0]);
  }, bench.run({ id }));
const write = (bench: Bench, ...drafts: Drafts) => writeAs(bench, "7/1/act", ...drafts);
const opening = { phase: "done", deed: "open", release: v2 } as const;
const good = { phase: "done", deed: "mark-good", release: v2 } as const;
const bad = { phase: "note", deed: "mark-bad", release: v2, reason: "31 of 100 requests failed" } as const;
const takenBack = {
  phase: "done",
  deed: "close",
  after: { outcome: "rolled-back" },
  reason: "31 of 100 requests failed",
} as const;
const failing = {
  phase: "note",
  deed: "check",
  item: "web",
  after: { target: "live", passed: false },
  reason: "500",
} as const;

describe("the comment on a pull request", () => {
  test("goes through the life of a release, and stays one comment", async () => {
    const { bench, report, bodies, place } = await scene();
    const seen: string[] = [];
    const look = async (moment: ReportOptions["moment"]) => {
      const { comments } = await report({ moment });
      expect(comments).toMatchObject([{ number: 7, failure: null }]);
      seen.push(/\) (?:in slot `\w+` )?(.*?)[.:]/.exec(bodies()[0] ?? "")?.[1] ?? "");
    };
    await look("planned");
    await look("started");
    await write(bench, opening);
    await look("started");
    await look("ended");
    await write(bench, failing);
    await look("ended");
    await write(bench, bad, takenBack);
    await look("ended");
    expect(seen).toEqual([
      "waits for approval",
      "is being deployed",
      "is being deployed",
      "is **open**",
      "is **held**",
      expect.stringMatching(/^was \*\*rolled back\*\* after/),
    ]);
    expect(bodies()).toHaveLength(1);
    expect(place.requests.filter((request) => request.startsWith("writeComments"))).toHaveLength(6);
  });

  test("of a release that is good says what was before it", async () => {
    const { bench, report, bodies } = await scene();
    await write(bench, opening, good);
    await report();
    expect(bodies()[0]).toMatch(/is live and verified good[\s\S]*Before it: `v1`/);
  });

  test("of a run that was refused says that nothing was changed", async () => {
    const { report, bodies } = await scene();
    expect((await report()).told?.standing).toBe("not begun");
    expect(bodies()[0]).toContain("was **not deployed**");
  });

  test("is not written again where it says the same", async () => {
    const { bench, report, place } = await scene();
    await write(bench, opening, good);
    await report();
    place.requests.length = 0;
    const before = bench.journal.entries.length;
    // The journal has gone on by the entry that remembers the comment; then nothing is new.
    await report();
    await report();
    expect(place.requests.filter((request) => request.startsWith("writeComments"))).toHaveLength(1);
    expect(bench.journal.entries).toHaveLength(before);
  });

  test("is on each of twenty pull requests; the others are named in the summary", async () => {
    const numbers = [...Array(23).keys()].map((i) => i + 100);
    const { bench, report, bodies } = await scene({ numbers });
    await write(bench, opening, good);
    const { told, comments } = await report();
    expect(bodies()).toHaveLength(20);
    expect(comments).toHaveLength(20);
    expect(told?.notes).toEqual(["Brought as well by the pull requests 120, 121, 122."]);
  });

  test("is remembered by its id, and written anew where somebody has deleted it", async () => {
    const { bench, report, place, bodies } = await scene();
    await write(bench, opening);
    await report();
    const journal = memoryJournal(bench.journal);
    const [id] = place.comments.keys();
    expect((await journal.head()).state.publication?.comments).toEqual({ 7: id });
    place.comments.clear();
    await write(bench, good);
    await report();
    expect(bodies()).toHaveLength(1);
  });

  test("is edited by its remembered id where GitHub shows it no more", async () => {
    const { bench, report, place, bodies } = await scene();
    await write(bench, opening);
    await report();
    await write(bench, good);
    const github = memoryGitHub(place);
    const hiding: typeof github = {
      ...github,
      pullRequestsOf: async (...asked) =>
        (await github.pullRequestsOf(...asked)).map((pullRequest) => ({ ...pullRequest, comment: null })),
    };
    await report({ github: async () => hiding });
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toContain("is live and verified good");
  });

  test("of a first release is on its own pull request alone, and a checkout that is too shallow says so", async () => {
    const { report, place } = await scene({ live: null });
    const repository = { ...checkout({}), commitsBetween: async () => null } as Repository;
    const { told } = await report({ repository, moment: "planned" });
    expect(place.comments.size).toBe(1);
    expect(told?.notes.join()).toContain("`fetch-depth: 0`");
  });
});

describe("two reports at once", () => {
  test("of one release: the older one ends with what is true", async () => {
    const { bench, place, options, bodies } = await scene();
    await reportRelease(bench.run(), options({ moment: "planned" }));
    await write(bench, opening);
    const github = memoryGitHub(place);
    let isLate = true;
    const slow = {
      ...github,
      async writeComments(wishes: Parameters<typeof github.writeComments>[0]) {
        if (isLate) {
          isLate = false;
          // While this report is on its way the release ends, and the other report says so.
          await write(bench, good);
          await reportRelease(bench.run({ id: "7/1/report" }), options());
        }
        return github.writeComments(wishes);
      },
    };
    await reportRelease(bench.run({ id: "7/1/started" }), options({ moment: "started", github: async () => slow }));
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toContain("is live and verified good");
  });

  test("of one release: who finds a comment by somebody who knew more does not even begin with what is over", async () => {
    const { bench, place, options, bodies } = await scene();
    await write(bench, opening);
    const github = memoryGitHub(place);
    const seen: string[] = [];
    const overtaken: typeof github = {
      ...github,
      async pullRequestsOf(...asked) {
        await write(bench, good);
        await reportRelease(bench.run({ id: "7/1/report" }), options());
        return github.pullRequestsOf(...asked);
      },
      async writeComments(wishes) {
        seen.push(...wishes.map(({ body }) => body));
        return github.writeComments(wishes);
      },
    };
    await reportRelease(
      bench.run({ id: "7/1/started" }),
      options({ moment: "started", github: async () => overtaken }),
    );
    expect(seen.filter((body) => !body.includes("is live and verified good"))).toEqual([]);
    expect(bodies()).toEqual([expect.stringContaining("is live and verified good")]);
  });

  test("an older release leaves the comment of a newer one alone", async () => {
    const { bench, report, bodies, place } = await scene();
    const v3 = releaseOf(3, "green");
    place.pullRequests.set(v3.commit, pull(7));
    await write(bench, opening, bad, takenBack);
    await write(bench, { ...opening, release: v3 });
    const repository = checkout({ [v3.commit]: [], [v2.commit]: [] });
    await report({ repository, asked: { commit: v3.commit, version: "v3" } });
    await report({ repository });
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toContain("`v3`");
  });

  test("an older release does not make the journal forget what GitHub was told of the newer one", async () => {
    const { bench, report, place } = await scene();
    const v3 = releaseOf(3, "green");
    await write(bench, opening, bad, takenBack);
    await write(
      bench,
      { ...opening, release: v3 },
      { phase: "done", deed: "publish", release: v3, after: { deployment: 42 } },
    );
    const before = bench.journal.entries.length;
    await report();
    expect(place.comments.size).toBe(1);
    const { state } = await memoryJournal(bench.journal).head();
    expect(state.publication).toMatchObject({ commit: v3.commit, deployment: 42, comments: {} });
    expect(bench.journal.entries).toHaveLength(before);
  });
});

describe("a GitHub that does not help", () => {
  test.each<[string, (request: string) => boolean, RegExp]>([
    ["is away", () => true, /The pull requests are not known: gone[\s\S]*Brought by the pull requests 7\./],
    ["takes no comment", (request) => request.startsWith("writeComments"), /The comments were not written: gone/],
  ])("and %s keeps no report from being made", async (_, fails, note) => {
    const { bench, report, place } = await scene();
    await write(bench, opening, good);
    place.fail = (request) => (fails(request) ? new ServiceError("gone") : undefined);
    const effects = bench.run();
    const { told, comments } = await report({}, effects);
    expect(told?.standing).toBe("good");
    expect(told?.notes.join("\n")).toMatch(note);
    expect(comments).toEqual([]);
    expect(effects.lines.filter((line) => line.startsWith("warn: "))).not.toEqual([]);
  });

  test("for one conversation, which is locked, still takes the others", async () => {
    const { bench, place, report } = await scene({ numbers: [7, 8] });
    await write(bench, opening, good);
    const github = memoryGitHub(place);
    const locked = {
      ...github,
      writeComments: async (wishes: Parameters<typeof github.writeComments>[0]) =>
        (await github.writeComments(wishes)).map((result) =>
          result.number === 7 ? { ...result, id: null, url: null, failure: "the conversation is locked" } : result,
        ),
    };
    const { comments, told } = await report({ github: async () => locked });
    expect(comments.map(({ number, failure }) => [number, failure])).toEqual([
      [7, "the conversation is locked"],
      [8, null],
    ]);
    expect(told?.notes).toEqual(["Pull request #7 has no comment: the conversation is locked"]);
  });

  test("because there is no token is not asked, and the numbers come from git", async () => {
    const { bench, report } = await scene();
    await write(bench, opening, good);
    const { told } = await report({ github: async () => null });
    expect(told?.notes).toEqual(["Brought by the pull requests 7."]);
  });

  test("because the run was cancelled ends the report", async () => {
    const { report, place } = await scene();
    place.fail = () => new CancelledError("the run was cancelled");
    await expect(report()).rejects.toMatchObject({ code: "cancelled" });
  });

  test("masks what is secret before it leaves", async () => {
    const { bench, report, bodies } = await scene();
    await write(bench, opening, { ...failing, reason: "the token hunter_2 was refused" });
    const effects = bench.run();
    effects.mask("hunter_2");
    await report({}, effects);
    expect(bodies()[0]).toContain("the token \\*\\*\\* was refused");
  });
});

describe("the revert of a release that was taken back", () => {
  const ended = async (parts: Parameters<typeof scene>[0] = {}) => {
    const all = await scene(parts);
    await write(all.bench, opening, failing, bad, takenBack);
    return { ...all, revert: (more: Partial<ReportOptions> = {}) => all.report({ reverts: true, ...more }) };
  };

  test("is GitHub's own where one pull request brought it, made once, and linked", async () => {
    const { revert, place, bodies, bench } = await ended();
    const first = await revert();
    expect(first.revert).toEqual({ number: 100, url: "https://github.test/octo-org/shop/revert/100" });
    expect(bodies()[0]).toContain("[Revert (100)]");
    expect(place.links).toMatchObject([{ kind: "revert", key: "PR_7" }]);
    expect(place.links[0]?.body).toContain("- #7 Change 7");
    const second = await revert();
    expect(second.revert?.number).toBe(100);
    expect(place.requests.filter((request) => request.startsWith("open"))).toEqual(["open revert PR_7"]);
    expect((await memoryJournal(bench.journal).head()).state.publication?.revert).toBe(100);
  });

  test("is known also when GitHub was told of another release since", async () => {
    const { revert, place, bench } = await ended();
    await revert();
    await write(bench, { phase: "done", deed: "publish", release: releaseOf(3, "green"), after: { deployment: 42 } });
    expect((await revert()).revert?.number).toBe(100);
    expect(place.requests.filter((request) => request.startsWith("open"))).toEqual(["open revert PR_7"]);
  });

  test("is one branch where several brought it, everything undone newest first", async () => {
    const { revert, place, wishes } = await ended({ numbers: [7, 8] });
    await revert();
    expect(place.links).toMatchObject([{ kind: "pull-request", key: "deploy-actions/revert-v2-22222222" }]);
    expect(wishes).toMatchObject([
      {
        base: "main",
        undo: [
          { commit: v2.commit, parent: "c1" },
          { commit: "c1", parent: "base" },
        ],
      },
    ]);
  });

  test("is one branch as well where something was pushed beside the one pull request", async () => {
    const { revert, place, wishes } = await ended();
    await revert({ repository: checkout({ [v2.commit]: ["pushed"] }) });
    expect(place.links).toMatchObject([{ kind: "pull-request" }]);
    expect(wishes[0]?.undo.map(({ commit }) => commit)).toEqual([v2.commit, "pushed"]);
  });

  test("is a branch as well where GitHub cannot do it by itself", async () => {
    const { revert, place } = await ended();
    place.fail = (request) => (request.startsWith("open revert") ? new ServiceError("it conflicts") : undefined);
    await revert();
    expect(place.links).toMatchObject([{ kind: "pull-request" }]);
  });

  test.each<[string, (request: string) => RefusedError | undefined, RegExp]>([
    [
      "the setting",
      (request) =>
        request.startsWith("open")
          ? new RefusedError("GitHub Actions is not permitted to create or approve pull requests")
          : undefined,
      /Allow it in the repository's settings: .*`Allow GitHub Actions to create and approve pull requests`.*`git revert --no-edit 222222222222`/,
    ],
    [
      "the permission",
      (request) =>
        request.startsWith("open") ? new RefusedError("no", { hint: "Give it `contents: write`." }) : undefined,
      /No pull request reverts it: no. Give it `contents: write`. By hand: `git fetch origin main && git switch -c revert-22222222 FETCH_HEAD`/,
    ],
  ])("names %s that it lacks, and the commands", async (_, refuse, remedy) => {
    const { revert, place, bodies } = await ended();
    place.fail = refuse;
    const { told, revert: link } = await revert();
    expect(link).toBe(null);
    expect(told?.notes.join("\n")).toMatch(remedy);
    expect(bodies()[0]).toContain("No pull request reverts it");
  });

  test("is left to a person where later work stands on the same lines", async () => {
    const { revert } = await ended({ numbers: [7, 8] });
    const { told } = await revert({ reverter: { pushRevert: async () => ({ state: "conflict", commit: "c1" }) } });
    expect(told?.notes.join()).toMatch(/what came after c1 stands on the same lines.*`git revert --no-edit c1`/);
  });

  test("is not wanted where nobody asked for it, where it is good, or where it is not bad", async () => {
    const asked = await ended();
    await asked.report();
    expect(asked.place.links).toEqual([]);
    const isGood = await scene();
    await write(isGood.bench, opening, good);
    await isGood.report({ reverts: true });
    expect(isGood.place.links).toEqual([]);
    const cancelled = await scene();
    await write(cancelled.bench, opening, takenBack);
    const { told } = await cancelled.report({ reverts: true });
    expect([cancelled.place.links, told?.notes]).toEqual([[], []]);
  });
});

describe("an earlier attempt at the same commit", () => {
  const standings = async (bench: Bench, options: (more?: Partial<ReportOptions>) => ReportOptions, job: string) => {
    const all = [];
    for (const moment of ["planned", "started", "ended"] as const)
      all.push((await reportRelease(bench.run({ id: job }), options({ moment }))).told?.standing);
    return all;
  };

  test("is no part of what another run plans, begins, or was refused", async () => {
    const { bench, options } = await scene();
    await write(bench, opening, bad, takenBack);
    expect(await standings(bench, options, "8/1/report")).toEqual(["planned", "running", "not begun"]);
  });

  test("is what a job that comes late, or is run again alone, tells of", async () => {
    const { bench, options } = await scene();
    await write(bench, opening, good);
    expect(await standings(bench, options, "7/1/started")).toEqual(["good", "good", "good"]);
    expect(await standings(bench, options, "7/2/report")).toEqual(["planned", "running", "good"]);
  });

  test("is no work of a run that only held the lease or told people", async () => {
    const { bench, options } = await scene();
    await write(bench, opening, bad, takenBack);
    await writeAs(bench, "8/1/act", {
      phase: "done",
      deed: "notify",
      item: "team",
      release: v2,
      after: { moment: "planned" },
    });
    expect(await standings(bench, options, "8/1/report")).toEqual(["planned", "running", "not begun"]);
  });
});

test("a journal without any release has nothing to tell, unless a step asks for one", async () => {
  const { report } = await scene({ live: null });
  expect(await report({ asked: null, moment: null })).toEqual({ told: null, comments: [], revert: null, entry: "" });
});

test("without a moment the newest release of the journal is told of, whatever the step's commit is", async () => {
  const { bench, report } = await scene();
  await write(bench, opening, good);
  const { told } = await report({ asked: null, moment: null });
  expect(told?.release.version).toBe("v2");
});
