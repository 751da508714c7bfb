import { expect, test } from "vitest";
import { routerContract } from "../../contracts/router.ts";
import { caddyBench } from "./caddy-bench.ts";
import { countSlots, underLoad, visit } from "./under-load.ts";

const shared = { inputs: { "caddy-weights": "true" } };

/** What has to hold for every version of Caddy; `program` is the path of one, else it is Debian's. */
export function caddySplits(name: string, program?: string): void {
  const options = program === undefined ? {} : { program };

  routerContract(name, async () => {
    const bench = await caddyBench(options);
    return {
      open: bench.open,
      disturb: async () => {
        const { upstreams } = (await bench.caddy.ask("GET", "/id/shop")) as { upstreams: { dial: string }[] };
        await bench.edit(upstreams[0]?.dial === bench.blue ? bench.green : bench.blue);
      },
      ruin: () => bench.edit("127.0.0.1:9"),
      [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
    };
  });

  routerContract(`${name} with weights`, async () => {
    const bench = await caddyBench(options);
    return {
      open: () => bench.open(shared),
      disturb: () => bench.edit(bench.blue, bench.blue, bench.blue, bench.green),
      ruin: () => bench.edit(bench.blue, bench.blue, bench.green),
      [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
    };
  });

  test(`${name}: every weight is the share of requests that the slot really gets, to the request`, async () => {
    await using bench = await caddyBench(options);
    const router = bench.open(shared);
    for (const weight of [1, 10, 25, 40, 99]) {
      await router.setWeight("green", weight);
      expect(await countSlots(bench.caddy.url, 100)).toEqual({ blue: 100 - weight, green: weight });
      expect(await router.verify("green", weight)).toBe("in-effect");
    }
    await router.setWeight("green", 100);
    expect(await countSlots(bench.caddy.url, 20)).toEqual({ green: 20 });
    await router.setWeight("green", 0);
    expect(await countSlots(bench.caddy.url, 20)).toEqual({ blue: 20 });
  });

  test(`${name}: every request is answered while traffic moves, but for a connection that a change has met as it opened`, async () => {
    await using bench = await caddyBench(options);
    const router = bench.open(shared);
    const changes = [10, 50, 100, 0, 100];
    const seen = await underLoad({ url: bench.caddy.url, rate: 100 }, async () => {
      for (const weight of changes) await router.setWeight("green", weight);
      await router.promote("green");
    });
    // Caddy opens its ports anew with each change; who waits in the queue of the old one is cut off.
    expect(seen.failures.filter((why) => !/ECONNRESET|socket hang up/.test(why))).toEqual([]);
    expect(seen.failures.length).toBeLessThanOrEqual(changes.length);
    expect(seen.bySlot.blue).toBeGreaterThan(0);
    expect(seen.bySlot.green).toBeGreaterThan(0);
  });

  test(`${name}: what a slot is answering when its traffic is taken away it answers to the end`, async () => {
    await using bench = await caddyBench(options);
    const router = bench.open();
    await router.setWeight("green", 100);
    const slow = visit(`${bench.caddy.url}slow`);
    await expect.poll(() => router.inFlight("green")).toBe(1);
    await router.setWeight("green", 0);
    expect([1, null]).toContain(await router.inFlight("green"));
    expect(await router.inFlight("blue")).toBe(0);
    bench.slots.release();
    expect(await slow).toBe("green");
  });
}
