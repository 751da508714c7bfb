import { describe, expect, test } from "vitest";
import type { Context } from "../../src/stages/context.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { turnFlagsOff } from "../../src/stages/set-flags.ts";
import { shiftTraffic } from "../../src/stages/shift-traffic.ts";
import { type Bench, openBench, opened, v2 } from "../doubles/bench.ts";
import { counts } from "../doubles/metrics.ts";
import { memoryFlag, type RouterPlace, routerPlace, shareAt } from "../doubles/router.ts";

interface FlagBench {
  readonly bench: Bench;
  readonly place: RouterPlace;
  readonly step: ReturnType<Bench["shift"]>;
}

/** v2 goes into green; a flag is off, or at that share. */
async function openFlag(share = 0, parts: Partial<ReturnType<Bench["shift"]>> = {}): Promise<FlagBench> {
  const bench = await openBench();
  const place = routerPlace("blue");
  await memoryFlag(place).setWeight("green", share);
  place.writes.length = 0;
  const router = opened("router", memoryFlag(place));
  return { bench, place, step: bench.shift({ item: "checkout", router, ...parts }) };
}

function releasing({ bench }: FlagBench, work: (context: Context) => Promise<unknown>): Promise<void> {
  return bench.within(async (context) => {
    if (context.session.release === null || context.session.state.open === null) {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
    }
    await work(context);
  });
}

function back({ bench, step }: FlagBench) {
  const routers = [{ item: step.item, router: step.router }];
  return releasing({ bench, step, place: routerPlace() }, (context) =>
    rollBack(context, bench.rollBackOptions({ routers })),
  );
}

describe("a flag of the release", () => {
  test.each(["blue", "green"] as const)("is raised step by step whichever slot the release is in: %s", async (slot) => {
    const flag = await openFlag();
    await flag.bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: { ...v2, slot } });
      expect(await shiftTraffic(context, flag.step)).toMatchObject({ state: "arrived", weight: 100 });
    });
    expect(shareAt(flag.place, "green")).toBe(100);
    expect(flag.place.writes).toEqual([10, 50, 100, "green"]);
  });

  test("is turned off by a rollback", async () => {
    const flag = await openFlag();
    await releasing(flag, (context) => shiftTraffic(context, { ...flag.step, to: 50 }));
    expect(shareAt(flag.place, "green")).toBe(50);
    await back(flag);
    expect(shareAt(flag.place, "green")).toBe(0);
  });

  test("that an earlier release has turned on has nothing to raise, and a rollback leaves it on", async () => {
    const flag = await openFlag(100);
    await releasing(flag, async (context) => {
      expect(await shiftTraffic(context, flag.step)).toMatchObject({ state: "arrived", weight: 100 });
      expect(context.session.state.open?.shifts).toMatchObject([{ item: "checkout", promoted: true, highest: 0 }]);
    });
    expect(flag.place.writes).toEqual([]);
    await back(flag);
    expect(flag.place.writes).toEqual([]);
    expect(shareAt(flag.place, "green")).toBe(100);
  });

  test("that stands in between is somebody else's, and is refused", async () => {
    const flag = await openFlag(30);
    await releasing(flag, async (context) => {
      await expect(shiftTraffic(context, flag.step)).rejects.toMatchObject({ code: "refused" });
    });
    expect(shareAt(flag.place, "green")).toBe(30);
  });
});

describe("a flag that has to be off first", () => {
  test("is turned off before the release starts, raised by its ramp, and a rollback puts it back as it stood", async () => {
    const flag = await openFlag(100, { isOffFirst: true });
    await releasing(flag, async (context) => {
      await turnFlagsOff(context, [flag.step]);
      expect(shareAt(flag.place, "green")).toBe(0);
      await turnFlagsOff(context, [flag.step]);
      await shiftTraffic(context, { ...flag.step, to: 50 });
    });
    expect(flag.bench.entries("set-flag", "done")).toHaveLength(1);
    expect(flag.bench.entries("set-flag", "intend")[0]).toMatchObject({ before: { weight: 100, cohorts: [] } });
    expect(shareAt(flag.place, "green")).toBe(50);
    await back(flag);
    expect(flag.place.writes.slice(-3)).toEqual([0, "blue", 100]);
    expect(shareAt(flag.place, "green")).toBe(100);
  });

  test("that is off already is left alone", async () => {
    const flag = await openFlag(0, { isOffFirst: true });
    await releasing(flag, (context) => turnFlagsOff(context, [flag.step]));
    expect(flag.bench.entries("set-flag", "intend")).toEqual([]);
  });
});

describe("groups before percentages", () => {
  test("each is a step of its own that is watched, and all of them stay while the weight rises", async () => {
    const flag = await openFlag(0, { cohorts: ["internal", "beta"], steps: [25, 100] });
    const seen: string[] = [];
    await releasing(flag, async (context) => {
      flag.bench.metrics.tell = (query) => {
        seen.push(`${flag.place.cohorts.join("+")} ${shareAt(flag.place, "green")}`);
        return counts(query, 0);
      };
      await shiftTraffic(context, flag.step);
    });
    expect([...new Set(seen)]).toEqual(["internal 0", "internal+beta 0", "internal+beta 25", "internal+beta 100"]);
    expect(flag.bench.entries("verdict", "note")).toHaveLength(4);
  });

  test("lose the release again with everybody else", async () => {
    const flag = await openFlag(0, { cohorts: ["internal"], steps: [25, 100] });
    await releasing(flag, (context) => shiftTraffic(context, { ...flag.step, to: 24 }));
    expect(flag.place.cohorts).toEqual(["internal"]);
    await back(flag);
    expect(flag.place.cohorts).toEqual([]);
  });

  test("are refused by a router that knows none", async () => {
    const bench = await openBench();
    await releasing({ bench, place: bench.router, step: bench.shift() }, async (context) => {
      const step = bench.shift({ cohorts: ["internal"] });
      await expect(shiftTraffic(context, step)).rejects.toMatchObject({ code: "invalid_input" });
    });
    expect(shareAt(bench.router, "green")).toBe(0);
  });
});
