import { describe, expect, test } from "vitest";
import { emptyState, type GoodRelease, type JournalState, type OpenRelease } from "../../src/core/journal.ts";
import { firstParents, namedPullRequests, previousGood, whyNoRevert, worthAsking } from "../../src/core/range.ts";
import { release } from "./entries.ts";

const good = (digit: number, minute: number): GoodRelease => ({
  ...release(digit),
  at: `2026-11-20T12:0${minute}:00.000Z`,
});
const storyAt = (minute: number) => ({ id: "r9", openedAt: `2026-11-20T12:0${minute}:00.000Z` });
const commit = (name: string, parents: readonly string[], subject = name) => ({ commit: name, parents, subject });

/** m2 (merge of #8) - s (squash of #7) - m1 (merge of f2, f1). */
const history = [
  commit("m2", ["s", "g"], "Merge pull request #8 from octo-org/g"),
  commit("g", ["s"]),
  commit("s", ["m1"], "A title (#7)"),
  commit("m1", ["base", "f2"], "Merge branch 'f'"),
  commit("f2", ["f1"], "From elsewhere (#3)"),
  commit("f1", ["base"]),
];

describe("the release before", () => {
  test.each<[string, Partial<JournalState>, number, ReturnType<typeof storyAt> | undefined, string | null]>([
    [
      "an open one is what it was opened on",
      { open: { id: "r9", previous: good(1, 1) } as OpenRelease, good: [good(2, 2)] },
      3,
      storyAt(3),
      "v1",
    ],
    ["a good one is the good one before", { good: [good(3, 3), good(2, 2)] }, 3, storyAt(2), "v2"],
    ["one that was taken back is what was good when it began", { good: [good(4, 8), good(2, 2)] }, 3, storyAt(5), "v2"],
    ["one that is only planned is what is good now", { good: [good(4, 8), good(2, 2)] }, 5, undefined, "v4"],
    ["the first one is nothing", { good: [good(3, 3)] }, 3, storyAt(2), null],
  ])("%s", (_, state, digit, story, expected) => {
    expect(previousGood({ ...emptyState, ...state }, release(digit).commit, story)?.version ?? null).toBe(expected);
  });
});

describe("what a release brings", () => {
  test("is the steps of its branch, each merge being one", () => {
    expect(firstParents(history, "m2").map((each) => each.commit)).toEqual(["m2", "s", "m1"]);
    expect(firstParents(history, "elsewhere")).toEqual([]);
  });

  test("is asked for by the steps first, then by what names a pull request", () => {
    expect(worthAsking(history, "m2", 5)).toEqual(["m2", "s", "m1", "f2", "g"]);
    expect(worthAsking(history, "m2", 2)).toEqual(["m2", "s"]);
  });

  test("names pull requests in GitHub's own subjects alone", () => {
    expect(namedPullRequests(history)).toEqual([8, 7, 3]);
    const others = ["fixes #9", "(#10) first", "Merge pull request #x", "See Merge pull request #11", "(#99999999999)"];
    expect(namedPullRequests(others.map((subject) => commit("x", [], subject)))).toEqual([]);
  });
});

describe("a revert", () => {
  const bad = [{ commit: release(2).commit, version: "v2", reason: "slow", at: "" }];
  const taken = { ...emptyState, live: good(1, 1), good: [good(1, 1)], bad };
  const yes = { isRolledBack: true, isBehindLive: false };
  test("follows a rollback of a commit that has failed", () => {
    expect(whyNoRevert(taken, release(2), yes)).toBe(null);
  });

  test.each<[string, JournalState, typeof yes, RegExp]>([
    ["was not rolled back", taken, { ...yes, isRolledBack: false }, /v2 was not rolled back/],
    ["is good by now", { ...taken, live: good(2, 5), good: [good(2, 5)] }, yes, /v2 is verified good/],
    ["was good before", { ...taken, good: [good(1, 3), good(2, 2)] }, yes, /v2 is verified good/],
    [
      "is part of what is good by now",
      { ...taken, live: good(3, 5) },
      { ...yes, isBehindLive: true },
      /v3 holds that commit/,
    ],
    ["was only cancelled", { ...taken, bad: [] }, yes, /nothing speaks against/],
    ["is being repaired", { ...taken, open: { version: "v3" } as OpenRelease }, yes, /v3 is being deployed/],
  ])("is not made of one that %s", (_, state, facts, why) => {
    expect(whyNoRevert(state, release(2), facts)).toMatch(why);
  });
});
