import { describe, expect, test } from "vitest";
import { AbortedError, CommandError } from "../../src/kit/errors.ts";
import type { Chain } from "../../src/stages/chain.ts";
import { runPipeline } from "../../src/stages/pipeline.ts";
import type { Host } from "../../src/stages/ports/host.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { type Bench, openBench, type RunEffects, v1, v2 } from "../doubles/bench.ts";
import { slotWith } from "../doubles/host.ts";
import { addingColumn } from "../doubles/migrator.ts";
import { shareAt } from "../doubles/router.ts";
import { door, siteOf } from "../doubles/site.ts";

const list = { name: "list", method: "GET", path: "/api/tickets", headers: {}, body: null, expect: {} };
const releaseCheck = { path: "/health", json: "$.commit", equals: v2.commit, times: 1 };
const hooks = { before: [], after: [] };

/** A bench on which v2 brings one migration, and the whole chain with smoke tests. */
async function benchForV2(live: typeof v1 | null = v1): Promise<{ bench: Bench; chain: Chain; run: () => RunEffects }> {
  const bench = await openBench(live);
  bench.migrator.pending.push(addingColumn("2"));
  const site = siteOf(bench);
  const smoke = [{ item: "web", liveUrl: door, releaseCheck, checks: [list], timeout: 1_000, hooks }];
  return { bench, chain: bench.chain({ smoke: () => smoke }), run: () => ({ ...bench.run(), fetch: site.fetch }) };
}

/** What `run` and `continue` do, without putting anything back. */
async function takeOn(bench: Bench, chain: Chain, effects: RunEffects): Promise<unknown> {
  return bench.within(async (context) => {
    const { session } = context;
    if (session.state.open === null) {
      // A process that died after the last entry has left nothing to do.
      if (session.state.live?.commit === v2.commit) return { state: "good", weight: 100 };
      await session.write({ phase: "done", deed: "open", release: v2 });
    }
    return runPipeline(context, chain);
  }, effects);
}

const wholeStory = [
  "done open v2",
  "intend backup",
  "done backup",
  "intend migrate",
  "done migrate",
  "intend prepare green",
  "done prepare green",
  "intend start green",
  "done start green",
  "note check idle passed",
  "intend set-weight 10",
  "done set-weight 10",
  "note verdict 10 pass",
  "intend set-weight 50",
  "done set-weight 50",
  "note verdict 50 pass",
  "intend set-weight 100",
  "done set-weight 100",
  "note verdict 100 pass",
  "intend promote green",
  "done promote green",
  "note check live passed",
  "done mark-good v2",
  "intend stop blue",
  "done stop blue",
];

test("the whole chain in its order: nothing is touched before it is written down", async () => {
  const { bench, chain, run } = await benchForV2();
  const effects = run();
  expect(await takeOn(bench, chain, effects)).toEqual({ state: "good", weight: 100 });
  expect(bench.deeds()).toEqual(wholeStory);
  expect(bench.host.deeds).toEqual(["prepare green v2", "start green v2", "stop blue"]);
  expect(bench.router.writes).toEqual([10, 50, 100, "green"]);
  const stages = effects.events.filter(({ name }) => name === "stage").map(({ facts }) => facts.stage);
  expect(stages).toEqual(["backup", "migrate", "deploy-slot", "smoke-test", "traffic-shift", "finish"]);
});

test("what is not configured is no part of the chain", async () => {
  const { bench, run } = await benchForV2();
  const chain = bench.chain({ backups: [], migrate: null, smoke: () => [] });
  await takeOn(bench, chain, run());
  expect(bench.deeds()).toEqual(wholeStory.filter((deed) => !/backup|migrate|check/.test(deed)));
});

test("a first release has nothing to stop", async () => {
  const { bench, chain, run } = await benchForV2(null);
  await takeOn(bench, chain, run());
  expect(bench.host.deeds).toEqual(["prepare green v2", "start green v2"]);
  expect(bench.router.writes).toEqual([100, "green"]);
});

test("the previous release is kept where that was asked for", async () => {
  const { bench, chain, run } = await benchForV2();
  const slot = chain.slot === null ? null : { ...chain.slot, afterPromote: "keep" as const };
  await takeOn(bench, { ...chain, slot }, run());
  expect(bench.host.slots.blue).toEqual(slotWith("blue", v1));
});

test("a previous release that cannot be stopped does not make the new one bad", async () => {
  const { bench, chain, run } = await benchForV2();
  bench.host.during = (deed) => {
    if (deed === "stop blue") throw new CommandError("kill failed", { exitCode: 1, output: "" });
  };
  const effects = run();
  expect(await takeOn(bench, chain, effects)).toEqual({ state: "good", weight: 100 });
  expect(effects.lines).toContain("warn: The previous release still runs: kill failed");
  expect(bench.deeds().slice(-3)).toEqual(["done mark-good v2", "intend stop blue", "failed stop blue"]);
});

