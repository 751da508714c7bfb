import { describe, expect, test } from "vitest";
import { AbortedError, InputError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import type { Context } from "../../src/stages/context.ts";
import { stopSlot } from "../../src/stages/finish.ts";
import { type RollBackOptions, type RollBackResult, rollBack } from "../../src/stages/roll-back.ts";
import { type Bench, openBench, opened, v1, v2 } from "../doubles/bench.ts";
import { memoryHost, slotWith } from "../doubles/host.ts";
import { memoryRouter, routerPlace, ruleText, shareAt } from "../doubles/router.ts";

interface Progress {
  readonly verdict?: "SAFE" | "UNKNOWN";
  readonly started?: boolean;
  readonly weight?: number;
  readonly failure?: string;
}

/** v2 is open and has come so far; nobody works on it. */
async function openAt(bench: Bench, { verdict, started = true, weight = 0, failure }: Progress): Promise<void> {
  await bench.within(async ({ session }) => {
    await session.write({ phase: "done", deed: "open", release: v2 });
    if (verdict !== undefined) {
      const migration = { doing: "Migrate", deed: "migrate", asked: { versions: ["2", "3"], verdict } } as const;
      await session.mutate(migration, async () => null);
    }
    const slot = { doing: "", asked: { slot: "green" } };
    if (started) await session.mutate({ ...slot, deed: "start" }, async () => ({ url: "http://green.test" }));
    const shift = { doing: "", deed: "set-weight", item: "flags", asked: { slot: "green", weight } } as const;
    if (weight > 0) await session.mutate(shift, async () => ({ weight }));
    const after = { verdict: "fail", weight };
    if (failure !== undefined)
      await session.write({ phase: "note", deed: "verdict", item: "flags", after, reason: failure });
  });
  if (started) bench.host.slots.green = slotWith("green", v2);
  bench.router.text = ruleText({ first: "blue", weight });
}

async function rollingBack(
  bench: Bench,
  parts: Partial<RollBackOptions> = {},
): Promise<RollBackResult & Error & { hint?: string }> {
  return bench.within((context: Context) =>
    rollBack(context, bench.rollBackOptions(parts)).catch((error: unknown) => error),
  ) as Promise<RollBackResult & Error>;
}

/** The entries of the rollback alone. */
function deedsOfRollback(bench: Bench): readonly string[] {
  const deeds = bench.deeds();
  const first = deeds.findIndex((deed) => deed === "intend roll-back" || deed === "done set-weight 0");
  return deeds.slice(first);
}

async function stateOf(bench: Bench) {
  return bench.within(async ({ session }) => session.state);
}

const whole = [
  "done set-weight 0",
  "intend roll-back",
  "intend stop green",
  "done stop green",
  "done roll-back",
  "done close",
];

test("traffic goes back first, then the release is stopped, then it is closed", async () => {
  const bench = await openBench();
  await openAt(bench, { verdict: "SAFE", weight: 50 });
  const result = await rollingBack(bench);
  expect(result).toEqual({
    restored: expect.objectContaining(v1),
    database: "schema-stays",
    told: `v1 (${v1.commit}) serves all traffic; v2 was taken back`,
  });
  expect(deedsOfRollback(bench)).toEqual(whole);
  expect(bench.router.writes).toEqual([0, "blue"]);
  expect(bench.host.deeds).toEqual(["stop green"]);
  expect(await stateOf(bench)).toMatchObject({ open: null, live: v1, bad: [] });
});

test("a release that has become the active one is taken back as well", async () => {
  const bench = await openBench();
  await openAt(bench, { weight: 100 });
  bench.router.text = ruleText({ first: "green", weight: 0 });
  await rollingBack(bench);
  expect(bench.router.text).toBe(ruleText({ first: "blue", weight: 0 }));
});

test("with nothing open nothing is done, whether something is live or not", async () => {
  const bench = await openBench();
  expect(await rollingBack(bench)).toMatchObject({
    restored: v1,
    database: "untouched",
    told: "Nothing to put back: no release is open and v1 is live and good",
  });
  const first = await openBench(null);
  expect(await rollingBack(first)).toMatchObject({
    restored: null,
    told: "Nothing to put back: no release is open and no release was ever verified good",
  });
  expect([...bench.deeds(), ...first.deeds(), ...bench.router.writes, ...bench.host.deeds]).toEqual([]);
});

test("the second rollback does nothing", async () => {
  const bench = await openBench();
  await openAt(bench, { weight: 50 });
  await rollingBack(bench);
  const after = [bench.deeds(), [...bench.router.writes], [...bench.host.deeds], bench.router.text];
  expect((await rollingBack(bench)).told).toContain("Nothing to put back");
  expect([bench.deeds(), bench.router.writes, bench.host.deeds, bench.router.text]).toEqual(after);
});

describe("the database", () => {
  test.each<[string, Progress, RollBackOptions["policy"], string]>([
    ["was not migrated: it is untouched", { weight: 50 }, "auto", "untouched"],
    ["was migrated safely: the schema stays", { verdict: "SAFE", weight: 50 }, "auto", "schema-stays"],
    [
      "was migrated in an unknown way, without traffic: the schema stays",
      { verdict: "UNKNOWN" },
      "auto",
      "schema-stays",
    ],
    [
      "was migrated in an unknown way and a person says that it may stay",
      { verdict: "UNKNOWN", weight: 50 },
      "leave",
      "schema-stays",
    ],
  ])("%s", async (_, progress, policy, database) => {
    const bench = await openBench();
    await openAt(bench, progress);
    expect(await rollingBack(bench, { policy })).toMatchObject({ restored: v1, database });
    expect(shareAt(bench.router, "green")).toBe(0);
  });

  test("was migrated in an unknown way and all customers are on the release: a person decides, and nothing moves", async () => {
    const bench = await openBench();
    await openAt(bench, { verdict: "UNKNOWN", weight: 100 });
    const before = bench.deeds();
    const error = await rollingBack(bench);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toBe(
      "the rollback waits for a person: it is not known whether the previous release works after the migrations 2, 3",
    );
    expect(error.hint).toContain("`deploy-actions rollback --database leave` (the previous release works");
    expect(bench.deeds()).toEqual(before);
    expect(shareAt(bench.router, "green")).toBe(100);
    expect(bench.host.slots.green.status).toBe("ready");
  });
});

test("a release that failed is marked bad with its own failure; one that was merely given up is not", async () => {
  const bench = await openBench();
  await openAt(bench, { weight: 10, failure: "31 of 100 requests failed" });
  await rollingBack(bench, { reason: "the step failed" });
  expect(deedsOfRollback(bench).slice(-3)).toEqual(["done roll-back", "note mark-bad v2", "done close"]);
  expect((await stateOf(bench)).bad).toMatchObject([{ commit: v2.commit, reason: "31 of 100 requests failed" }]);
});

describe("the last good release", () => {
  test("that is stopped is started again before any traffic moves", async () => {
    const bench = await openBench();
    await openAt(bench, { weight: 100 });
    bench.host.slots.blue = slotWith("blue", v1, "stopped");
    const shares: number[] = [];
    bench.host.during = () => void shares.push(shareAt(bench.router, "green"));
    await rollingBack(bench);
    expect(bench.host.deeds).toEqual(["prepare blue v1", "start blue v1", "stop green"]);
    expect(shares).toEqual([100, 100, 100, 0]);
    expect(deedsOfRollback(bench)).toEqual([
      "intend roll-back",
      "intend start blue",
      "done start blue",
      "done set-weight 0",
      ...whole.slice(2),
    ]);
    // It is the other slot's release: what is open has not been started again.
    expect(bench.entries("start", "intend").at(-1)?.release).toMatchObject({ version: "v1", slot: "blue" });
  });

  test("whose slot holds something else is put there again", async () => {
    const bench = await openBench();
    await openAt(bench, { weight: 10 });
    bench.host.slots.blue = slotWith("blue", { commit: "9".repeat(40), version: "hotfix" });
    await rollingBack(bench);
    expect(bench.host.slots.blue).toMatchObject({ status: "ready", commit: v1.commit });
  });

  test("that does not run gets no traffic, and its last lines are told", async () => {
    const bench = await openBench();
    await openAt(bench, { weight: 50 });
    bench.host.slots.blue = slotWith("blue", v1, "stopped");
    bench.host.unwell.add("v1");
    const error = await rollingBack(bench);
    expect(error).toBeInstanceOf(AbortedError);
    expect(error.message).toBe("v1 cannot be put back, because it does not run: its process has ended");
    expect(error.hint).toBe(
      "No traffic was moved. Start it by hand or deploy a repaired commit. Its last log lines:\nno such table: tickets",
    );
    expect(shareAt(bench.router, "green")).toBe(50);
    expect(bench.host.slots.green.status).toBe("ready");
    expect((await stateOf(bench)).open).toMatchObject({ version: "v2" });
    bench.host.unwell.clear();
    expect(await rollingBack(bench)).toMatchObject({ restored: v1 });
    expect(shareAt(bench.router, "green")).toBe(0);
  });

  test("that was never there: traffic is taken away, the slot is stopped, and the rollback says so", async () => {
    const bench = await openBench(null);
    await openAt(bench, { weight: 100 });
    const error = await rollingBack(bench);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toBe(
      "no-good-release: v2 was stopped and gets no traffic, and there is no earlier good release",
    );
    expect(error.hint).toBe("Deploy a repaired commit.");
    expect(shareAt(bench.router, "green")).toBe(0);
    expect(bench.host.slots.green.status).toBe("stopped");
    expect(await stateOf(bench)).toMatchObject({ open: null, live: null });
  });
});

test("several routers are put back in the reverse order of the ramp", async () => {
  const bench = await openBench();
  await openAt(bench, { weight: 100 });
  const flags = routerPlace("blue");
  flags.text = ruleText({ first: "blue", weight: 25 });
  const order: string[] = [];
  bench.router.beforeWrite = (weight) => void (weight === 0 && order.push("selector"));
  flags.beforeWrite = (weight) => void (weight === 0 && order.push("flags"));
  const routers = [
    { item: "selector", router: opened("router", memoryRouter(bench.router)) },
    { item: "flags", router: opened("router", memoryRouter(flags)) },
  ];
  await rollingBack(bench, { routers });
  expect(order).toEqual(["flags", "selector"]);
  expect([shareAt(flags, "green"), shareAt(bench.router, "green")]).toEqual([0, 0]);
});

test("a weight that somebody else has set is put back too", async () => {
  const bench = await openBench();
  await openAt(bench, { weight: 10 });
  bench.router.text = ruleText({ first: "green", weight: 40 });
  await rollingBack(bench);
  expect(bench.router.text).toBe(ruleText({ first: "blue", weight: 0 }));
});

test.each(["router", "host"] as const)(
  "a rollback whose %s fails stays open, and the next one finishes it",
  async (part) => {
    const bench = await openBench();
    await openAt(bench, { verdict: "SAFE", weight: 50 });
    const fail = () => {
      throw new ServiceError("no route to host");
    };
    bench.router.beforeWrite = part === "router" ? fail : () => undefined;
    bench.host.during = part === "host" ? fail : () => undefined;
    expect(await rollingBack(bench)).toMatchObject({ message: "no route to host" });
    expect(bench.deeds().at(-1)).toBe("failed roll-back");
    expect((await stateOf(bench)).open).toMatchObject({ rollingBack: true, failure: null });
    bench.router.beforeWrite = () => undefined;
    bench.host.during = () => undefined;
    expect(await rollingBack(bench)).toMatchObject({ restored: v1, database: "schema-stays" });
    expect(bench.host.slots.green.status).toBe("stopped");
    expect(shareAt(bench.router, "green")).toBe(0);
  },
);

test("without a host only the traffic is put back", async () => {
  const bench = await openBench();
  await openAt(bench, { started: false, weight: 10 });
  await rollingBack(bench, { host: null });
  expect(deedsOfRollback(bench)).toEqual(["done set-weight 0", "intend roll-back", "done roll-back", "done close"]);
  expect(bench.host.deeds).toEqual([]);
});

describe("a slot that is stopped", () => {
  async function stopping(bench: Bench): Promise<readonly string[]> {
    const effects = bench.run();
    const host = opened("host", memoryHost(bench.host));
    const options = { host, routers: [memoryRouter(bench.router)], drain: 1_000 };
    await bench.within((context) => stopSlot(context, "blue", options), effects);
    return effects.lines;
  }

  test("ends once nothing is in flight to it", async () => {
    const bench = await openBench();
    bench.router.inFlight = 3;
    bench.host.during = () => expect(bench.router.inFlight).toBe(0);
    const work = stopping(bench);
    await bench.clock.pass(300);
    expect(bench.host.deeds).toEqual([]);
    bench.router.inFlight = 0;
    await work;
    expect(bench.host.deeds).toEqual(["stop blue"]);
    expect(bench.deeds()).toEqual(["intend stop blue", "done stop blue"]);
  });

  test("ends after the drain with a warning when requests never end", async () => {
    const bench = await openBench();
    bench.router.inFlight = 3;
    expect(await stopping(bench)).toContain("warn: 3 requests to slot blue are still in flight after 1000 ms");
    expect(bench.clock.elapsed()).toBeGreaterThanOrEqual(1_000);
    expect(bench.host.deeds).toEqual(["stop blue"]);
  });

  test("ends at once where nobody can tell what is in flight", async () => {
    const bench = await openBench();
    bench.router.inFlight = null;
    await stopping(bench);
    expect(bench.clock.elapsed()).toBe(0);
    expect(bench.host.deeds).toEqual(["stop blue"]);
  });

  test("already is left alone", async () => {
    const bench = await openBench();
    bench.host.slots.blue = slotWith("blue", v1, "stopped");
    await stopping(bench);
    expect([...bench.deeds(), ...bench.host.deeds]).toEqual([]);
  });
});

test("whoever follows the router and cannot be asked keeps no rollback from ending; its slot is left running", async () => {
  const bench = await openBench();
  await openAt(bench, { verdict: "SAFE", weight: 50 });
  const port = memoryRouter(bench.router);
  const silent = { ...port, verify: () => Promise.reject(new ServiceError("the front door does not answer")) };
  const router = { port: silent, record: { kind: "router", name: "flags", with: {} } };
  const result = await rollingBack(bench, { routers: [{ item: "flags", router }] });
  expect(result).toMatchObject({ restored: v1 });
  expect(shareAt(bench.router, "green")).toBe(0);
  expect(bench.host.deeds).toEqual([]);
  expect(await stateOf(bench)).toMatchObject({ open: null, live: v1 });
});

test("a host that cannot be opened does not keep traffic from the release that serves; the release stays open", async () => {
  const bench = await openBench();
  await openAt(bench, { verdict: "SAFE", weight: 10 });
  const hostProblem = new InputError([{ where: "host", what: "the environment variable DATABASE is not set" }]);
  const error = await rollingBack(bench, { host: null, hostProblem });
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain("DATABASE is not set");
  expect(error.hint).toContain("All traffic is back on slot blue");
  expect(shareAt(bench.router, "green")).toBe(0);
  expect((await stateOf(bench)).open).not.toBeNull();
});
