import { describe, expect, test } from "vitest";
import { tellStories } from "../../src/core/story.ts";
import { type Adopted, proveLive, recordLive } from "../../src/stages/adopt.ts";
import type { Context } from "../../src/stages/context.ts";
import type { Publisher } from "../../src/stages/publish-deployment.ts";
import { putWeightBack } from "../../src/stages/put-weight-back.ts";
import type { Draft } from "../../src/stages/writer.ts";
import { type Bench, openBench, opened, releaseOf, v1, v2 } from "../doubles/bench.ts";
import { slotWith } from "../doubles/host.ts";
import { memoryRouter, routerPlace, shareAt } from "../doubles/router.ts";

const asLive = { ...v1, allowsBadCommit: false };

describe("adopt", () => {
  test("makes what is live what a rollback returns to", async () => {
    const bench = await openBench(null);
    bench.host.slots.blue = slotWith("blue", v1);
    await bench.within(async (context) => {
      const adopted = await proveLive(context.effects, bench.chain(), context.session.state, asLive);
      await recordLive(context, adopted);
      expect(context.session.state).toMatchObject({ live: v1, open: null, good: [v1] });
    });
    expect(bench.entries("mark-good", "done")[0]).toMatchObject({ reason: "adopted: it was live before" });
    expect(bench.router.writes).toEqual([]);
    expect(bench.deeds()).toEqual(["done mark-good v1"]);
    expect(tellStories(bench.journal.entries.toReversed())).toMatchObject([{ release: v1, outcome: "good" }]);
  });

  test("that is killed has recorded all of it or nothing: no release is left open", async () => {
    const bench = await openBench();
    await adoptGreen(bench, async (context, adopted) => {
      const { session } = context;
      const dying = Object.create(session, {
        write: {
          value: async (draft: Draft) => {
            await session.write(draft);
            throw new Error("killed");
          },
        },
      });
      await expect(recordLive({ ...context, session: dying }, adopted)).rejects.toThrow("killed");
      expect(session.state).toMatchObject({ open: null, live: v2 });
    });
  });

  test("closes a release that has touched neither slot nor traffic, and remembers what it has migrated", async () => {
    const bench = await openBench();
    await bench.within(async ({ session }) => {
      await session.write({ phase: "done", deed: "open", release: releaseOf(3, "green") });
      const asked = { versions: ["7"], verdict: "UNKNOWN" };
      const of = await session.write({ phase: "intend", deed: "migrate", asked });
      await session.write({ phase: "done", deed: "migrate", of, asked, after: { applied: ["7"] } });
    });
    const told: unknown[] = [];
    const publisher = { superseded: async (...given: readonly unknown[]) => void told.push(given[2]) };
    await adoptGreen(bench, async (context, adopted) => {
      await recordLive({ ...context, publisher: publisher as unknown as Publisher }, adopted);
      expect(context.session.state).toMatchObject({ open: null, live: v2, leftBehind: ["7"] });
    });
    expect(told).toMatchObject([{ version: "v3" }]);
    expect(bench.deeds().slice(-2)).toEqual(["done close", "done mark-good v2"]);
  });

  test("asks every router: one that has everybody on the other slot speaks against it", async () => {
    const bench = await openBench(null);
    bench.host.slots.blue = slotWith("blue", v1);
    const door = { item: "door", router: opened("router", memoryRouter(routerPlace("green"))) };
    const chain = bench.chain({ shifts: [bench.shift(), bench.shift(door)] });
    await bench.within(async ({ effects, session }) => {
      const proving = proveLive(effects, chain, session.state, asLive);
      await expect(proving).rejects.toThrow("`door`: the router sends 0 % to slot blue");
    });
  });

  test("refuses a commit that was marked bad, unless somebody says that it may be", async () => {
    const bench = await openBench(null);
    bench.host.slots.blue = slotWith("blue", v1);
    await bench.within(async ({ effects, session }) => {
      await session.write({ phase: "done", deed: "mark-bad", release: v1, reason: "it lost orders" });
      const proving = (allowsBadCommit: boolean) =>
        proveLive(effects, bench.chain(), session.state, { ...v1, allowsBadCommit });
      await expect(proving(false)).rejects.toThrow("11111111 was marked bad at");
      expect(await proving(true)).toMatchObject({ slot: "blue" });
    });
  });

  test("records nothing where the slot holds another commit", async () => {
    const bench = await openBench(null);
    bench.host.slots.blue = slotWith("blue", v2);
    await bench.within(async ({ effects, session }) => {
      await expect(proveLive(effects, bench.chain(), session.state, asLive)).rejects.toMatchObject({ code: "refused" });
    });
    expect(bench.deeds()).toEqual([]);
  });
});

/** v1 is live by the journal; somebody has deployed v2 into green past it. */
async function adoptGreen(bench: Bench, record: (context: Context, adopted: Adopted) => Promise<void>): Promise<void> {
  bench.host.slots.green = slotWith("green", v2);
  await memoryRouter(bench.router).setWeight("green", 100);
  await bench.within(async (context) => {
    const candidate = { ...v2, allowsBadCommit: false };
    await record(context, await proveLive(context.effects, bench.chain(), context.session.state, candidate));
  });
}

describe("a weight that was set by hand", () => {
  const at = (share: number) => [{ item: "flags", active: "blue" as const, weight: 100 - share }];

  test("is put back to the live release before the next one begins, with its journal entry", async () => {
    const bench = await openBench();
    await memoryRouter(bench.router).setWeight("green", 30);
    await bench.within((context) => putWeightBack(context, bench.chain(), at(70)));
    expect(shareAt(bench.router, "blue")).toBe(100);
    expect(bench.deeds()).toEqual(["intend set-weight 100", "done set-weight 100"]);
    expect(bench.entries("set-weight", "intend")[0]).toMatchObject({ release: v1, before: { weight: 30 } });
  });

  test("stays where the live release does not answer", async () => {
    const bench = await openBench();
    await memoryRouter(bench.router).setWeight("green", 30);
    bench.host.slots.blue = slotWith("blue", v2);
    await bench.within(async (context) => {
      await expect(putWeightBack(context, bench.chain(), at(70))).rejects.toMatchObject({ code: "refused" });
    });
    expect(shareAt(bench.router, "blue")).toBe(70);
    expect(bench.deeds()).toEqual([]);
  });

  test("is left alone where it is as the journal says", async () => {
    const bench = await openBench();
    await bench.within((context) => putWeightBack(context, bench.chain(), at(100)));
    expect(bench.deeds()).toEqual([]);
  });

  test("stays where there is no host, so that nobody can tell whether the live release answers", async () => {
    const bench = await openBench();
    await memoryRouter(bench.router).setWeight("green", 30);
    await bench.within(async (context) => {
      const putting = putWeightBack(context, bench.chain({ slot: null }), at(70));
      await expect(putting).rejects.toMatchObject({ code: "refused" });
    });
    expect(shareAt(bench.router, "blue")).toBe(70);
    expect(bench.deeds()).toEqual([]);
  });

  test("stays where it was set after the plan had told of another", async () => {
    const bench = await openBench();
    await memoryRouter(bench.router).setWeight("green", 30);
    await bench.within(async (context) => {
      const putting = putWeightBack(context, bench.chain(), at(100));
      await expect(putting).rejects.toThrow("somebody has changed it meanwhile");
    });
    expect(shareAt(bench.router, "blue")).toBe(70);
  });
});
