import { expect, test } from "vitest";
import { RefusedError, ServiceError } from "../../src/kit/errors.ts";
import type { Context } from "../../src/stages/context.ts";
import { armBefore, renewAll } from "../../src/stages/dead-man.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { shiftTraffic } from "../../src/stages/shift-traffic.ts";
import { type Bench, openBench, opened, v1, v2 } from "../doubles/bench.ts";
import { memoryDeadMan } from "../doubles/dead-man.ts";
import { counts } from "../doubles/metrics.ts";
import { memoryRouter, shareAt } from "../doubles/router.ts";
import { recordOf, renaming } from "./taking-back.ts";

const minute = 60_000;

/** A bench whose router has a dead man's switch of half an hour. */
async function guardedBench(live: typeof v1 | null = v1) {
  const bench = await openBench(live);
  const deadMan = memoryDeadMan(bench.router, () => bench.run().now());
  const router = opened("router", { ...memoryRouter(bench.router), deadMan });
  const order = { within: 30 * minute, by: "auto" } as const;
  const shift = (parts: Parameters<Bench["shift"]>[0] = {}) => bench.shift({ router, deadMan: order, ...parts });
  const rollBackOptions = () => bench.rollBackOptions({ routers: [{ item: "flags", router }] });
  return { bench, deadMan, shift, rollBackOptions };
}

async function openV2({ session }: Context): Promise<void> {
  await session.write({ phase: "done", deed: "open", release: v2 });
}

test("it is armed before anything is raised, with the split of the last good weight, and gone once the release has everything", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  await bench.within(async (context) => {
    await openV2(context);
    await shiftTraffic(context, shift());
    expect(await deadMan.state()).toBeNull();
  });
  expect(deadMan.told.slice(0, 3)).toEqual(["arm at 0", "renew at 10", "renew at 50"]);
  expect(deadMan.told.at(-1)).toBe("disarm at 0");
  expect(shareAt(bench.router, "green")).toBe(100);
  const [first] = bench.entries("set-weight", "intend");
  expect(first).toMatchObject({ asked: { weight: 10, deadMan: expect.stringMatching(/Z$/) } });
});

test("where it cannot be armed no weight is raised", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  deadMan.before = (deed) => {
    if (deed === "arm") throw new ServiceError("the target is full");
  };
  await bench.within(async (context) => {
    await openV2(context);
    await expect(shiftTraffic(context, shift())).rejects.toThrow("the target is full");
  });
  expect(bench.router.writes).not.toContain(10);
});

test("a long watch renews it at a third of its span", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  await bench.within(async (context) => {
    await openV2(context);
    await shiftTraffic(context, shift({ steps: [10, 100], to: 10, watch: 25 * minute }));
  });
  const renewals = deadMan.told.filter((told) => told === "renew at 10");
  // At ten and at twenty minutes, at the end of the ramp so far, and for whoever comes later.
  expect(renewals.length).toBeGreaterThanOrEqual(3);
  expect(await deadMan.state()).toMatchObject({ firedAt: null });
});

test("a renewal that fails is told and stops nothing", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  deadMan.before = (deed) => {
    if (deed === "renew") throw new ServiceError("no route to the target");
  };
  const effects = bench.run();
  await bench.within(async (context) => {
    await openV2(context);
    await shiftTraffic(context, shift({ steps: [100], watch: 25 * minute }));
  }, effects);
  expect(effects.lines).toContain("warn: The dead man's switch of `flags` was not renewed: no route to the target");
  expect(shareAt(bench.router, "green")).toBe(100);
});

test("traffic that is put back after a bad step needs no deadline any more", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  bench.metrics.tell = (query) => counts(query, 50);
  await bench.within(async (context) => {
    await openV2(context);
    await expect(shiftTraffic(context, shift())).rejects.toThrow("all traffic is back on slot blue");
  });
  expect(await deadMan.state()).toBeNull();
});

test("what it has put back is told as what it is, nothing is raised again, and a rollback takes the release back", async () => {
  const { bench, deadMan, shift, rollBackOptions } = await guardedBench();
  await bench.within(async (context) => {
    await openV2(context);
    await shiftTraffic(context, shift({ steps: [10, 100], to: 10 }));
  });
  deadMan.fire();
  const writes = bench.router.writes.length;
  await bench.within(async (context) => {
    const error = await shiftTraffic(context, shift({ steps: [10, 100] })).catch((reason: RefusedError) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^the dead man's switch of `flags` has put its traffic back at .*Z, because nobody had renewed it: the journal says 10 %, and slot green gets 0 %$/,
      ),
      hint: expect.stringContaining("`deploy-actions rollback`"),
    });
  });
  expect(bench.router.writes.length).toBe(writes);
  await bench.within(async (context) => {
    await rollBack(context, rollBackOptions());
    expect(context.session.state).toMatchObject({ open: null, live: v1, bad: [] });
  });
  expect(await deadMan.state()).toBeNull();
});

