import { describe, expect, test } from "vitest";
import { CancelledError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import type { Context } from "../../src/stages/context.ts";
import { runShifts } from "../../src/stages/pipeline.ts";
import { type ShiftResult, shiftTraffic } from "../../src/stages/shift-traffic.ts";
import { fullEntry } from "../../src/stages/writer.ts";
import { type Bench, limits, openBench, opened, v1, v2 } from "../doubles/bench.ts";
import { slotWith } from "../doubles/host.ts";
import { memoryJournal } from "../doubles/journal.ts";
import { counts } from "../doubles/metrics.ts";
import { memoryRouter, ruleText, shareAt } from "../doubles/router.ts";

/** Opens v2 on a fresh bench and works on it. */
async function shiftingV2(
  bench: Bench,
  work: (context: Context) => Promise<unknown>,
  effects = bench.run(),
): Promise<void> {
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    await work(context);
  }, effects);
}

async function failureOf(work: Promise<unknown>): Promise<Error & { hint?: string; code?: string }> {
  const error = await work.then(
    (value) => value,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

const step = (weight: number) => [`intend set-weight ${weight}`, `done set-weight ${weight}`];
const passed = (weight: number) => [...step(weight), `note verdict ${weight} pass`];

test("a good release climbs every step, each of them watched, and becomes the active one", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    expect(await shiftTraffic(context, bench.shift())).toEqual({ state: "arrived", weight: 100, verdict: "pass" });
  });
  expect(bench.router.writes).toEqual([10, 50, 100, "green"]);
  expect(shareAt(bench.router, "green")).toBe(100);
  expect(bench.deeds()).toEqual([
    "done open v2",
    ...passed(10),
    ...passed(50),
    ...passed(100),
    "intend promote green",
    "done promote green",
  ]);
  expect(bench.clock.elapsed()).toBeGreaterThanOrEqual(3_000);
  expect(bench.clock.elapsed()).toBeLessThan(5_000);
});

test("each weight is in the journal with what was there before and how it is taken back", async () => {
  const bench = await openBench();
  await shiftingV2(bench, (context) => shiftTraffic(context, bench.shift({ steps: [10, 50], to: 50 })));
  expect(bench.entries("set-weight", "intend")[1]).toMatchObject({
    item: "flags",
    adapter: { kind: "router", name: "memory", with: { "memory-router": "$PLACE" } },
    before: { active: "blue", weight: 10 },
    asked: { slot: "green", weight: 50 },
    undo: { deed: "set-weight", to: "green", weight: 10 },
  });
  expect(bench.entries("set-weight", "done")[1]).toMatchObject({ after: { weight: 50, effect: "in-effect" } });
});

test("a failing step ends at once, and all the traffic is back before the verdict is written down", async () => {
  const bench = await openBench();
  bench.metrics.tell = (query) => counts(query, shareAt(bench.router, "green") === 50 ? 31 : 0);
  const order: string[] = [];
  bench.journal.beforeAppend = ({ deed, phase }) =>
    void order.push(`${phase} ${deed} at ${shareAt(bench.router, "green")}`);
  await shiftingV2(bench, async (context) => {
    const error = await failureOf(shiftTraffic(context, bench.shift({ watch: 60_000 })));
    expect(error.code).toBe("aborted");
    expect(error.message).toBe(
      "the new release failed at 50 %: 31 of 100 requests failed (31.0 %, limit 5 %); all traffic is back on slot blue",
    );
    expect(error.hint).toBe("Look at the release's own errors in that time.");
    expect(context.session.state.open).toMatchObject({
      failure: "31 of 100 requests failed (31.0 %, limit 5 %)",
      shifts: [{ weight: 0 }],
    });
  });
  expect(bench.router.writes).toEqual([10, 50, 0, "blue"]);
  expect(bench.deeds().slice(-2)).toEqual(["done set-weight 0", "note verdict 50 fail"]);
  expect(order.slice(-3, -1)).toEqual(["done set-weight at 0", "note verdict at 0"]);
  // Ten's whole watch, and one look at fifty.
  expect(bench.clock.elapsed()).toBeLessThan(61_000);
});

