import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCustomers } from "./customers.ts";
import {
  expectAlone,
  expectKept,
  expectServed,
  expectWholeBackups,
  journalOf,
  type Serving,
  tracesOf,
} from "./evidence.ts";
import type { Moment } from "./kill-at.ts";
import { furnish, openWorld, type Run, type World } from "./world.ts";

const v1: Serving = { tag: "v1", slot: "green" };
const v2: Serving = { tag: "v2", slot: "blue" };

const line = (match: string, nth = 1): Moment => ({ on: "line", match, nth });
const file = (match: string, nth = 1): Moment => ({ on: "file", match, nth });
const program = (match: string, nth = 1): Moment => ({ on: "program", match, nth });
const intend = (deed: string) => line(`"event":"intend","deed":"${deed}"`);
const done = (deed: string) => line(`"event":"done","deed":"${deed}"`);
const flagFile = (nth: number) => file("^rename .*/flags\\.json$", nth);

/** While v2 is under way: v1 is the last good release. */
const underWay: readonly (readonly [string, Moment])[] = [
  ["the release is open", line('"event":"open"')],
  ["the backup's file is in place and its manifest is not", file("^link .*\\.sqlite\\.zst$")],
  ["the backup is published and the journal does not know", file("^link .*\\.json$")],
  ["git is just writing the intent to migrate", program("^git .*update-ref", 5)],
  ["migrating is intended", intend("migrate")],
  ["dbmate has just been started and goes on alone", program("/dbmate .* migrate")],
  ["tar is just unpacking the release", program("^tar -x")],
  ["the release's process was started and nobody has noted its id", program("^node server\\.mjs$")],
  ["the slot answers and the journal does not know", line("Slot blue answers")],
  ["the first step is in the router and not in the journal", flagFile(1)],
  ["the first step is watched", line("Watch 50 %")],
  ["the last step is in the router and not in the journal", flagFile(2)],
  ["all traffic is on the new release", line('"event":"weight".*"weight":100')],
  ["the new slot is the active one and the journal does not know", flagFile(3)],
  ["the public address is checked", line('"event":"checked"', 2)],
];

/** Once v2 was verified good: it is what has to serve. */
const verifiedGood: readonly (readonly [string, Moment])[] = [
  ["it is verified good", line('"event":"good"')],
  ["the previous release is about to be stopped", intend("stop")],
];

/** While the rollback of v2 is under way. */
const puttingBack: readonly (readonly [string, Moment])[] = [
  ["the traffic is back and the journal does not know", flagFile(1)],
  ["the new release is about to be stopped", intend("stop")],
  ["everything is back and the release is still open", done("roll-back")],
];

/** While v3, which fails its first step, is being taken back by the very run that deploys it. */
const takingBack: readonly (readonly [string, Moment, readonly string[]])[] = [
  ["the traffic is back and nobody has written down why", flagFile(2), []],
  ["the rollback is intended", intend("roll-back"), ["v3"]],
];

const folder = mkdtempSync(join(tmpdir(), "deploy-actions-chain-"));
const base = join(folder, "base");
/** Worlds that nobody uses at the moment; each is on ports of its own. */
const free: World[] = [];
const waiting: ((world: World) => void)[] = [];

beforeAll(async () => {
  const worlds = await Promise.all(["one", "two"].map((name) => openWorld(join(folder, name))));
  const [world] = worlds as [World];
  furnish(world.folder);
  free.push(...worlds);
  expectCode(await world.deploy("v1"), 0);
  await world.stop();
  world.save(base);
}, 60_000);

afterAll(async () => {
  await Promise.all(free.map((world) => world.close()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}, 30_000);

/** A world where v1 serves and customers come in, for as long as `story` takes. */
async function inWorld(story: (world: World) => Promise<void>): Promise<void> {
  const world = free.pop() ?? (await new Promise<World>((got) => waiting.push(got)));
  try {
    world.restore(base);
    await startV1(world);
    const customers = openCustomers(world.door);
    await story(world).finally(customers.leave);
    expectKept(world, customers);
  } finally {
    await world.stop();
    const next = waiting.shift();
    if (next === undefined) free.push(world);
    else next(world);
  }
}

async function startV1(world: World): Promise<void> {
  const release = { commit: world.commit("v1"), version: "v1" };
  await world.host.prepare("green", release);
  await world.host.start("green", release);
  expect(await world.host.ready("green", release, 20_000)).toMatchObject({ ready: true });
  await expectServed(world, v1);
}

async function deployAndDie(world: World, moment: Moment, tag = "v2"): Promise<void> {
  expectKilled(await world.deploy(tag, moment));
}

function expectKilled(run: Run): void {
  expect(run.killed, `it should have been killed\n${run.stdout}${run.stderr}`).toBe(true);
}

function expectCode(run: Run, code: number): void {
  expect(run.code, run.stdout + run.stderr).toBe(code);
}

async function rollBackTwice(world: World): Promise<void> {
  expectCode(await world.rollBack(), 0);
  const traces = tracesOf(world);
  expectCode(await world.rollBack(), 0);
  expect(tracesOf(world)).toEqual(traces);
}

const patience = 300_000;

describe("a deployment that is killed when", () => {
  test.concurrent.each(underWay)(
    "%s: `rollback` brings the last good release back and no row is lost",
    async (_, moment) => {
      await inWorld(async (world) => {
        const before = (await world.host.slots()).green;
        await deployAndDie(world, moment);
        await rollBackTwice(world);
        await expectServed(world, v1);
        await expectAlone(world, v1);
        await expectWholeBackups(world);
        expect((await world.host.slots()).green).toEqual(before);
        expect((await journalOf(world)).state).toMatchObject({ lease: null, unfinished: [], bad: [] });
      });
    },
    patience,
  );

  test.concurrent.each(verifiedGood)(
    "%s: `rollback` leaves it live",
    async (_, moment) => {
      await inWorld(async (world) => {
        await deployAndDie(world, moment);
        await rollBackTwice(world);
        await expectServed(world, v2);
        await expectWholeBackups(world);
      });
    },
    patience,
  );
});

describe("a run that takes a failing release back and is killed when", () => {
  test.concurrent.each(takingBack)(
    "%s: `rollback` finishes it",
    async (_, moment, bad) => {
      await inWorld(async (world) => {
        await deployAndDie(world, moment, "v3");
        await rollBackTwice(world);
        await expectServed(world, v1);
        await expectAlone(world, v1);
        const { state } = await journalOf(world);
        expect(state).toMatchObject({ lease: null, unfinished: [] });
        expect(state.bad.map(({ version }) => version)).toEqual(bad);
      });
    },
    patience,
  );
});

describe("a rollback that is killed when", () => {
  test.concurrent.each(puttingBack)(
    "%s: the next `rollback` finishes it",
    async (_, moment) => {
      await inWorld(async (world) => {
        await deployAndDie(world, line('"event":"weight".*"weight":100'));
        const run = await world.rollBack(moment);
        expect(run, run.stdout + run.stderr).toMatchObject({ killed: true });
        await rollBackTwice(world);
        await expectServed(world, v1);
        await expectAlone(world, v1);
        expect((await journalOf(world)).state).toMatchObject({ lease: null, unfinished: [], bad: [] });
      });
    },
    patience,
  );
});
