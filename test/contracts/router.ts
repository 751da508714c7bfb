import { describe, expect, test } from "vitest";
import { InputError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import type { Router } from "../../src/stages/ports/router.ts";

/** One place that splits traffic, all of it going to blue at first. */
export interface RouterBench extends AsyncDisposable {
  /** A router opened onto that place; each call gives one that has not read anything yet. */
  open(): Router;
  /** Somebody else moves some traffic, in a way that is valid. */
  disturb(): Promise<void>;
  /** Somebody else leaves something that is no split at all. */
  ruin(): Promise<void>;
}

/** What every router has to keep, whatever it is made of. */
export function routerContract(name: string, factory: () => Promise<RouterBench>): void {
  const weights = (router: Router) => (router.granularity === "any" ? [1, 10, 25, 50, 75, 99, 100, 40, 0] : [100, 0]);

  describe(`${name} keeps the contract of a router`, () => {
    test("blue has all the traffic at first, and reading changes nothing", async () => {
      await using bench = await factory();
      const first = await bench.open().read();
      const second = await bench.open().read();
      expect(first).toMatchObject({ active: "blue", weight: 0 });
      expect(second).toEqual(first);
    });

    test("each weight is read back by another router, and the slot with more of it is the active one", async () => {
      await using bench = await factory();
      const router = bench.open();
      for (const weight of weights(router)) {
        await router.setWeight("green", weight);
        const read = await bench.open().read();
        const expected = weight > 50 ? { active: "green", weight: 100 - weight } : { active: "blue", weight };
        expect(read).toMatchObject(expected);
        expect(await router.verify("green", weight)).not.toBe("not-yet");
      }
    });

    test("a weight for the active slot leaves the rest to the other one", async () => {
      await using bench = await factory();
      const router = bench.open();
      await router.setWeight("blue", 0);
      expect(await router.read()).toMatchObject({ active: "green", weight: 0 });
      await router.setWeight("blue", 100);
      expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
    });

    test("the same weight twice is written once", async () => {
      await using bench = await factory();
      const router = bench.open();
      await router.setWeight("green", 100);
      const { raw } = await router.read();
      await router.setWeight("green", 100);
      expect((await router.read()).raw).toBe(raw);
    });

    test("a weight that cannot be is refused and changes nothing", async () => {
      await using bench = await factory();
      const router = bench.open();
      const before = await router.read();
      const impossible = [-1, 101, 12.5, Number.NaN, ...(router.granularity === "any" ? [] : [1, 50, 99])];
      for (const weight of impossible) {
        await expect(router.setWeight("green", weight)).rejects.toBeInstanceOf(InputError);
      }
      expect(await bench.open().read()).toEqual(before);
    });

    test("an edit by somebody else is refused, kept, and accepted once it was read", async () => {
      await using bench = await factory();
      const router = bench.open();
      await router.read();
      await bench.disturb();
      const disturbed = await bench.open().read();
      await expect(router.setWeight("green", 100)).rejects.toBeInstanceOf(RefusedError);
      await expect(router.setWeight("green", 100)).rejects.toBeInstanceOf(RefusedError);
      expect(await bench.open().read()).toEqual(disturbed);
      await router.read();
      await router.setWeight("green", 100);
      expect(await bench.open().read()).toMatchObject({ active: "green", weight: 0 });
    });

    test("an edit between two of its own writes is refused too", async () => {
      await using bench = await factory();
      const router = bench.open();
      await router.setWeight("green", 100);
      await bench.disturb();
      await expect(router.promote("green")).rejects.toBeInstanceOf(RefusedError);
      await expect(router.setWeight("green", 0)).rejects.toBeInstanceOf(RefusedError);
    });

    test("a slot without all the traffic is not promoted", async () => {
      await using bench = await factory();
      const router = bench.open();
      if (router.granularity === "any") await router.setWeight("green", 99);
      const before = await router.read();
      await expect(router.promote("green")).rejects.toBeInstanceOf(RefusedError);
      expect(await bench.open().read()).toEqual(before);
    });

    test("a promoted slot stays active, and the next ramp goes the other way", async () => {
      await using bench = await factory();
      const router = bench.open();
      for (const to of ["green", "blue", "green"] as const) {
        await router.setWeight(to, 100);
        await router.promote(to);
        await router.promote(to);
        expect(await bench.open().read()).toMatchObject({ active: to, weight: 0 });
      }
    });

    test("what was read once can be put back by another router, to the letter", async () => {
      await using bench = await factory();
      const { raw } = await bench.open().read();
      const router = bench.open();
      await router.setWeight("green", 100);
      await router.promote("green");
      await bench.open().restore(raw);
      expect(await bench.open().read()).toEqual({ active: "blue", weight: 0, raw });
    });

    test("traffic is put back even after somebody else has moved it", async () => {
      await using bench = await factory();
      const router = bench.open();
      const { raw } = await router.read();
      await router.setWeight("green", 100);
      await bench.disturb();
      await router.restore(raw);
      expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 0 });
    });

    test("what is no split is neither read nor overwritten", async () => {
      await using bench = await factory();
      const router = bench.open();
      const { raw } = await router.read();
      await bench.ruin();
      await expect(bench.open().read()).rejects.toBeInstanceOf(ServiceError);
      await expect(bench.open().setWeight("green", 100)).rejects.toBeInstanceOf(ServiceError);
      await expect(bench.open().promote("blue")).rejects.toBeInstanceOf(ServiceError);
      await expect(bench.open().verify("blue", 100)).rejects.toBeInstanceOf(ServiceError);
      await router.restore(raw);
      expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 0 });
    });

    test("text that is no split is not put back", async () => {
      await using bench = await factory();
      const before = await bench.open().read();
      await expect(bench.open().restore("{}")).rejects.toBeInstanceOf(ServiceError);
      expect(await bench.open().read()).toEqual(before);
    });

    test("a split that was never asked for is not in effect", async () => {
      await using bench = await factory();
      const router = bench.open();
      expect(await router.verify("green", 100)).toBe("not-yet");
      expect(["in-effect", "unknown"]).toContain(await router.verify("green", 0));
    });

    test("requests in flight are counted or honestly unknown", async () => {
      await using bench = await factory();
      const inFlight = await bench.open().inFlight("green");
      expect(inFlight === null || (Number.isInteger(inFlight) && inFlight >= 0)).toBe(true);
    });
  });
}