test("evidence that is neither good nor bad holds the weight: nothing rises and nothing is put back", async () => {
  const bench = await openBench();
  bench.metrics.tell = ({ from, to }) => ({ requests: 3, errors: 0, from, to });
  const results: ShiftResult[] = [];
  await shiftingV2(bench, async (context) => results.push(await shiftTraffic(context, bench.shift())));
  expect(results).toEqual([
    {
      state: "held",
      weight: 10,
      verdict: "inconclusive",
      reason: "0 of 3 requests failed (0.0 %, limit 5 %); 20 are needed to judge",
    },
  ]);
  expect(bench.router.writes).toEqual([10]);
  expect(bench.deeds()).toEqual(["done open v2", ...step(10), "note verdict 10 inconclusive"]);
});

describe("without data", () => {
  test.each([
    ["idle", "hold", [10], "held"],
    ["idle", "fail", [10, 0, "blue"], "failed"],
    ["idle", "pass", [10, 50, 100, "green"], "arrived"],
    ["broken", "hold", [10], "held"],
    ["broken", "fail", [10, 0, "blue"], "failed"],
    ["broken", "pass", [10], "held"],
  ] as const)("because the source is %s, the policy `%s` writes %j", async (none, onNoData, writes, end) => {
    const bench = await openBench();
    bench.metrics.tell = () => ({ none, why: "nobody came" });
    const ends: string[] = [];
    await shiftingV2(bench, async (context) => {
      const result = shiftTraffic(context, bench.shift({ limits: { ...limits, onNoData } }));
      ends.push(
        await result.then(
          ({ state }) => state,
          () => "failed",
        ),
      );
    });
    expect(bench.router.writes).toEqual(writes);
    expect(ends).toEqual([end]);
  });

  test("a silence at first does not end the watch before its time", async () => {
    const bench = await openBench();
    bench.metrics.tell = (query) =>
      bench.metrics.asked.length < 3 ? { none: "idle", why: "nobody came" } : counts(query, 0);
    await shiftingV2(bench, (context) =>
      shiftTraffic(context, bench.shift({ limits: { ...limits, onNoData: "fail" } })),
    );
    expect(bench.router.writes).toEqual([10, 50, 100, "green"]);
  });
});

test("a source that fails puts the traffic back", async () => {
  const bench = await openBench();
  bench.metrics.tell = () => {
    throw new ServiceError("prometheus answered 503");
  };
  await shiftingV2(bench, async (context) => {
    const error = await failureOf(shiftTraffic(context, bench.shift()));
    expect(error.message).toBe("prometheus answered 503; all traffic is back on slot blue");
  });
  expect(bench.router.writes).toEqual([10, 0, "blue"]);
});

test("an observation ends with the watch, also when a step fails", async () => {
  const bench = await openBench();
  bench.metrics.observes = true;
  bench.metrics.tell = (query) => {
    expect(bench.metrics.observing).toBe(1);
    return counts(query, shareAt(bench.router, "green") === 50 ? 100 : 0);
  };
  await shiftingV2(bench, (context) => failureOf(shiftTraffic(context, bench.shift())));
  expect(bench.metrics.observing).toBe(0);
  expect(bench.metrics.asked.length).toBeGreaterThan(2);
});

