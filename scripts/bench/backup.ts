import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { openMariadb } from "./backup/mariadb.ts";
import { type Metered, metered } from "./backup/metered.ts";
import { openPostgres } from "./backup/postgres.ts";
import { openRedis } from "./backup/redis.ts";
import { gigabytes, type OpenSource, type Source } from "./backup/source.ts";
import { openSqlite } from "./backup/sqlite.ts";
import { type Dumped, openWorkplace } from "./backup/workplace.ts";
import { type Figure, median, spread } from "./figures.ts";
import type { Place } from "./scene.ts";

const engines: Readonly<Record<string, OpenSource>> = {
  postgres: openPostgres,
  mysql: openMariadb,
  sqlite: openSqlite,
  redis: openRedis,
};

const turns = 3;

const most = { dump: 1.25, memory: 200, structure: 20, restore: 2.5 };

/** The database, its plain copy, its backup and its restored copy are there at the same time. */
const space = 8e9;

/** Backs up a generated database of each engine and restores it, in turns with the engine's own tool. */
export async function* measureBackup(place: Place): AsyncGenerator<Figure> {
  const { bavail, bsize } = statfsSync(place.folder);
  if (bavail * bsize < space) throw new Error(`${place.folder} has less than ${gigabytes(space)} left`);
  const failures: string[] = [];
  for (const [engine, openSource] of Object.entries(engines)) {
    if (place.signal.aborted) break;
    const folder = join(place.folder, engine);
    mkdirSync(folder);
    try {
      await using source = await openSource({ ...place, folder });
      yield* figuresOf(engine, source, await measure({ ...place, folder }, source));
    } catch (error) {
      failures.push(`${engine}: ${(error as Error).message}`);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  if (failures.length > 0) throw new Error(failures.join("\n"));
}

interface Turn {
  readonly raw: Metered;
  readonly dump: Dumped;
  readonly structure: Metered;
  readonly restore: Metered;
  readonly plainBytes: number;
  readonly storedBytes: number;
}

async function measure(place: Place, source: Source): Promise<readonly Turn[]> {
  const workplace = await openWorkplace(place, source);
  const plain = join(place.folder, "plain");
  const all: Turn[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const raw = await alone(() => plainCopy(source, plain, place.signal));
    const plainBytes = statSync(plain).size;
    rmSync(plain);
    const dump = await alone(() => workplace.dump());
    const storedBytes = workplace.stored();
    const structure = await alone(() => workplace.verify(dump.name, "structure"));
    const restore = await alone(() => workplace.verify(dump.name, "restore"));
    workplace.clear();
    all.push({ raw, dump, structure, restore, plainBytes, storedBytes });
  }
  return all;
}

/** Until it is on the disk, as our file is: not every tool sees to that. */
async function plainCopy(source: Source, file: string, signal: AbortSignal): Promise<Metered> {
  const made = await metered(source.raw(file), { signal });
  const started = performance.now();
  await using written = await open(file);
  await written.sync();
  return { ...made, took: made.took + performance.now() - started };
}

/** What one has written is on the disk before the next begins. */
async function alone<T>(act: () => Promise<T>): Promise<T> {
  execFileSync("sync");
  return act();
}

type Step = "raw" | "dump" | "structure" | "restore";

function figuresOf(engine: string, source: Source, all: readonly Turn[]): readonly Figure[] {
  const of = (step: Step, value: keyof Omit<Metered, "stdout">) => all.map((turn) => turn[step][value]);
  const middle = (step: Step) => median(of(step, "took"));
  const seconds = (step: Step) => `${(middle(step) / 1000).toFixed(1)} s`;
  const range = (step: Step) =>
    spread(
      of(step, "took").map((took) => took / 1000),
      "s",
    );
  const peak = (step: Step) => Math.max(...of(step, "peak"));
  const withChildren = (step: Step) => `${Math.round(Math.max(...of(step, "peakWithChildren")))} MB with its programs`;
  const [{ plainBytes, storedBytes }] = all as [Turn];
  const sizes = `${source.told}; ${gigabytes(plainBytes)} plain, ${gigabytes(storedBytes)} stored`;
  return [
    {
      what: `${engine}: dump over ${source.tool}`,
      value: middle("dump") / middle("raw"),
      unit: "x",
      target: most.dump,
      how: `${seconds("dump")} over ${seconds("raw")} (${range("dump")} over ${range("raw")}), the whole command ${(median(all.map(({ dump }) => dump.whole)) / 1000).toFixed(1)} s; ${sizes}`,
    },
    {
      what: `${engine}: structure over dump`,
      value: (100 * middle("structure")) / middle("dump"),
      unit: "%",
      target: most.structure,
      how: `${seconds("structure")} (${range("structure")})`,
    },
    {
      what: `${engine}: restore and counts over dump`,
      value: middle("restore") / middle("dump"),
      unit: "x",
      target: most.restore,
      how: `${seconds("restore")} (${range("restore")}), from the start of the command to its end`,
    },
    ...(["dump", "restore"] as const).map(
      (step): Figure => ({
        what: `${engine}: memory of the ${step === "dump" ? "backup" : "restore"}`,
        value: peak(step),
        unit: "MB",
        target: most.memory,
        how: `the most of ${turns} turns; ${withChildren(step)}`,
      }),
    ),
  ];
}
