import { describe, expect, test } from "vitest";
import type { OpenRelease } from "../../src/core/journal.ts";
import { isUntouched } from "../../src/core/untouched.ts";
import { ServiceError } from "../../src/kit/errors.ts";
import type { Context } from "../../src/stages/context.ts";
import { runShifts } from "../../src/stages/pipeline.ts";
import { returnTraffic } from "../../src/stages/return-traffic.ts";
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

  test("that is turned off is no traffic that is back: what the slots get is another router's", async () => {
    const flag = await openFlag();
    await releasing(flag, async (context) => {
      await shiftTraffic(context, { ...flag.step, to: 50 });
      const { told } = await returnTraffic(context, "checkout", flag.step.router, "it fails");
      expect(told).toBe("`checkout` is off");
    });
  });

  test("that an earlier release has turned on has nothing to raise, and a rollback leaves it on", async () => {
    const flag = await openFlag(100);
    await releasing(flag, async (context) => {
      expect(await shiftTraffic(context, flag.step)).toMatchObject({ state: "arrived", weight: 100 });
      expect(context.session.state.open?.shifts).toMatchObject([
        { item: "checkout", promoted: true, highest: 0, kept: true },
      ]);
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

describe("a flag service that cannot be reached", () => {
  const away = () => {
    throw new ServiceError("the flag service answers 503");
  };

  test("keeps no other traffic from going back, and the release stays open until it has gone, too", async () => {
    const { bench, place, step } = await openFlag();
    const door = bench.shift();
    const routers = [door, step].map(({ item, router }) => ({ item, router }));
    await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      await shiftTraffic(context, door);
      await shiftTraffic(context, { ...step, to: 50 });
      place.beforeWrite = away;
      await expect(rollBack(context, bench.rollBackOptions({ routers }))).rejects.toThrow("503");
      expect(shareAt(bench.router, "blue")).toBe(100);
      expect(context.session.state.open).not.toBeNull();
      place.beforeWrite = () => undefined;
      await rollBack(context, bench.rollBackOptions({ routers }));
    });
    expect(shareAt(place, "green")).toBe(0);
  });

  test("and one that hangs holds up the others for two seconds", async () => {
    const { bench, place, step } = await openFlag();
    const door = bench.shift();
    const routers = [door, step].map(({ item, router }) => ({ item, router }));
    await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      await shiftTraffic(context, door);
      await shiftTraffic(context, { ...step, to: 50 });
      const begun = bench.clock.elapsed();
      let back = 0;
      place.beforeWrite = () => context.effects.sleep(60_000);
      bench.router.afterWrite = () => {
        back ||= bench.clock.elapsed() - begun;
      };
      await rollBack(context, bench.rollBackOptions({ routers }));
      expect(back).toBeLessThan(3_000);
    });
  });
});

describe("what a release that died has left", () => {
  test("a flag whose turning off was not written down to the end is put back as well", async () => {
    const flag = await openFlag(100, { isOffFirst: true });
    await releasing(flag, async (context) => {
      flag.place.afterWrite = () => {
        throw new ServiceError("the answer was lost");
      };
      await expect(turnFlagsOff(context, [flag.step])).rejects.toThrow("lost");
      flag.place.afterWrite = () => undefined;
      expect(context.session.state.open?.turnedOff).toMatchObject([{ item: "checkout", found: { weight: 100 } }]);
      expect(isUntouched(context.session.state.open as OpenRelease)).toBe(false);
    });
    expect(shareAt(flag.place, "green")).toBe(0);
    await back(flag);
    expect(shareAt(flag.place, "green")).toBe(100);
  });

  test("groups that an earlier release had let in stay in, whatever becomes of this one", async () => {
    const flag = await openFlag(0, { cohorts: ["internal"], steps: [25, 100] });
    flag.place.cohorts = ["beta"];
    await releasing(flag, (context) => shiftTraffic(context, { ...flag.step, to: 24 }));
    expect([...flag.place.cohorts].sort()).toEqual(["beta", "internal"]);
    await back(flag);
    expect(flag.place.cohorts).toEqual(["beta"]);
  });

  test("people of a group count as served: what they have written is not lost without a person", async () => {
    const flag = await openFlag(0, { cohorts: ["internal"], steps: [25, 100] });
    await releasing(flag, async (context) => {
      await shiftTraffic(context, { ...flag.step, to: 24 });
      expect(context.session.state.open?.shifts).toMatchObject([{ weight: 0, highest: 1 }]);
    });
  });

  test("a write to the groups that comes to nothing is no success", async () => {
    const flag = await openFlag(0, { isOffFirst: true });
    flag.place.cohorts = ["beta"];
    const port = { ...flag.step.router.port };
    const deaf = { ...port, cohorts: { read: async () => ["beta"], write: async () => undefined } };
    await releasing(flag, async (context) => {
      const router = { ...flag.step.router, port: deaf };
      await expect(turnFlagsOff(context, [{ ...flag.step, router }])).rejects.toThrow("groups none and says beta");
    });
  });
});

test("a flag that has to be off first is turned off also where nothing is started", async () => {
  const flag = await openFlag(100, { isOffFirst: true });
  await releasing(flag, async (context) => {
    const chain = flag.bench.chain({ slot: null, shifts: [flag.step] });
    await runShifts(context, chain);
  });
  expect(flag.place.writes).toEqual([0, 10, 50, 100, "green"]);
});
