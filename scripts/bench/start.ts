import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setImmediate as yielded } from "node:timers/promises";
import { actions } from "../../src/actions/index.ts";
import { type Figure, median } from "./figures.ts";
import type { Place } from "./scene.ts";

const runs = 15;

/** What the start of the lightest and of the heaviest action may cost, as multiples of an empty script. */
const targets = { smallest: 3, heaviest: 5 } as const;

interface Cost {
  readonly name: string;
  /** Milliseconds, one per run. */
  readonly wall: number[];
  /** Milliseconds of processor time, all runs together. */
  processor: number;
}

/** Starts every action in an empty folder with an input that it does not know, and an empty script in between. */
export async function measureStart({ folder, dist, signal }: Place): Promise<readonly Figure[]> {
  const ground = furnish(folder);
  const turns = { dist, ground, signal };
  const cold = await takeTurns(turns, {});
  const warm = await takeTurns(turns, { NODE_COMPILE_CACHE: join(folder, "compiled") });
  const [empty, ...all] = cold;
  const ranked = [...all].sort((a, b) => median(a.wall) - median(b.wall));
  const [smallest, heaviest] = [ranked[0], ranked.at(-1)];
  if (empty === undefined || smallest === undefined || heaviest === undefined) throw new Error("no action was started");
  const first = { smallest: figureOf(smallest, empty), heaviest: figureOf(heaviest, empty) };
  return [
    { ...first.smallest, what: `start of the smallest action (${smallest.name})`, target: targets.smallest },
    { ...first.heaviest, what: `start of the heaviest action (${heaviest.name})`, target: targets.heaviest },
    ...all.map((cost) => figureOf(cost, empty)),
    ...warmFigures(warm, [smallest.name, heaviest.name]),
  ];
}

/** With Node's compile cache filled, as `NODE_COMPILE_CACHE` of a job would have it from its second step on. */
function warmFigures([empty, ...all]: readonly Cost[], names: readonly string[]): readonly Figure[] {
  if (empty === undefined) return [];
  return all
    .filter(({ name }) => names.includes(name))
    .map((cost) => ({ ...figureOf(cost, empty), what: `start of ${cost.name}, compile cache filled` }));
}

function figureOf({ name, wall, processor }: Cost, empty: Cost): Figure {
  const [own, bare] = [median(wall), median(empty.wall)];
  const times = `${own.toFixed(0)} ms over ${bare.toFixed(0)} ms, ${runs} turns each`;
  return {
    what: `start of ${name}`,
    value: own / bare,
    unit: "x",
    target: null,
    how: `${times}; processor time ${(processor / empty.processor).toFixed(2)}x`,
  };
}

interface Ground {
  readonly workspace: string;
  readonly empty: string;
  readonly output: string;
  readonly environment: Readonly<Record<string, string>>;
}

function furnish(folder: string): Ground {
  const [workspace, empty, output] = [join(folder, "workspace"), join(folder, "empty.js"), join(folder, "output")];
  mkdirSync(workspace);
  writeFileSync(empty, "");
  const { PATH = "", HOME = folder } = process.env;
  const runner = { GITHUB_OUTPUT: output, GITHUB_WORKSPACE: workspace, RUNNER_TEMP: folder };
  return { workspace, empty, output, environment: { PATH, HOME, ...runner, "INPUT_NO-SUCH-INPUT": "1" } };
}

interface Turns {
  readonly dist: string;
  readonly ground: Ground;
  readonly signal: AbortSignal;
}

async function takeTurns(
  { dist, ground, signal }: Turns,
  more: Readonly<Record<string, string>>,
): Promise<readonly Cost[]> {
  const scripts = [
    { name: "an empty script", path: ground.empty },
    ...Object.keys(actions).map((name) => ({ name, path: join(dist, `${name}.js`) })),
  ];
  const found = scripts.map(({ name }): Cost => ({ name, wall: [], processor: 0 }));
  for (let turn = -1; turn < runs; turn++) {
    for (const [i, { path }] of scripts.entries()) {
      // Lets this process hear that it is to end.
      await yielded();
      signal.throwIfAborted();
      const { wall, processor } = runOnce(path, ground, more);
      const cost = found[i];
      // The first turn fills the caches of disk and compiler.
      if (turn < 0 || cost === undefined) continue;
      cost.wall.push(wall);
      cost.processor += processor;
    }
  }
  return found;
}

function runOnce(path: string, ground: Ground, more: Readonly<Record<string, string>>) {
  writeFileSync(ground.output, "");
  const [before, started] = [childrensTime(), performance.now()];
  const environment = { ...ground.environment, ...more };
  const { status, stdout } = spawnSync(process.execPath, [path], {
    cwd: ground.workspace,
    env: environment,
    encoding: "utf8",
  });
  const wall = performance.now() - started;
  const isRefused = status === 1 && stdout.includes("unknown input `no-such-input`");
  if (path !== ground.empty && !isRefused) throw new Error(`\`${path}\` did not refuse the unknown input: ${stdout}`);
  return { wall, processor: childrensTime() - before };
}

/** Processor time of all children that have ended, in ticks of the kernel: good enough for a sum of many. */
function childrensTime(): number {
  const line = readFileSync("/proc/self/stat", "utf8");
  const [user = 0, system = 0] = line
    .slice(line.lastIndexOf(")") + 2)
    .split(" ")
    .slice(13, 15)
    .map(Number);
  return (user + system) * 10;
}
