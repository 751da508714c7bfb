import { expect, test } from "vitest";
import type { Level } from "../../src/core/backup.ts";
import { backUp } from "../../src/stages/back-up.ts";
import type { DumpStep } from "../../src/stages/backup-step.ts";
import { drill } from "../../src/stages/drill.ts";
import { chooseSet, storedSets } from "../../src/stages/stored-set.ts";
import { type Bench, dumpStep, openBench } from "../doubles/bench.ts";
import { flippingCodec } from "../doubles/codec.ts";
import { memoryJournal } from "../doubles/journal.ts";

async function stored(parts: Partial<DumpStep> = {}): Promise<{ bench: Bench; step: DumpStep }> {
  const bench = await openBench();
  const step = dumpStep(bench, parts);
  await bench.within((context) => backUp(context, [step]));
  return { bench, step };
}

async function drillNewest(bench: Bench, step: DumpStep, level: Level, effects = bench.run()) {
  const owner = { application: "shop", environment: "production" };
  const set = chooseSet(await storedSets([step], owner, effects), "newest");
  const journal = memoryJournal(bench.journal);
  const openDecoder = () => flippingCodec().decode();
  return bench.clock.run(drill({ effects, journal, set, steps: [step], items: [step.item], level, openDecoder }));
}

test("a backup without digests of rows is proven by its counts alone, and that is what is told", async () => {
  const { bench, step } = await stored();
  const effects = bench.run();
  expect(await drillNewest(bench, step, "rows", effects)).toMatchObject([{ item: "tickets", level: "restored" }]);
  expect(effects.lines.filter((line) => line.startsWith("warn"))).toEqual([
    expect.stringMatching(/holds no digests of rows: its counts are compared, not its rows$/),
  ]);
});

test("a backup with digests is compared by them where that is asked for", async () => {
  const { bench, step } = await stored({ verify: "rows" });
  expect(await drillNewest(bench, step, "rows")).toMatchObject([{ level: "rows" }]);
  expect(await drillNewest(bench, step, "restored")).toMatchObject([{ level: "restored" }]);
});
