import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, constants, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { measureBackup } from "./bench/backup.ts";
import type { Figure } from "./bench/figures.ts";
import { measureGitHub } from "./bench/github.ts";
import { measureJournal } from "./bench/journal.ts";
import { measureJudging } from "./bench/judging.ts";
import { measureOverhead } from "./bench/migrate/overhead.ts";
import { measureQueries } from "./bench/migrate/queries.ts";
import { help, type Part, readWish, type Wish } from "./bench/options.ts";
import type { Place } from "./bench/scene.ts";
import { measureStart } from "./bench/start.ts";
import { measureSwitches } from "./bench/switches.ts";
import { tableOf } from "./bench/table.ts";
import { measurePush, measureTraffic } from "./bench/traffic.ts";

type Measure = (place: Place) => readonly Figure[] | Promise<readonly Figure[]> | AsyncIterable<Figure>;

const measures: Readonly<Record<Part, Measure>> = {
  start: measureStart,
  journal: measureJournal,
  traffic: measureTraffic,
  push: measurePush,
  github: measureGitHub,
  judging: measureJudging,
  overhead: measureOverhead,
  queries: measureQueries,
  switches: measureSwitches,
  backup: measureBackup,
};

async function bench(args: readonly string[]): Promise<number> {
  const wish = readWish(args);
  if (wish.kind === "help") {
    console.log(help);
    return 0;
  }
  if (wish.kind === "wrong") {
    console.error(`${wish.problems.join("\n")}\n\`npm run bench -- --help\` tells what is possible.`);
    return 2;
  }
  const dist = resolve(wish.dist ?? join(import.meta.dirname, "../dist"));
  if (!existsSync(join(dist, "cli.js"))) {
    console.error(
      `\`${join(dist, "cli.js")}\` is not there; what is shipped is measured.\nRun \`npm run build\` first.`,
    );
    return 2;
  }
  return run(wish, dist, interruptions());
}

async function run(wish: Extract<Wish, { kind: "run" }>, dist: string, signal: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-bench-"));
  const figures: Figure[] = [];
  const failures: string[] = [];
  const load = loadavg()[0] ?? 0;
  try {
    for (const part of wish.parts) {
      if (signal.aborted) break;
      const started = performance.now();
      try {
        mkdirSync(join(folder, part));
        // What was measured before something fails is told all the same.
        for await (const figure of await measures[part]({ folder: join(folder, part), dist, signal }))
          figures.push(figure);
      } catch (error) {
        failures.push(`${part}: ${(error as Error).message}`);
      }
      console.error(`${part}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  if (signal.aborted) return 128 + constants.signals[signal.reason as NodeJS.Signals];
  const report = { ...machine(), load: [load, loadavg()[0] ?? 0], figures, failures };
  console.log(wish.json ? JSON.stringify(report, null, 2) : `\n${textOf(report)}`);
  return failures.length === 0 ? 0 : 1;
}

interface Report {
  readonly node: string;
  readonly git: string;
  readonly cores: number;
  /** Of the last minute, before and after: above the number of cores the times say little. */
  readonly load: readonly number[];
  readonly figures: readonly Figure[];
  readonly failures: readonly string[];
}

function machine(): Pick<Report, "node" | "git" | "cores"> {
  const git = execFileSync("git", ["version"], { encoding: "utf8" }).trim().replace("git version ", "");
  return { node: process.versions.node, git, cores: availableParallelism() };
}

function textOf({ node, git, cores, load, figures, failures }: Report): string {
  const loads = load.map((value) => value.toFixed(1)).join(" before and ");
  return [
    `Node ${node}, git ${git}, ${cores} cores; load average ${loads} after`,
    ...(figures.length > 0 ? [tableOf(figures)] : []),
    ...failures.map((failure) => `Not measured: ${failure}`),
  ].join("\n\n");
}

/** Aborts with the name of the first signal that asks this process to end. */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => controller.abort(name));
  return controller.signal;
}

process.exitCode = await bench(process.argv.slice(2));
