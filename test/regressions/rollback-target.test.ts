import { expect, test } from "vitest";
import { InputError } from "../../src/kit/errors.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { type Bench, openBench, opened, v2 } from "../doubles/bench.ts";
import { memoryHost } from "../doubles/host.ts";
import { ruleText, shareAt } from "../doubles/router.ts";

/** v2 is open with a tenth of the traffic. */
async function withCanary(): Promise<Bench> {
  const bench = await openBench();
  await bench.within(({ session }) => session.write({ phase: "done", deed: "open", release: v2 }));
  bench.router.text = ruleText({ first: "blue", weight: 10 });
  return bench;
}

test("a good release that is slow to answer under load is not ended by the rollback that returns to it", async () => {
  const bench = await withCanary();
  const { blue } = bench.host.slots;
  if (blue.status === "empty") throw new Error("v1 is in blue");
  bench.host.slots.blue = { ...blue, status: "unhealthy" };
  await bench.within((context) => rollBack(context, bench.rollBackOptions()));
  expect(bench.host.deeds).not.toContain("prepare blue v1");
  expect(shareAt(bench.router, "green")).toBe(0);
});

test("a good release that runs and does not answer in time is started again", async () => {
  const bench = await withCanary();
  const { blue } = bench.host.slots;
  if (blue.status === "empty") throw new Error("v1 is in blue");
  bench.host.slots.blue = { ...blue, status: "unhealthy" };
  const host = memoryHost(bench.host);
  let asked = 0;
  const slow: typeof host = {
    ...host,
    async ready(...question) {
      asked += 1;
      if (asked === 1) return { ready: false, why: "no answer", lastLines: "" };
      return host.ready(...question);
    },
  };
  const options = bench.rollBackOptions({ host: opened("host", slow) });
  await bench.within((context) => rollBack(context, options));
  expect(bench.host.deeds).toContain("start blue v1");
});

test("a stranger in the slot of the failed release does not keep its traffic there", async () => {
  const bench = await withCanary();
  const stranger = async () => {
    throw new InputError("port 4102 of slot `green` belongs to another program");
  };
  const options = bench.rollBackOptions({ host: opened("host", { ...memoryHost(bench.host), slots: stranger }) });
  await expect(bench.within((context) => rollBack(context, options))).rejects.toThrow("belongs to another program");
  expect(shareAt(bench.router, "green")).toBe(0);
});
