import { describe, expect, test } from "vitest";
import { ServiceError } from "../../src/kit/errors.ts";
import { slotAsPlanned } from "../../src/stages/approved-plan.ts";
import type { Repository } from "../../src/stages/ports/repository.ts";
import type { Router } from "../../src/stages/ports/router.ts";
import { type SurveyOptions, survey } from "../../src/stages/survey.ts";
import { type Bench, openBench, opened, v2 } from "../doubles/bench.ts";
import { memoryJournal } from "../doubles/journal.ts";
import { memoryFlag, memoryRouter, routerPlace } from "../doubles/router.ts";

/** A checkout of v2, whole and clean. */
const checkout: Repository = {
  resolve: async () => v2.commit,
  holds: async () => true,
  isShallow: async () => false,
  changes: async () => [],
  branchesWith: async () => ["main"],
  isAncestor: async () => true,
  forkPoint: async () => null,
  changesBetween: async () => [],
  fileAt: async () => null,
  commitsBetween: async () => [],
  commitFacts: async () => [],
};

type Shift = Partial<ReturnType<Bench["shift"]>>;

/** Looks at what v2 would touch where v1 is live, through the bench's own router and these. */
async function surveying(bench: Bench, shifts: readonly Shift[], parts: Partial<SurveyOptions> = {}) {
  const { state } = await memoryJournal(bench.journal).head();
  const chain = bench.chain({ migrate: null, shifts: [bench.shift(), ...shifts.map((one) => bench.shift(one))] });
  const asked = { onDrift: "stop", allowsBadCommit: false, fullUntil: null, configuration: "c" } as const;
  const who = { effects: bench.run(), application: "shop", environment: "production", release: v2 };
  return survey({ ...who, ...asked, state, chain, repository: checkout, rehearsing: null, ...parts });
}

function door(active: "blue" | "green"): Shift {
  return { item: "door", router: opened("router", memoryRouter(routerPlace(active))) };
}

async function flag(share: number, parts: Shift = {}): Promise<Shift> {
  const place = routerPlace("blue");
  await memoryFlag(place).setWeight("green", share);
  return { item: "checkout", router: opened("router", memoryFlag(place)), ...parts };
}

function away(item: string, follows: "slots" | "release", why: string): Shift {
  const port: Router = {
    ...memoryRouter(routerPlace()),
    follows,
    read: () => Promise.reject(new ServiceError(why)),
  };
  return { item, router: opened("router", port) };
}

const told = "`door`: the router sends 0 % to slot blue, but the journal says that v1 there has all the traffic";

describe("before anything is touched", () => {
  test("every router has to be readable: a flag service that refuses the token, and a second proxy that is away", async () => {
    const bench = await openBench();
    const shifts = [away("flag", "release", "the flags answered 401"), away("door", "slots", "the door is away")];
    const failure = await surveying(bench, shifts).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(ServiceError);
    expect((failure as Error).message).toBe("2 things are wrong:\n- the flags answered 401\n- the door is away");
    expect(bench.deeds()).toEqual([]);
  });

  test("drift of the second router is told and stops the release", async () => {
    const { plan } = await surveying(await openBench(), [door("green")]);
    expect(plan.drift).toEqual([told]);
    expect(plan.obstacles).toMatchObject([{ kind: "refused", where: "traffic-shift" }]);
  });

  test("a flag that somebody has half turned on is no surprise after the migrations", async () => {
    const { plan } = await surveying(await openBench(), [await flag(30)]);
    expect(plan.obstacles.map(({ what }) => what)).toEqual([expect.stringContaining("the flag is on for 30 %")]);
  });
});

describe("what is overwritten", () => {
  const asked = { onDrift: "overwrite" } as const;

  test("is told, and is a part of what is approved", async () => {
    const bench = await openBench();
    const clean = await surveying(bench, [door("blue")], asked);
    const moved = await surveying(bench, [door("green")], asked);
    expect(moved.plan.obstacles).toEqual([]);
    expect(moved.plan.warnings).toContain(`traffic-shift: ${told}; this release overwrites it`);
    expect(moved.digest).not.toBe(clean.digest);
    expect(moved.parts).toContain("overwritten");
  });

  test("leads traffic back to the live release, so the new one goes beside that", async () => {
    const bench = await openBench();
    await memoryRouter(bench.router).setWeight("green", 100);
    const { plan, splits } = await surveying(bench, [], asked);
    expect(plan.slot).toBe("green");
    expect(splits).toEqual([{ item: "flags", active: "green", weight: 0 }]);
  });

  test("is no weight that nobody can say of whether its slot answers", async () => {
    const bench = await openBench();
    const chain = bench.chain({ migrate: null, slot: null, shifts: [bench.shift(), bench.shift(door("green"))] });
    const { plan } = await surveying(bench, [], { ...asked, chain });
    expect(plan.obstacles.map(({ what }) => what)).toEqual([expect.stringContaining("nobody can tell")]);
  });
});

test("a slot that visitors were sent to after the plan was made is not filled", async () => {
  const bench = await openBench();
  const { plan } = await surveying(bench, []);
  await bench.within(async (context) => {
    expect(await slotAsPlanned(context, bench.chain(), plan)).toBe("green");
    await memoryRouter(bench.router).setWeight("green", 100);
    const going = slotAsPlanned(context, bench.chain(), plan);
    await expect(going).rejects.toThrow("the plan puts v2 into slot green, which has the traffic now");
  });
});

describe("the plan says of a flag", () => {
  const line = async (parts: Shift) => {
    const { plan } = await surveying(await openBench(), [parts]);
    expect(plan.obstacles).toEqual([]);
    return plan.chain.filter(({ stage }) => stage === "traffic-shift").map(({ what }) => what)[1];
  };

  test.each<[string, number, Shift, string]>([
    ["how it is raised", 0, {}, "checkout: 10, 50, 100 %"],
    ["that there is nothing to raise", 100, {}, "checkout: on for everybody already, nothing to raise"],
    [
      "that it is turned off first",
      100,
      { isOffFirst: true },
      "checkout: turned off, which is on for 100 % now, before the release is started; then 10, 50, 100 %",
    ],
    [
      "that it has to be off first, and is",
      0,
      { isOffFirst: true },
      "checkout: off before the release is started; then 10, 50, 100 %",
    ],
  ])("%s", async (_, share, parts, expected) => {
    expect(await line(await flag(share, parts))).toBe(expected);
  });
});
