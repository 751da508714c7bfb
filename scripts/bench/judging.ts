import { execFile } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { type Figure, median, spread } from "./figures.ts";
import { measureDryRuns } from "./judging/dry-run.ts";
import { dialects, type MeasuredDialect } from "./judging/migrations.ts";
import type { Place } from "./scene.ts";

const counts = [250, 500, 1_000, 2_000] as const;
type Count = (typeof counts)[number];

const turns = 5;

/** Milliseconds for a thousand; and how much more one of many may cost than one of few. */
const most = { thousand: 2_000, growth: 1.2 };

const names: Readonly<Record<MeasuredDialect, string>> = {
  postgres: "PostgreSQL's grammar",
  mysql: "text, as MySQL",
  sqlite: "text, as SQLite",
};

interface Judged {
  readonly took: number;
  readonly statements: number;
  readonly verdicts: Readonly<Record<string, number>>;
}

/** Reads and judges generated migrations, each time in a process that has done nothing before. */
export async function* measureJudging(place: Place): AsyncGenerator<Figure> {
  for (const dialect of dialects) {
    const all = new Map<Count, Judged[]>(counts.map((count) => [count, []]));
    for (let turn = 0; turn < turns; turn++) {
      for (const count of counts) all.get(count)?.push(await judge(dialect, count, place.signal));
    }
    yield* figuresOf(dialect, (count) => all.get(count) ?? []);
  }
  yield* measureDryRuns(place);
}

async function judge(dialect: MeasuredDialect, count: Count, signal: AbortSignal): Promise<Judged> {
  const script = join(import.meta.dirname, "judging/judge-alone.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, dialect, String(count)], { signal });
  return JSON.parse(stdout) as Judged;
}

function figuresOf(dialect: MeasuredDialect, of: (count: Count) => readonly Judged[]): readonly Figure[] {
  const times = (count: Count) => of(count).map(({ took }) => took);
  // The growth is asked of the shortest times: what else runs on the machine would be taken for it.
  const least = (count: Count) => Math.min(...times(count));
  const [{ statements, verdicts }] = of(1_000) as [Judged];
  const found = Object.entries(verdicts).map(([verdict, number]) => `${number} ${verdict}`);
  const perCount = counts.map((count) => `${count}: ${least(count).toFixed(0)} ms`);
  return [
    {
      what: `1,000 migrations judged, ${names[dialect]}`,
      value: median(times(1_000)),
      unit: "ms",
      target: most.thousand,
      how: `${turns} new processes: ${spread(times(1_000), "ms")}; ${statements.toLocaleString("en")} statements, ${found.join(", ")}`,
    },
    {
      what: `one of 2,000 over one of 500, ${names[dialect]}`,
      value: least(2_000) / 2_000 / (least(500) / 500),
      unit: "x",
      target: most.growth,
      how: `shortest of ${turns}: ${perCount.join(", ")}`,
    },
  ];
}
