import { describe, expect, test } from "vitest";
import { switchProof } from "../../src/core/switch-proof.ts";
import { CancelledError } from "../../src/kit/errors.ts";
import type { Context } from "../../src/stages/context.ts";
import type { SwitchProber } from "../../src/stages/ports/switch-prober.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { shiftTraffic } from "../../src/stages/shift-traffic.ts";
import { type Bench, openBench, v2 } from "../doubles/bench.ts";
import { counts } from "../doubles/metrics.ts";
import { shareAt } from "../doubles/router.ts";

/** A prober that has sent a hundred requests, of which the script says how many are lost in each switch. */
function scripted(...lost: readonly number[]) {
  const told = { started: 0, running: 0 };
  const prober: SwitchProber = {
    start() {
      const losses = lost[told.started++] ?? 0;
      told.running += 1;
      let isOver = false;
      const end = () => {
        if (!isOver) told.running -= 1;
        isOver = true;
      };
      return {
        async finish() {
          end();
          const outcome = (i: number) => (i < losses ? ("lost" as const) : ("ok" as const));
          return switchProof(
            Array.from({ length: 100 }, (_, i) => ({ at: i * 10, outcome: outcome(i) })),
            0,
          );
        },
        async [Symbol.asyncDispose]() {
          end();
        },
      };
    },
  };
  return { told, proving: { prober, maxLost: 1 } };
}

function shifting(bench: Bench, work: (context: Context) => Promise<unknown>): Promise<void> {
  return bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    await work(context);
  });
}

describe("the proof of a switch", () => {
  test("is taken across every step and stands beside the verdict", async () => {
    const bench = await openBench();
    // The first one is for what is lost before anything is switched.
    const { told, proving } = scripted(0, 0, 1, 0);
    await shifting(bench, (context) => shiftTraffic(context, bench.shift({ proving })));
    expect(told).toEqual({ started: 4, running: 0 });
    const evidence = bench.entries("verdict", "note").map((entry) => entry.evidence);
    expect(evidence).toMatchObject([
      { switch: { requests: 100, lost: 0 } },
      { switch: { requests: 100, lost: 1 } },
      { switch: { requests: 100, lost: 0 } },
    ]);
  });

  test("fails the step where more is lost than the limit, and the traffic goes back", async () => {
    const bench = await openBench();
    const { told, proving } = scripted(0, 0, 2);
    await shifting(bench, async (context) => {
      await expect(shiftTraffic(context, bench.shift({ proving }))).rejects.toThrow(
        "the new release failed at 50 %: the switch lost 2 of 100 requests (2.00 %, limit 1 %)",
      );
    });
    expect(shareAt(bench.router, "green")).toBe(0);
    expect(told.running).toBe(0);
    await bench.within(async (context) => {
      expect(context.session.state.open).toMatchObject({
        isBlameless: true,
        failure: expect.stringContaining("lost 2"),
      });
      await rollBack(context, bench.rollBackOptions());
      expect(context.session.state.bad).toEqual([]);
    });
  });

  test("does not hold against a release what was lost before it had any traffic", async () => {
    const bench = await openBench();
    const { proving } = scripted(90, 90, 50, 0);
    await shifting(bench, async (context) => {
      expect(await shiftTraffic(context, bench.shift({ proving }))).toMatchObject({ state: "arrived", weight: 100 });
    });
  });

  test("is given up where the run is cancelled or the answers do not come: the way back waits for no evidence", async () => {
    const bench = await openBench();
    const effects = bench.run();
    const hanging: SwitchProber = {
      start: () => ({ finish: () => new Promise(() => {}), [Symbol.asyncDispose]: async () => {} }),
    };
    const proving = { prober: hanging, maxLost: 1 };
    await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      await shiftTraffic(context, bench.shift({ steps: [10], to: 10 }));
      const before = bench.clock.elapsed();
      effects.cancel(new CancelledError("cancelled by SIGINT"));
      await expect(shiftTraffic(context, bench.shift({ proving }))).rejects.toThrow();
      expect(bench.clock.elapsed() - before).toBeLessThan(500);
    }, effects);
    expect(shareAt(bench.router, "green")).toBe(0);
  });

  test("does not keep a release that has failed its watch", async () => {
    const bench = await openBench();
    bench.metrics.tell = (query) => counts(query, 90);
    const { told, proving } = scripted();
    const started: number[] = [];
    await shifting(bench, async (context) => {
      started.push(bench.clock.elapsed());
      await expect(shiftTraffic(context, bench.shift({ proving }))).rejects.toThrow("90 of 100 requests failed");
    });
    expect(bench.router.writes.slice(0, 2)).toEqual([10, 0]);
    expect(told.running).toBe(0);
  });

  test("is taken across a rollback too, which does not fail for it", async () => {
    const bench = await openBench();
    await shifting(bench, async (context) => {
      await shiftTraffic(context, bench.shift({ steps: [10], to: 10 }));
      const { proving } = scripted(50);
      await rollBack(context, bench.rollBackOptions({ proving }));
    });
    expect(bench.entries("roll-back", "done")[0]).toMatchObject({ after: { switch: { requests: 100, lost: 50 } } });
    expect(shareAt(bench.router, "green")).toBe(0);
  });
});
