import { describe, expect, test } from "vitest";
import { proveLive, recordLive } from "../../src/stages/adopt.ts";
import { putWeightBack } from "../../src/stages/put-weight-back.ts";
import { openBench, v1, v2 } from "../doubles/bench.ts";
import { slotWith } from "../doubles/host.ts";
import { memoryRouter, shareAt } from "../doubles/router.ts";

describe("adopt", () => {
  test("makes what is live what a rollback returns to", async () => {
    const bench = await openBench(null);
    bench.host.slots.blue = slotWith("blue", v1);
    await bench.within(async (context) => {
      const adopted = await proveLive(context.effects, bench.chain(), context.session.state, v1);
      await recordLive(context, adopted);
      expect(context.session.state).toMatchObject({ live: v1, open: null, good: [v1] });
    });
    expect(bench.entries("mark-good", "done")[0]).toMatchObject({ reason: "adopted: it was live before" });
    expect(bench.router.writes).toEqual([]);
  });

  test("records nothing where the slot holds another commit", async () => {
    const bench = await openBench(null);
    bench.host.slots.blue = slotWith("blue", v2);
    await bench.within(async ({ effects, session }) => {
      await expect(proveLive(effects, bench.chain(), session.state, v1)).rejects.toMatchObject({ code: "refused" });
    });
    expect(bench.deeds()).toEqual([]);
  });
});

describe("a weight that was set by hand", () => {
  test("is put back to the live release before the next one begins, with its journal entry", async () => {
    const bench = await openBench();
    await memoryRouter(bench.router).setWeight("green", 30);
    await bench.within((context) => putWeightBack(context, bench.chain()));
    expect(shareAt(bench.router, "blue")).toBe(100);
    expect(bench.deeds()).toEqual(["intend set-weight 100", "done set-weight 100"]);
    expect(bench.entries("set-weight", "intend")[0]).toMatchObject({ release: v1, before: { weight: 30 } });
  });

  test("stays where the live release does not answer", async () => {
    const bench = await openBench();
    await memoryRouter(bench.router).setWeight("green", 30);
    bench.host.slots.blue = slotWith("blue", v2);
    await bench.within(async (context) => {
      await expect(putWeightBack(context, bench.chain())).rejects.toMatchObject({ code: "refused" });
    });
    expect(shareAt(bench.router, "blue")).toBe(70);
    expect(bench.deeds()).toEqual([]);
  });

  test("is left alone where it is as the journal says", async () => {
    const bench = await openBench();
    await bench.within((context) => putWeightBack(context, bench.chain()));
    expect(bench.deeds()).toEqual([]);
  });
});
