import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { stopSignal } from "../../../examples/quickstart/stop-signal.ts";
import { fireAtConstantRate } from "../../../src/adapters/metrics/constant-rate.ts";
import { type ProbedRequest, switchProof } from "../../../src/core/switch-proof.ts";
import { visit } from "../../../test/adapters/routers/under-load.ts";

const mostOutstanding = 1000;

/** Sends requests at a constant rate until it is told to stop, and then tells what became of them. */
async function probe(): Promise<void> {
  const { url, rate } = readArguments();
  const stopping = stopSignal();
  const requests: ProbedRequest[] = [];
  const bySlot: Record<string, number> = {};
  const reasons = new Set<string>();
  const lostAt: number[] = [];
  let unsent = 0;
  await using fire = fireAtConstantRate<string | Error>(clocks, {
    rate,
    mostOutstanding,
    send: () => visit(url).catch((error: Error) => error),
    landed({ at, result }) {
      const isLost = result instanceof Error;
      requests.push({ at, outcome: isLost ? "lost" : "ok" });
      if (isLost) reasons.add(result.message);
      if (isLost) lostAt.push(at);
      else bySlot[result] = (bySlot[result] ?? 0) + 1;
    },
    overflowed: () => void unsent++,
  });
  const report = setInterval(() => say({ event: "answered", requests: requests.length }), 100);
  await new Promise<void>((resolve) => stopping.addEventListener("abort", () => resolve()));
  await fire.finish();
  clearInterval(report);
  const proof = switchProof(requests, unsent + fire.missed);
  say({ event: "total", proof, bySlot, lostAt, reasons: [...reasons].slice(0, 5) });
}

const clocks = {
  sleep: async (milliseconds: number, signal?: AbortSignal) => {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
  now: Date.now,
  monotonic: () => performance.now(),
};

function readArguments(): { readonly url: string; readonly rate: number } {
  const { values } = parseArgs({ options: { url: { type: "string" }, rate: { type: "string" } } });
  if (values.url !== undefined && Number(values.rate) > 0) return { url: values.url, rate: Number(values.rate) };
  throw new Error("--url <address> and --rate <requests a second> are needed");
}

function say(fact: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(fact));
}

probe().then(
  () => process.exit(),
  (error: Error) => {
    say({ event: "failed", why: error.message });
    process.exit(1);
  },
);