describe("a ramp with a soak", () => {
  const soaking = { soak: 3_600_000, watch: 1_000 };

  test("waits after the first step, and says for how long", async () => {
    const bench = await openBench();
    await shiftingV2(bench, async (context) => {
      const result = await shiftTraffic(context, bench.shift(soaking));
      expect(result).toMatchObject({ state: "soaking", weight: 10, verdict: "pass" });
      expect(result.state === "soaking" && result.remaining).toBeGreaterThan(3_590_000);
    });
    expect(bench.router.writes).toEqual([10]);
  });

  test("does not rise before the time, however often it is asked", async () => {
    const bench = await openBench();
    await shiftingV2(bench, (context) => shiftTraffic(context, bench.shift(soaking)));
    await bench.clock.pass(3_500_000);
    await bench.within((context) => shiftTraffic(context, bench.shift(soaking)));
    expect(bench.router.writes).toEqual([10]);
  });

  test("rises one step once it has soaked, after it has judged again", async () => {
    const bench = await openBench();
    await shiftingV2(bench, (context) => shiftTraffic(context, bench.shift(soaking)));
    await bench.clock.pass(3_600_000);
    const asked = bench.metrics.asked.length;
    await bench.within(async (context) => {
      expect(await shiftTraffic(context, bench.shift(soaking))).toMatchObject({ state: "soaking", weight: 50 });
    });
    expect(bench.router.writes).toEqual([10, 50]);
    // The whole soak is judged, from the moment the weight was set.
    expect(bench.metrics.asked[asked]?.from.toISOString()).toBe(bench.entries("set-weight", "done")[0]?.at);
  });

  test("is put back by whoever comes after the soak and finds that it failed in the meantime", async () => {
    const bench = await openBench();
    await shiftingV2(bench, (context) => shiftTraffic(context, bench.shift(soaking)));
    await bench.clock.pass(3_600_000);
    bench.metrics.tell = (query) => counts(query, 100);
    await bench.within((context) => failureOf(shiftTraffic(context, bench.shift(soaking))));
    expect(bench.router.writes).toEqual([10, 0, "blue"]);
  });
});

test("a ramp that may go to 50 stops there, and `continue` goes on from there", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    expect(await shiftTraffic(context, bench.shift({ to: 50 }))).toMatchObject({ state: "arrived", weight: 50 });
  });
  expect(bench.router.writes).toEqual([10, 50]);
  await bench.within((context) => shiftTraffic(context, bench.shift()));
  expect(bench.router.writes).toEqual([10, 50, 100, "green"]);
});

test("a ramp whose process died while it watched goes on in the middle of that step", async () => {
  const bench = await openBench();
  const died = new Error("killed");
  await bench.clock.run(
    (async () => {
      const session = await bench.session(bench.run({ pid: 4711 }));
      await session.write({ phase: "done", deed: "open", release: v2 });
      bench.metrics.tell = () => {
        bench.journal.isReachable = false;
        bench.router.beforeWrite = () => {
          throw died;
        };
        throw died;
      };
      const context = { effects: bench.run(), session, application: "shop", environment: "production" };
      await shiftTraffic(context, bench.shift()).catch(() => undefined);
      await session[Symbol.asyncDispose]();
    })(),
  );
  bench.journal.isReachable = true;
  bench.router.beforeWrite = () => undefined;
  bench.router.writes.length = 0;
  bench.metrics.tell = (query) => counts(query, 0);
  expect(shareAt(bench.router, "green")).toBe(10);
  await bench.within((context) => shiftTraffic(context, bench.shift()));
  expect(bench.router.writes).toEqual([50, 100, "green"]);
  expect(bench.deeds()).toEqual([
    "done open v2",
    ...passed(10),
    ...passed(50),
    ...passed(100),
    "intend promote green",
    "done promote green",
  ]);
});

test("a weight that was set and not written down is neither set twice nor taken for somebody else's", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async () => undefined);
  bench.router.text = ruleText({ first: "blue", weight: 10 });
  await bench.within((context) => shiftTraffic(context, bench.shift()));
  expect(bench.router.writes).toEqual([50, 100, "green"]);
});

test("a router that somebody else has changed is left as it is, and a person is asked", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    bench.router.text = ruleText({ first: "blue", weight: 33 });
    const error = await failureOf(shiftTraffic(context, bench.shift()));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toBe(
      "the router sends 33 % to slot green, but the journal says 0 %: somebody else has changed it",
    );
    expect(error.hint).toBe("Find out who. `deploy-actions rollback` puts all traffic back to the last good release.");
  });
  expect(bench.router.writes).toEqual([]);
  expect(shareAt(bench.router, "green")).toBe(33);
});

test("a router that is edited in the middle of a step is left as it is", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    bench.router.beforeWrite = () => {
      bench.router.text = ruleText({ first: "blue", weight: 33 });
    };
    expect(await failureOf(shiftTraffic(context, bench.shift()))).toBeInstanceOf(RefusedError);
  });
  expect(shareAt(bench.router, "green")).toBe(33);
});

