import { describe, expect, test } from "vitest";
import type { Entry, EntryBody } from "../../src/core/journal.ts";
import { emptyState } from "../../src/core/journal.ts";
import {
  type Moment,
  moments,
  momentsOf,
  refOf,
  telltaleOf,
  type Wish,
  whetherToTell,
} from "../../src/core/moments.ts";
import { tellStories } from "../../src/core/story.ts";
import { entry, lease, opened as openedAs, release, stateAfter } from "./entries.ts";

const wish: Wish = { item: "team", moments: ["started", "stable"], known: moments, keepsOpen: false };
const page: Wish = {
  item: "team",
  moments: ["started"],
  known: ["started", "done", "held", "rolled-back"],
  keepsOpen: true,
};
const toldOf = (...names: readonly string[]) => names.map((moment) => ({ moment, item: "team", ref: null }));
const begunOf = (...names: readonly string[]) => names.map((moment) => ({ moment, item: "team", delivery: "1" }));

describe("an item", () => {
  test.each<[string, Wish, Moment, readonly string[], readonly string[], string]>([
    ["is told what it wants", wish, "started", [], [], "tell"],
    ["is not told what it does not want", wish, "done", [], [], "not wanted"],
    ["is told once", wish, "started", ["started"], [], "told already"],
    ["is told again what may not have arrived", wish, "started", [], ["started"], "tell"],
    ["that was told `done` gets the withdrawal, wanted or not", wish, "rolled-back", ["done"], [], "withdraw"],
    ["that was told `stable` gets it", wish, "rolled-back", ["stable"], [], "withdraw"],
    ["that may have been told `stable` gets it", wish, "rolled-back", [], ["stable"], "withdraw"],
    ["gets a withdrawal once", wish, "rolled-back", ["done", "rolled-back"], [], "told already"],
    ["that was told nothing good gets none", wish, "rolled-back", ["started"], [], "not wanted"],
    ["is told nothing good after a rollback", wish, "stable", ["rolled-back"], [], "over"],
    ["that keeps something open is told the end of it", page, "done", ["started"], [], "tell"],
    ["that may keep something open is told the end of it", page, "rolled-back", [], ["started"], "tell"],
    ["that keeps something open is not told what does not end it", page, "held", ["started"], [], "not wanted"],
    ["that keeps nothing open is told no end", page, "done", [], [], "not wanted"],
    ["whose channel has no words for it is not told", { ...page, moments }, "stable", ["started"], [], "not wanted"],
  ])("%s", (_, wanted, moment, told, begun, expected) => {
    expect(whetherToTell(wanted, moment, { told: toldOf(...told), begun: begunOf(...begun) })).toBe(expected);
  });

  test("is not confused with another one", () => {
    const others = [{ moment: "started", item: "customers", ref: "x" }];
    expect(whetherToTell(wish, "started", { told: others, begun: [] })).toBe("tell");
    expect(refOf(others, "team")).toBeNull();
  });
});

const placed = (bodies: readonly EntryBody[]): readonly Entry[] =>
  bodies.map((body, i) => ({ ...body, place: `place-${i}` })).reverse();
const two = release(2);
const intend = (moment: string, delivery: string | null = null) =>
  entry("intend", "notify", { release: two, item: "team", asked: { moment, delivery } });
const answer = (phase: "done" | "failed", of: string, more: Partial<EntryBody>) =>
  entry(phase, "notify", { release: two, item: "team", of, ...more });

describe("the journal's entries", () => {
  test("tell what was begun and never answered, with the id that the receiver may know it by", () => {
    const [first, second] = [intend("started"), intend("done", "first-delivery")];
    const known = telltaleOf(emptyState, placed([first, second]), two.commit);
    expect(known.told).toEqual([]);
    expect(known.begun).toEqual([
      { moment: "started", item: "team", delivery: first.id },
      { moment: "done", item: "team", delivery: "first-delivery" },
    ]);
  });

  test("tell failures apart: what certainly did not arrive was never begun", () => {
    const [sure, doubtful] = [intend("started"), intend("done")];
    const entries = placed([
      sure,
      answer("failed", sure.id, { evidence: { status: 404, isAmbiguous: false } }),
      doubtful,
      answer("failed", doubtful.id, { evidence: { status: null, isAmbiguous: true } }),
    ]);
    expect(telltaleOf(emptyState, entries, two.commit).begun.map(({ moment }) => moment)).toEqual(["done"]);
  });

  test("know what was told also where the state speaks of a newer release by now", () => {
    const one = intend("started");
    const done = answer("done", one.id, { after: { moment: "started", ref: "incident1" } });
    const entries = placed([one, done, entry("done", "open", { release: release(3) })]);
    const state = {
      ...emptyState,
      publication: { commit: release(3).commit, deployment: null, comments: {}, told: [], revert: null },
    };
    expect(telltaleOf(state, entries, two.commit)).toEqual({
      told: [{ moment: "started", item: "team", ref: "incident1" }],
      begun: [],
    });
    expect(telltaleOf(state, entries, release(3).commit)).toEqual({ told: [], begun: [] });
  });

  test("of an earlier attempt with the same commit count no more", () => {
    const one = intend("started");
    const done = answer("done", one.id, { after: { moment: "started", ref: null } });
    const entries = placed([one, done, entry("done", "open", { release: two })]);
    expect(telltaleOf(emptyState, entries, two.commit)).toEqual({ told: [], begun: [] });
  });
});

describe("the moments that have come", () => {
  const good = { ...two, at: "2026-11-20T12:00:00.000Z" };
  const storyOf = (...bodies: readonly EntryBody[]) => tellStories(placed(bodies))[0];
  const opened = entry("done", "open", { release: two });

  test("follow from the journal", () => {
    const markGood = storyOf(opened, entry("done", "mark-good", { release: two }));
    const live = { ...emptyState, live: good };
    expect(momentsOf(emptyState, undefined, two.commit)).toEqual(["planned"]);
    expect(momentsOf(live, markGood, two.commit)).toEqual(["done", "stable"]);
    expect(momentsOf(live, undefined, two.commit)).toEqual(["done", "stable"]);
    expect(momentsOf(emptyState, markGood, two.commit)).toEqual(["done"]);
    const back = storyOf(opened, entry("done", "close", { after: { outcome: "rolled-back" } }));
    expect(momentsOf(emptyState, back, two.commit)).toEqual(["rolled-back"]);
    const superseded = storyOf(opened, entry("done", "close", { after: { outcome: "superseded" } }));
    expect(momentsOf(emptyState, superseded, two.commit)).toEqual(["failed"]);
    const running = stateAfter(lease(), openedAs(2));
    expect(momentsOf(running, undefined, two.commit)).toEqual(["started"]);
    const failed = { passed: false, target: "idle" };
    const broken = entry("note", "check", { after: failed, reason: "no answer" });
    const leaving = entry("done", "release-lease");
    for (const trouble of [broken, entry("intend", "roll-back")]) {
      expect(momentsOf(stateAfter(lease(), openedAs(2), trouble), undefined, two.commit)).toEqual([]);
      expect(momentsOf(stateAfter(lease(), openedAs(2), trouble, leaving), undefined, two.commit)).toEqual(["held"]);
    }
  });
});
