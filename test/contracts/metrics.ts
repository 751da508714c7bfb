import { describe, expect, test } from "vitest";
import type { Slot } from "../../src/core/slots.ts";
import type { Sample } from "../../src/core/verdict.ts";
import type { MetricSource } from "../../src/stages/ports/metrics.ts";

/** Something to observe, and a source that observes it. */
export interface MetricsBench extends AsyncDisposable {
  readonly source: MetricSource;
  /** From now on this slot answers, and this share of its answers are failures. */
  behave(slot: Slot, failing: number): void;
  /** From now on nothing answers at all. */
  vanish(): Promise<void>;
  /** Milliseconds after which the source has seen at least 20 requests. */
  readonly enough: number;
}

/** What every source of metrics has to keep, wherever its numbers come from. */
export function metricsContract(name: string, factory: () => Promise<MetricsBench>): void {
  async function watch(bench: MetricsBench, slot: Slot): Promise<{ sample: Sample; from: Date; to: Date }> {
    await using _ = await bench.source.observe?.();
    const from = new Date();
    await new Promise((waited) => setTimeout(waited, bench.enough));
    const to = new Date();
    return { sample: await bench.source.sample({ slot, commit: "a".repeat(40), from, to }), from, to };
  }

  describe(`${name} keeps the contract of a metrics source`, () => {
    test("a healthy slot has requests, no errors, and latencies in order", async () => {
      await using bench = await factory();
      bench.behave("green", 0);
      const { sample, from, to } = await watch(bench, "green");
      if ("none" in sample) throw new Error(sample.why);
      expect(sample.requests).toBeGreaterThanOrEqual(20);
      expect(sample.errors).toBe(0);
      const { p50, p95, p99, n } = sample.latencies ?? { p50: 0, p95: 0, p99: 0, n: 0 };
      expect(p50 <= p95 && p95 <= p99 && n <= sample.requests).toBe(true);
      expect(sample.from >= from && sample.to <= to && sample.from <= sample.to).toBe(true);
    });

    test("failures are counted", async () => {
      await using bench = await factory();
      bench.behave("blue", 0.5);
      const { sample } = await watch(bench, "blue");
      if ("none" in sample) throw new Error(sample.why);
      expect(sample.errors / sample.requests).toBeGreaterThan(0.4);
      expect(sample.errors / sample.requests).toBeLessThan(0.6);
    });

    test("a slot that nothing reached is idle", async () => {
      await using bench = await factory();
      bench.behave("blue", 0);
      expect((await watch(bench, "green")).sample).toMatchObject({
        none: "idle",
        why: expect.stringContaining("green"),
      });
    });

    test("a time without evidence is never a clean sample", async () => {
      await using bench = await factory();
      bench.behave("green", 0);
      const [from, to] = [new Date(Date.now() - 7_200_000), new Date(Date.now() - 3_600_000)];
      const sample = await bench.source.sample({ slot: "green", commit: "a".repeat(40), from, to });
      expect(sample).toMatchObject({ none: "broken" });
    });

    test("when nothing answers, nothing looks healthy", async () => {
      await using bench = await factory();
      bench.behave("green", 0);
      await bench.vanish();
      const { sample } = await watch(bench, "green");
      expect("none" in sample ? sample.none === "broken" : sample.errors === sample.requests).toBe(true);
    });
  });
}