test("a write that the router accepts and does not obey is no step", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    bench.router.isObedient = false;
    const error = await failureOf(shiftTraffic(context, bench.shift()));
    expect(error.message).toBe(
      "the router was asked for 10 % and says 0 %, or the traffic does not follow it yet; no traffic was on slot green",
    );
    expect(error.hint).toBe("Look at the router: does it read the place that was written to?");
  });
  expect(bench.deeds()).toEqual(["done open v2", "intend set-weight 10", "failed set-weight 10"]);
});

test("a weight that the traffic does not follow is taken back", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    bench.router.effect = "not-yet";
    bench.router.afterWrite = (weight) => {
      if (weight === 0) bench.router.effect = "in-effect";
    };
    const error = await failureOf(shiftTraffic(context, bench.shift()));
    expect(error.message).toBe(
      "the router was asked for 10 % and says 10 %, or the traffic does not follow it yet; all traffic is back on slot blue",
    );
  });
  expect(bench.router.writes).toEqual([10, 0, "blue"]);
  expect(shareAt(bench.router, "green")).toBe(0);
});

test("a router that cannot tell whether the traffic follows is believed when it is read back", async () => {
  const bench = await openBench();
  bench.router.effect = "unknown";
  await shiftingV2(bench, (context) => shiftTraffic(context, bench.shift()));
  expect(bench.router.writes).toEqual([10, 50, 100, "green"]);
  expect(bench.entries("set-weight", "done")[0]).toMatchObject({ after: { effect: "unknown" } });
});

test("traffic that cannot be put back is the one thing that the operator is told", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    bench.metrics.tell = (query) => {
      bench.router.effect = "not-yet";
      return counts(query, 100);
    };
    const error = await failureOf(shiftTraffic(context, bench.shift()));
    expect(error.message).toContain("traffic could not be put back");
    expect(error.hint).toContain("Set it by hand now, then run `deploy-actions rollback`");
  });
});

test("a router that breaks down in the middle of a step is put back when it answers again", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    bench.router.afterWrite = (weight) => {
      bench.router.afterWrite = () => undefined;
      throw new ServiceError(`the connection broke after ${weight} %`);
    };
    const error = await failureOf(shiftTraffic(context, bench.shift()));
    expect(error.message).toBe("the connection broke after 10 %; all traffic is back on slot blue");
  });
  expect(bench.router.writes).toEqual([10, 0, "blue"]);
  expect(bench.deeds()).toEqual(["done open v2", "intend set-weight 10", "failed set-weight 10", "done set-weight 0"]);
});

test("a router that knows only all or nothing takes one step", async () => {
  const bench = await openBench();
  const router = opened("router", memoryRouter(bench.router, "all-or-nothing"));
  await shiftingV2(bench, (context) => shiftTraffic(context, bench.shift({ router, steps: [100] })));
  expect(bench.router.writes).toEqual([100, "green"]);
});

test("a router that knows only all or nothing refuses a step in between, and nothing has moved", async () => {
  const bench = await openBench();
  const router = opened("router", memoryRouter(bench.router, "all-or-nothing"));
  await shiftingV2(bench, async (context) => {
    const error = await failureOf(shiftTraffic(context, bench.shift({ router })));
    expect(error.message).toContain("the router cannot send 10 %");
  });
  expect(shareAt(bench.router, "green")).toBe(0);
});

test("a first release has nobody to be compared with and goes straight to 100", async () => {
  const bench = await openBench(null);
  bench.host.slots.green = slotWith("green", v2);
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    expect(await runShifts(context, bench.chain())).toBe(null);
  });
  expect(bench.router.writes).toEqual([100, "green"]);
});