test("a deadline that passes while the release is watched ends the ramp, and the empty slot is not judged", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  bench.metrics.tell = (query) => {
    if (shareAt(bench.router, "green") === 10) deadMan.fire();
    return counts(query, 0);
  };
  await bench.within(async (context) => {
    await openV2(context);
    await expect(shiftTraffic(context, shift())).rejects.toThrow("has put its traffic back");
  });
  expect(bench.entries("verdict", "note")).toEqual([]);
  expect(shareAt(bench.router, "green")).toBe(0);
});

test("a switch that cannot be disarmed is told, also in the journal, and the release stays", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  deadMan.before = (deed) => {
    if (deed === "disarm") throw new ServiceError("no route to the target");
  };
  const effects = bench.run();
  await bench.within(async (context) => {
    await openV2(context);
    expect(await shiftTraffic(context, shift())).toMatchObject({ state: "arrived", weight: 100 });
    expect(context.session.state.open).toMatchObject({ shifts: [{ weight: 100, promoted: true }] });
  }, effects);
  const reason = "the dead man's switch of flags could not be disarmed: no route to the target";
  expect(bench.entries("set-weight", "note")).toMatchObject([{ reason }]);
  expect(effects.lines.some((line) => line.startsWith(`warn: ${reason}`))).toBe(true);
});

test("a renewal that is under way when traffic is put back is waited for, so that it does not bring back what is disarmed", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  const order: string[] = [];
  deadMan.before = async (deed) => {
    order.push(`begin ${deed}`);
    if (deed === "renew") await new Promise((later) => setTimeout(later, 50));
    order.push(`end ${deed}`);
  };
  bench.metrics.tell = (query) => counts(query, order.includes("begin renew") ? 50 : 0);
  await bench.within(async (context) => {
    await openV2(context);
    await expect(shiftTraffic(context, shift({ watch: 25 * minute }))).rejects.toThrow("is back on slot blue");
  });
  expect(order.slice(-2)).toEqual(["begin disarm", "end disarm"]);
  expect(await deadMan.state()).toBeNull();
});

test("whoever comes by while a weight waits renews it without a lease, and is told where it has fired", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  await bench.within(async (context) => {
    await openV2(context);
    await shiftTraffic(context, shift({ steps: [10, 100], to: 10 }));
  });
  const { open } = (await bench.within(async ({ session }) => session.state)) ?? {};
  if (open === null || open === undefined) throw new Error("v2 is open");
  const before = deadMan.told.length;
  expect(await renewAll(bench.run(), open, [shift()])).toEqual([]);
  expect(deadMan.told.slice(before)).toEqual(["renew at 10"]);
  deadMan.fire();
  expect(await renewAll(bench.run(), open, [shift()])).toEqual(["it has fired"]);
});

test("a first release has none: there is nothing that could have the traffic instead", async () => {
  const { bench, deadMan, shift } = await guardedBench(null);
  await bench.within(async (context) => {
    await openV2(context);
    await shiftTraffic(context, shift({ steps: [100] }));
  });
  expect(deadMan.told.some((told) => told.startsWith("arm"))).toBe(false);
});

test("a weight that may not go back without a look at the database carries no deadline, and that is told", async () => {
  const { bench, deadMan, shift } = await guardedBench();
  const effects = bench.run();
  await bench.within(async (context) => {
    await openV2(context);
    const { open } = context.session.state;
    if (open === null) throw new Error("v2 is open");
    const release = { ...open, migration: recordOf([renaming("2")]) };
    const session = Object.create(context.session, { state: { value: { ...context.session.state, open: release } } });
    const split = await shift().router.port.read();
    expect(await armBefore({ ...context, session }, shift(), split, 10)).toBeNull();
  }, effects);
  expect(deadMan.told).toEqual(["disarm at 0"]);
  expect(effects.lines.some((line) => line.startsWith("warn: `flags` has no dead man's switch at 10 %"))).toBe(true);
});
