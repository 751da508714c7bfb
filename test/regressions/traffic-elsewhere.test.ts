import { expect, test } from "vitest";
import { runPipeline } from "../../src/stages/pipeline.ts";
import { openBench, v2 } from "../doubles/bench.ts";
import { ruleText } from "../doubles/router.ts";

/** A bench on which v2 has all the traffic and only the finish is left. */
async function atTheFinish() {
  const bench = await openBench();
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    await runPipeline(context, bench.chain({ shifts: [bench.shift({ to: 50 })] }));
  });
  return bench;
}

test("a release whose traffic somebody has taken away is not good, and the slot that has it is not stopped", async () => {
  const bench = await atTheFinish();
  // The public address is checked last, and while that goes on somebody edits the rule.
  const smoke = (slot: string) => {
    if (slot === "green") bench.router.text = ruleText({ first: "blue", weight: 0 });
    return [];
  };
  const work = bench.within((context) => runPipeline(context, bench.chain({ smoke })));
  await expect(work).rejects.toThrow("`flags` sends 0 % of the traffic to slot green, but the journal says 100 %");
  expect(bench.deeds()).not.toContain("done mark-good v2");
  expect(bench.host.slots.blue.status).toBe("ready");
});

test("a release that is halfway there is not good because the configuration has lost its router", async () => {
  const bench = await atTheFinish();
  const work = bench.within((context) => runPipeline(context, bench.chain({ shifts: [] })));
  await expect(work).rejects.toThrow("v2 has 50 % of the traffic by `flags`, which the configuration does not name");
  expect(bench.deeds()).not.toContain("done mark-good v2");
});

test("a slot that somebody has given traffic is not replaced", async () => {
  const bench = await openBench();
  bench.router.text = ruleText({ first: "blue", weight: 20 });
  const work = bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    await runPipeline(context, bench.chain());
  });
  await expect(work).rejects.toThrow("slot green is to be replaced, but `flags` sends 20 % of the traffic there");
  expect(bench.host.deeds).toEqual([]);
});