describe("a run that is cancelled", () => {
  test("while it watches puts the traffic back, and then it ends", async () => {
    const bench = await openBench();
    const effects = bench.run();
    bench.metrics.tell = (query) => {
      effects.cancel(new CancelledError("cancelled by SIGINT"));
      return counts(query, 0);
    };
    await shiftingV2(
      bench,
      async (context) => {
        const error = await failureOf(shiftTraffic(context, bench.shift({ watch: 60_000 })));
        expect(error).toBeInstanceOf(CancelledError);
        expect(error.message).toBe("cancelled by SIGINT; all traffic is back on slot blue");
      },
      effects,
    );
    expect(bench.router.writes).toEqual([10, 0, "blue"]);
    expect(bench.deeds()).toEqual(["done open v2", ...step(10), "done set-weight 0"]);
    expect(bench.clock.elapsed()).toBeLessThan(1_000);
  });

  test("in the middle of a write puts the traffic back", async () => {
    const bench = await openBench();
    const effects = bench.run();
    bench.router.afterWrite = () => {
      bench.router.afterWrite = () => undefined;
      effects.cancel(new CancelledError("cancelled by SIGTERM"));
    };
    await shiftingV2(bench, (context) => failureOf(shiftTraffic(context, bench.shift())), effects);
    expect(bench.router.writes).toEqual([10, 0, "blue"]);
  });

  test("before it begins moves nothing", async () => {
    const bench = await openBench();
    const effects = bench.run();
    await shiftingV2(
      bench,
      async (context) => {
        effects.cancel(new CancelledError("cancelled by SIGINT"));
        expect(await failureOf(shiftTraffic(context, bench.shift()))).toBeInstanceOf(CancelledError);
      },
      effects,
    );
    expect(bench.router.writes.filter((write) => typeof write === "number")).toEqual([]);
  });

  test("by a rollback yields: the traffic is back before the rollback gets the lease", async () => {
    const bench = await openBench();
    const shifting = bench.run({ pid: 1 });
    bench.alive.add(1);
    const ends: Promise<Error>[] = [];
    const begun = (async () => {
      await using session = await bench.session(shifting);
      await session.write({ phase: "done", deed: "open", release: v2 });
      const context = { effects: shifting, session, application: "shop", environment: "production" };
      ends.push(failureOf(shiftTraffic(context, bench.shift({ watch: 3_600_000 }))));
      await ends[0];
    })();
    await bench.clock.pass(60_000);
    expect(shareAt(bench.router, "green")).toBe(10);
    const requestAbort = { reason: "the site is down", within: 60_000 };
    const rollback = bench.session(bench.run({ actor: "bob" }), { requestAbort });
    await bench.clock.pass(11_000);
    const session = await rollback;
    expect(shareAt(bench.router, "green")).toBe(0);
    expect((await ends[0])?.message).toBe(
      "bob asked this run to stop: the site is down; all traffic is back on slot blue",
    );
    await begun;
    await session[Symbol.asyncDispose]();
  });
});

test("a run that has lost its lease leaves the router to the one that has it", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    bench.metrics.tell = (query) => {
      bench.metrics.tell = (next) => counts(next, 0);
      void takeOver(bench);
      return counts(query, 0);
    };
    const error = await failureOf(shiftTraffic(context, bench.shift({ watch: 60_000 })));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toContain("this run has lost the lease: it is now held by bob");
  });
  expect(bench.router.writes).toEqual([10]);
  expect(shareAt(bench.router, "green")).toBe(10);
});

test("a run that can no longer renew its lease leaves the router alone when the time is up", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    bench.metrics.tell = (query) => {
      bench.journal.isReachable = false;
      return counts(query, 0);
    };
    const error = await failureOf(shiftTraffic(context, bench.shift({ watch: 600_000 })));
    expect(error.message).toContain("the lease could not be renewed for 30 s");
  });
  expect(bench.router.writes).toEqual([10]);
});

test("a release that has gone home after a failure can be told from one that never moved", async () => {
  const bench = await openBench();
  await shiftingV2(bench, async (context) => {
    bench.metrics.tell = (query) => counts(query, 100);
    await failureOf(shiftTraffic(context, bench.shift()));
    expect(context.session.state.live).toMatchObject({ commit: v1.commit });
  });
  expect(bench.entries("set-weight", "done").at(-1)).toMatchObject({
    before: { active: "blue", weight: 10 },
    asked: { slot: "green", weight: 0 },
    reason: "100 of 100 requests failed (100.0 %, limit 5 %)",
  });
});

async function takeOver(bench: Bench): Promise<void> {
  const journal = memoryJournal(bench.journal);
  const head = await journal.head();
  const bob = bench.run({ actor: "bob" });
  await journal.append(
    fullEntry({ phase: "done", deed: "take-lease", asked: { length: 30_000 } }, bob, head.state.epoch + 1),
    head,
  );
}
