import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { expectAlone, expectServed, journalOf, type Serving, tracesOf } from "./evidence.ts";
import type { Moment } from "./kill-at.ts";
import { furnish, openWorld, type Run, type World } from "./world.ts";

const v1: Serving = { tag: "v1", slot: "green" };
const v2: Serving = { tag: "v2", slot: "blue" };
/** Long enough for a look to be made in between on a busy machine. */
const soak = 6_000;

const folder = mkdtempSync(join(tmpdir(), "deploy-actions-watch-"));
const base = join(folder, "base");
let world: World;

beforeAll(async () => {
  world = await openWorld(join(folder, "world"));
  furnish(world.folder, (file) => ({
    ...file,
    "traffic-shift": {
      ...(file["traffic-shift"] as object),
      ...{ steps: "50, 100", watch: "300ms", "probe-rate": 60, "min-requests": 1 },
    },
  }));
  expectCode(await world.deploy("v1"), 0);
  await world.stop();
  world.save(base);
}, 60_000);

beforeEach(async () => {
  world.restore(base);
  const release = { commit: world.commit("v1"), version: "v1" };
  await world.host.prepare("green", release);
  await world.host.start("green", release);
  expect(await world.host.ready("green", release, 20_000)).toMatchObject({ ready: true });
});
afterEach(() => world.stop());
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const line = (match: string, nth = 1): Moment => ({ on: "line", match, nth });
const flagFile = (nth: number): Moment => ({ on: "file", match: "^rename .*/flags\\.json$", nth });
const look = (...more: readonly string[]) => world.run(["watch", ...more]);

function expectCode(run: Run, code: number): void {
  expect(run.code, run.stdout + run.stderr).toBe(code);
}

async function deployAndDie(tag: string, moment: Moment): Promise<void> {
  const run = await world.deploy(tag, moment);
  expect(run.killed, `it should have been killed\n${run.stdout}${run.stderr}`).toBe(true);
}

/** A look that finds nothing to do leaves everything as it is. */
async function expectQuiet(...more: readonly string[]): Promise<Run> {
  const traces = tracesOf(world);
  const run = await look(...more);
  expectCode(run, 0);
  expect(tracesOf(world)).toEqual(traces);
  return run;
}

test("a run that was killed while it watched a step is brought to its end by the next look", async () => {
  await deployAndDie("v2", line("Watch 50 %"));
  const run = await look();
  expectCode(run, 0);
  expect(run.stdout + run.stderr).toMatch(/v2 is open since .*: v2 was left at 50 % before it was judged/);
  await expectServed(world, v2);
  await expectAlone(world, v2);
  await expectQuiet();
}, 60_000);

test("a run that was killed in the middle of a change is taken back, and the look ends as failed", async () => {
  await deployAndDie("v2", flagFile(1));
  const run = await look();
  expectCode(run, 1);
  expect(run.stdout + run.stderr).toMatch(/v2 was taken back: `set-weight` was begun at .* and nobody finishes it/);
  await expectServed(world, v1);
  await expectAlone(world, v1);
  expect((await journalOf(world)).state).toMatchObject({ lease: null, unfinished: [], bad: [] });
  await expectQuiet();
}, 60_000);

test("a failing release that nobody watches any more is judged, taken back and marked bad", async () => {
  await deployAndDie("v3", line("Watch 50 %"));
  expectCode(await look(), 1);
  await expectServed(world, v1);
  expect((await journalOf(world)).state.bad).toMatchObject([{ version: "v3" }]);
  await expectQuiet();
}, 60_000);

test("a ramp that soaks is left alone until its time has come, then goes on look by look", async () => {
  world.checkOut("v2");
  const config = ["--config", soakingConfig()];
  expectCode(await world.run(["run", "--version", "v2", ...config]), 0);
  const weights = async () => (await journalOf(world)).state.open?.shifts.map(({ weight }) => weight);
  expect(await weights()).toEqual([50]);
  expect((await expectQuiet(...config)).stdout).toMatch(/v2: 50 % soak until 2/);
  await sleep(soak);
  expectCode(await look(...config), 0);
  expect(await weights()).toEqual([100]);
  await expectQuiet(...config);
  await sleep(soak);
  expectCode(await look(...config), 0);
  await expectServed(world, v2);
  await expectAlone(world, v2);
}, 60_000);

/** The same configuration with a soak, beside the checkout. */
function soakingConfig(): string {
  const path = join(world.folder, "soaking.yml");
  const file = parse(readFileSync(join(world.folder, "repository/.github/deploy.yml"), "utf8"));
  Object.assign(file["traffic-shift"], { soak: `${soak}ms` });
  writeFileSync(path, stringify(file));
  return path;
}

test("while a deployment works, a look takes no lease and changes nothing", async () => {
  world.checkOut("v2");
  const working = world.run(["run", "--version", "v2", "--traffic-shift", "{ watch: 2s }"]);
  await vi.waitFor(async () => expect((await journalOf(world)).state.open?.shifts).toMatchObject([{ weight: 50 }]), {
    timeout: 45_000,
    interval: 50,
  });
  const { epoch } = (await journalOf(world)).state;
  const run = await look();
  expectCode(run, 0);
  expect(run.stdout + run.stderr).toMatch(/works on v2/);
  expectCode(await working, 0);
  expect((await journalOf(world)).state.epoch).toBe(epoch);
  await expectServed(world, v2);
}, 60_000);