test("a release that died after its smoke test gets no traffic", async () => {
  const { bench, chain, run } = await benchForV2();
  await takeOn(bench, { ...chain, shifts: [bench.shift({ steps: [10, 100], to: 10 })] }, run());
  expect(shareAt(bench.router, "green")).toBe(10);
  bench.host.slots.green = slotWith("green", v2, "stopped");
  const error = await takeOn(bench, chain, run()).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AbortedError);
  expect((error as Error).message).toBe("slot green is stopped and does not serve v2, so it gets no more traffic");
  expect(bench.router.writes).toEqual([10]);
});

test("a public address that serves something else keeps the release from being called good", async () => {
  const { bench, run } = await benchForV2();
  const smoke = [{ item: "web", liveUrl: "http://blue.test", releaseCheck, checks: [], timeout: 1_000, hooks }];
  const idleOnly = (slot: string) => (slot === "green" ? smoke : []);
  const error = await takeOn(bench, bench.chain({ smoke: idleOnly }), run()).catch((reason: unknown) => reason);
  expect((error as Error).message).toContain("1 of 1 checks failed at http://blue.test");
  expect(bench.deeds().at(-1)).toBe("note check live failed");
});

test("a ramp that soaks waits, and the chain goes on from there when the time has come", async () => {
  const { bench, chain, run } = await benchForV2();
  const soaking = { ...chain, shifts: [bench.shift({ steps: [10, 100], soak: 3_600_000 })] };
  const waiting = await takeOn(bench, soaking, run());
  expect(waiting).toMatchObject({ state: "waiting", weight: 10, isHeld: false });
  expect((waiting as { why: string }).why).toMatch(/^10 % soak until 2026-11-20T13:00:0\d\.\d+Z$/);
  await bench.clock.pass(3_600_000);
  expect(await takeOn(bench, soaking, run())).toMatchObject({ state: "waiting", weight: 100 });
  await bench.clock.pass(3_600_000);
  expect(await takeOn(bench, soaking, run())).toEqual({ state: "good", weight: 100 });
  expect(bench.router.writes).toEqual([10, 100, "green"]);
  expect(bench.host.deeds).toEqual(["prepare green v2", "start green v2", "stop blue"]);
});

test("a ramp that is held says that only a person can go on", async () => {
  const { bench, chain, run } = await benchForV2();
  bench.metrics.tell = () => ({ none: "idle", why: "nobody came" });
  expect(await takeOn(bench, chain, run())).toEqual({
    state: "waiting",
    weight: 10,
    why: "held at 10 %: no data: nobody came",
    isHeld: true,
  });
});

test("a ramp that may go no further says how it goes on", async () => {
  const { bench, chain, run } = await benchForV2();
  expect(await takeOn(bench, { ...chain, shifts: [bench.shift({ to: 50 })] }, run())).toEqual({
    state: "waiting",
    weight: 50,
    why: "50 % was asked for; `continue` goes on",
    isHeld: false,
  });
});

test("a user's commands run around their stage, each of them in the journal; one that fails ends the stage", async () => {
  const { bench, chain, run } = await benchForV2();
  const migrate =
    chain.migrate === null ? null : { ...chain.migrate, hooks: { before: [["true"]], after: [["false"]] } };
  const error = await takeOn(bench, { ...chain, migrate } as Chain, run()).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CommandError);
  expect(bench.deeds().slice(3)).toEqual([
    "intend command",
    "done command",
    "intend migrate",
    "done migrate",
    "intend command",
    "failed command",
  ]);
  expect(bench.entries("command", "intend")).toMatchObject([
    { item: "migrate before", asked: { words: ["true"] } },
    { item: "migrate after", asked: { words: ["false"] } },
  ]);
});

/** Everything stops working the moment the process dies: it changes nothing any more and writes nothing. */
function die(bench: Bench): void {
  const gone = () => {
    throw new Error("the process is dead");
  };
  bench.journal.isReachable = false;
  bench.router.beforeWrite = gone;
  bench.host.during = gone;
  bench.store.during = gone;
  bench.database.during = gone;
  bench.migrator.beforeEach = gone;
}

function revive(bench: Bench): void {
  const well = () => undefined;
  Object.assign(bench.journal, { isReachable: true, beforeAppend: well });
  bench.router.beforeWrite = well;
  bench.host.during = well;
  bench.store.during = well;
  bench.database.during = well;
  bench.migrator.beforeEach = well;
}

/** Lets the process die at its n-th entry: just before it is written, or just after, when the process never hears of it. */
function dieAtEntry(bench: Bench, nth: number, when: "before" | "after"): void {
  let left = nth;
  bench.journal.beforeAppend = ({ deed }) => {
    if (deed === "renew") return;
    left -= 1;
    if (left === 0 && when === "before") die(bench);
    if (left < 0 && when === "after") die(bench);
  };
}

/** take-lease and release-lease are entries too. */
const everyEntry = Array.from({ length: wholeStory.length + 2 }, (_, i) => i + 1);
const deaths = everyEntry.flatMap((nth) => [[nth, "before"] as const, [nth, "after"] as const]);

