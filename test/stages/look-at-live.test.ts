import { expect, test } from "vitest";
import { agesDue, unjudgedSince } from "../../src/core/watching.ts";
import { ServiceError } from "../../src/kit/errors.ts";
import { noteFollowUps, openDueIssues } from "../../src/stages/follow-up.ts";
import { canLook, lookAtLive, writeLook } from "../../src/stages/look-at-live.ts";
import { type Bench, openBench, v1, v2 } from "../doubles/bench.ts";
import { githubPlace, memoryGitHub } from "../doubles/github.ts";
import { memoryJournal } from "../doubles/journal.ts";
import { counts } from "../doubles/metrics.ts";
import { door, siteOf } from "../doubles/site.ts";

const hour = 3_600_000;
const ages = [
  { name: "2h", after: 2 * hour },
  { name: "24h", after: 24 * hour },
];
const hooks = { before: [], after: [] };
const web = { item: "web", liveUrl: door, checks: [], timeout: 1_000, hooks };
const releaseCheck = { path: "/health", json: "$.commit", equals: v1.commit, times: 1 };

const stateOf = async (bench: Bench) => (await memoryJournal(bench.journal).head()).state;

/** One look at what is due now, written down as `watch` does. */
async function look(bench: Bench, site = siteOf(bench)) {
  const effects = { ...bench.run(), fetch: site.fetch };
  const state = await stateOf(bench);
  const due = agesDue(state, ages, effects.now());
  if (state.live === null || due.length === 0) return null;
  const found = await bench.clock.run(
    lookAtLive(effects, {
      release: state.live,
      smoke: [{ ...web, releaseCheck }],
      shifts: [bench.shift()],
      since: new Date(unjudgedSince(state.live, state.watched, ages)),
      around: (_, __, checks) => checks(),
    }),
  );
  const live = state.live;
  if (found.verdict !== "inconclusive") await bench.within(({ session }) => writeLook(session, live, due, found));
  return found;
}

test("each age is looked at once, and a source that keeps history is asked for all the time since the look before", async () => {
  const bench = await openBench();
  const since = Date.parse((await stateOf(bench)).live?.at ?? "");
  expect(await look(bench)).toBe(null);
  await bench.clock.pass(2 * hour);
  expect(await look(bench)).toMatchObject({ verdict: "pass", failures: [] });
  expect(await look(bench)).toBe(null);
  await bench.clock.pass(30 * hour);
  await look(bench);
  expect(await look(bench)).toBe(null);
  expect((await stateOf(bench)).watched).toEqual(["2h", "24h"]);
  expect(bench.metrics.asked.map(({ from }) => from.getTime() - since)).toEqual([0, 2 * hour]);
  expect(bench.router.writes).toEqual([]);
});

test("what fails is written down as such and looked at again; nothing is moved or stopped", async () => {
  const bench = await openBench();
  await bench.clock.pass(2 * hour);
  bench.metrics.tell = (query) => counts(query, 30);
  const site = siteOf(bench);
  site.answer = () => new Response("out of order", { status: 503 });
  const found = await look(bench, site);
  expect(found?.verdict).toBe("fail");
  expect(found?.failures).toHaveLength(2);
  expect(found?.failures.join()).toMatch(/web, serves 1+: .*503.*traffic flags: 30 of 100 requests failed/);
  expect(bench.entries("watch", "done")).toMatchObject([{ after: { age: "2h", passed: false }, release: v1 }]);
  expect([bench.router.writes, bench.host.deeds]).toEqual([[], []]);
  bench.metrics.tell = (query) => counts(query, 0);
  expect(await look(bench)).toMatchObject({ verdict: "pass" });
});

test("a source that makes its own evidence observes for as long as it is watched, and no longer", async () => {
  const bench = await openBench();
  await bench.clock.pass(2 * hour);
  bench.metrics.observes = true;
  const observing: number[] = [];
  bench.metrics.tell = (query) => {
    observing.push(bench.metrics.observing);
    return counts(query, 0);
  };
  expect(await look(bench)).toMatchObject({ verdict: "pass" });
  expect(new Set(observing)).toEqual(new Set([1]));
  expect(bench.metrics.observing).toBe(0);
});

test("silence proves nothing, and is not written down", async () => {
  const bench = await openBench();
  await bench.clock.pass(2 * hour);
  bench.metrics.tell = () => ({ none: "idle", why: "nobody came" });
  expect(await look(bench)).toMatchObject({ verdict: "inconclusive", failures: [] });
  expect(bench.entries("watch", "done")).toEqual([]);
});

test("a look at a release that another one has replaced in the meantime is not written down", async () => {
  const bench = await openBench();
  const { live } = await stateOf(bench);
  if (live === null) throw new Error("v1 is live");
  const found = { verdict: "pass", told: [], failures: [] } as const;
  await bench.within(async ({ session }) => {
    await session.write({ phase: "done", deed: "open", release: v2 });
    await session.write({ phase: "done", deed: "mark-good", release: v2 });
    expect(await writeLook(session, live, ages, found)).toBe(false);
  });
  expect((await stateOf(bench)).watched).toEqual([]);
});

test("there is something to look at where there is a public address or a router", async () => {
  const bench = await openBench();
  expect(canLook({ smoke: [], shifts: [] })).toBe(false);
  expect(canLook({ smoke: [{ ...web, liveUrl: null, releaseCheck }], shifts: [] })).toBe(false);
  expect(canLook({ smoke: [{ ...web, releaseCheck }], shifts: [] })).toBe(true);
  expect(canLook({ smoke: [], shifts: [bench.shift()] })).toBe(true);
});

test("follow-ups are noted once, become issues on their day, and one that could not be opened is due still", async () => {
  const bench = await openBench();
  const place = githubPlace();
  const effects = bench.run();
  const where = {
    journal: memoryJournal(bench.journal),
    application: "shop",
    environment: "production",
    github: async () => memoryGitHub(place),
  };
  const wishes = [
    { what: "drop the old column", after: 24 * hour },
    { what: "write to the board", after: 48 * hour },
  ];
  expect(await noteFollowUps(effects, where, await stateOf(bench), wishes)).toBe(2);
  expect(await noteFollowUps(effects, where, await stateOf(bench), wishes)).toBe(0);
  expect(await openDueIssues(effects, where, await stateOf(bench))).toEqual({ issues: [], problem: null });
  await bench.clock.pass(24 * hour);
  place.fail = () => new ServiceError("GitHub is away");
  const away = await openDueIssues(effects, where, await stateOf(bench));
  expect(away).toEqual({
    issues: [],
    problem: "1 follow-up is due, and an issue could not be opened: GitHub is away",
  });
  place.fail = () => undefined;
  expect(await openDueIssues(effects, where, await stateOf(bench))).toEqual({ issues: [100], problem: null });
  expect(await openDueIssues(effects, where, await stateOf(bench))).toEqual({ issues: [], problem: null });
  expect((await stateOf(bench)).followUps.map(({ issue }) => issue)).toEqual([100, null]);
  expect(place.links).toHaveLength(1);
});
