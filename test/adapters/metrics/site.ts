import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { metrics } from "../../../src/adapters/metrics/index.ts";
import type { Sample } from "../../../src/core/verdict.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { MetricSource } from "../../../src/stages/ports/metrics.ts";
import { plainEffects } from "../plain-effects.ts";

/** A web site on a free loopback port; what it does can be changed while it runs. */
export async function site(listener: RequestListener) {
  let current = listener;
  const server = createServer((request, response) => current(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    become: (next: RequestListener) => {
      current = next;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Parses inputs as the configuration would, and opens the source. */
export function openProbe(inputs: Record<string, string>, effects: Effects = plainEffects()): MetricSource {
  const adapter = metrics.find("probe");
  if (adapter === undefined) throw new Error("probe is not registered");
  const values = Object.entries(adapter.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  return adapter.open(Object.fromEntries(values), { effects, application: "shop", environment: "test" });
}

/** Observes for that long and takes the sample of the green slot. */
export async function observed(source: MetricSource, milliseconds: number, slot: "blue" | "green" = "green") {
  await using _ = await source.observe?.();
  const from = new Date();
  await new Promise((waited) => setTimeout(waited, milliseconds));
  // Awaited here: the observation ends with this block.
  return await source.sample({ slot, commit: "a".repeat(40), from, to: new Date() });
}

/** The counts of a sample that must have some. */
export function countsOf(sample: Sample) {
  if ("none" in sample) throw new Error(`${sample.none}: ${sample.why}`);
  return sample;
}