async function deployAndDie(nth: number, when: "before" | "after") {
  const all = await benchForV2();
  dieAtEntry(all.bench, nth, when);
  await takeOn(all.bench, all.chain, all.run()).catch(() => undefined);
  revive(all.bench);
  await all.bench.clock.pass(1_000);
  return all;
}

describe("a process that dies at any of its entries", () => {
  test.each(deaths)("(entry %i, %s it is written) is taken on by the next one to the same end", async (nth, when) => {
    const { bench, chain, run } = await deployAndDie(nth, when);
    expect(await takeOn(bench, chain, run())).toEqual({ state: "good", weight: 100 });
    await bench.within(async ({ session }) => {
      expect(session.state).toMatchObject({ open: null, live: v2, unfinished: [] });
      expect(session.state.good.map(({ version }) => version)).toEqual(["v2", "v1"]);
    });
    expect(shareAt(bench.router, "green")).toBe(100);
    expect(bench.host.slots.green).toMatchObject({ status: "ready", commit: v2.commit });
    expect(bench.migrator.applied.map(({ version }) => version)).toEqual(["2"]);
    // A weight that was reached is never given up on the way.
    const weights = bench.router.writes.filter((write) => typeof write === "number");
    expect(weights).toEqual(weights.toSorted((a, b) => a - b));
    expect(bench.store.staged.size).toBeLessThanOrEqual(1);
  });

  test.each(deaths)(
    "(entry %i, %s it is written) is put back by a rollback, unless it was good already",
    async (nth, when) => {
      const { bench } = await deployAndDie(nth, when);
      await bench.within((context) => rollBack(context, bench.rollBackOptions()));
      const state = await bench.within(async ({ session }) => session.state);
      expect(state).toMatchObject({ open: null, unfinished: [], bad: [] });
      const [serving, slot] = state.live?.commit === v2.commit ? [v2, "green" as const] : [v1, "blue" as const];
      expect(shareAt(bench.router, slot)).toBe(100);
      expect(bench.host.slots[slot]).toMatchObject({ status: "ready", commit: serving.commit });
      if (serving === v1) expect(["empty", "stopped"]).toContain(bench.host.slots.green.status);
      const isGood = bench.deeds().includes("done mark-good v2");
      expect(serving).toBe(isGood ? v2 : v1);
    },
  );
});

/** take-lease, the rollback's own six entries, release-lease. */
const rollbackDeaths = Array.from({ length: 8 }, (_, i) => i + 1).flatMap((nth) => [
  [nth, "before"] as const,
  [nth, "after"] as const,
]);

test.each(rollbackDeaths)(
  "a rollback that dies at its entry %i, %s it is written, is finished by the next one",
  async (nth, when) => {
    const { bench, chain, run } = await benchForV2();
    const half = { ...chain, shifts: [bench.shift({ to: 50 })] };
    await takeOn(bench, half, run());
    expect(shareAt(bench.router, "green")).toBe(50);
    dieAtEntry(bench, nth, when);
    await bench.within((context) => rollBack(context, bench.rollBackOptions())).catch(() => undefined);
    revive(bench);
    await bench.within((context) => rollBack(context, bench.rollBackOptions()));
    const state = await bench.within(async ({ session }) => session.state);
    expect(state).toMatchObject({ open: null, live: v1, unfinished: [], bad: [] });
    expect(shareAt(bench.router, "blue")).toBe(100);
    expect(bench.host.slots).toMatchObject({ green: { status: "stopped" }, blue: { status: "ready" } });
  },
);

test("a slot without an address of its own is not checked before it has traffic, and the chain says so and goes on", async () => {
  const bench = await openBench();
  const host = { ...bench.chain().slot?.host.port, url: () => "" } as Host;
  const { slot } = bench.chain();
  if (slot === null) throw new Error("the bench deploys");
  const check = { item: "public", releaseCheck: null, checks: [], timeout: 1_000, liveUrl: null, hooks: slot.hooks };
  const chain = bench.chain({ slot: { ...slot, host: { ...slot.host, port: host } }, smoke: () => [check] });
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    expect(await runPipeline(context, chain)).toMatchObject({ state: "good" });
  });
  expect(bench.entries("check", "note")[0]).toMatchObject({ reason: expect.stringContaining("no address of its own") });
});

test("an idle slot that only its own server reaches is asked there, and the public address from here", async () => {
  const { bench, chain, run } = await benchForV2();
  const there = siteOf(bench);
  const here = siteOf(bench);
  const { slot } = chain;
  if (slot === null) throw new Error("the bench deploys");
  const host = { ...slot.host, port: { ...slot.host.port, fetch: there.fetch } };
  await takeOn(bench, { ...chain, slot: { ...slot, host } }, { ...run(), fetch: here.fetch });
  const places = (site: typeof here) => [...new Set(site.requests.map(({ line }) => line.split("/")[2]))];
  expect(places(there)).toEqual(["green.test"]);
  expect(places(here)).toEqual(["door.test"]);
});
