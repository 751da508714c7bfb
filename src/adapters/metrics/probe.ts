import type { Effects } from "../../kit/effects.ts";
import { InputError } from "../../kit/errors.ts";
import { duration, integer, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { MetricSource } from "../../stages/ports/metrics.ts";
import { type ConstantRate, fireAtConstantRate } from "./constant-rate.ts";
import { keepRecords } from "./probe/records.ts";
import { type Answer, type Target, visit } from "./probe/request.ts";

/** Sockets that may wait for an answer at once, whatever rate and time-out ask for. */
const mostSockets = 5000;

/** Sends requests of its own through the public address and tells apart by a header which slot has answered. */
export const probeMetrics = defineAdapter<MetricSource>()({
  name: "probe",
  summary: "Requests of its own at a constant rate, each as a new visitor.",
  inputs: {
    "probe-url": text({ description: "Public address and path that the requests go to.", required: true }),
    "probe-rate": integer({ description: "Requests per second.", default: "20", min: 1, max: 1000 }),
    "probe-timeout": duration({ description: "An answer that takes longer is a failure.", default: "2s" }),
    "probe-slot-header": text({ description: "Header that says which slot has answered.", default: "x-slot" }),
  },
  open(inputs, { effects }) {
    const target: Target = {
      url: checkUrl(inputs["probe-url"]),
      slotHeader: checkHeader(inputs["probe-slot-header"]),
      timeout: Math.max(1, inputs["probe-timeout"]),
    };
    return prober(effects, target, inputs["probe-rate"]);
  },
});

function prober(effects: Effects, target: Target, rate: number): Required<MetricSource> {
  const records = keepRecords();
  const running = new Set<ConstantRate>();
  return {
    async observe() {
      records.begin(effects.now());
      const fire = fireAtConstantRate(effects, {
        rate,
        mostOutstanding: Math.min(mostSockets, Math.ceil((rate * target.timeout) / 1000) + rate),
        send: (signal, stalled) => visit(effects, target, signal, stalled),
        landed: ({ at, milliseconds, stalled, result }) => {
          // What waited for this process to go on is not the slot's doing.
          records.add({ at, milliseconds: stalled > 0 ? null : milliseconds, answer: result });
        },
        overflowed: (at) => records.add({ at, milliseconds: null, answer: unanswered }),
      });
      running.add(fire);
      return {
        async [Symbol.asyncDispose]() {
          running.delete(fire);
          await fire[Symbol.asyncDispose]();
        },
      };
    },
    async sample(query) {
      // What is still in flight belongs to the evidence: a slot that hangs must not look idle.
      const landed = Promise.all([...running].map((fire) => fire.settled(query.to.getTime())));
      await unlessCancelled(effects.signal, landed);
      return records.sample(query, target.slotHeader);
    },
  };
}

/** Waits, but not once the run is cancelled: then traffic has to be put back, and no evidence is worth the time. */
async function unlessCancelled(signal: AbortSignal, landed: Promise<unknown>): Promise<void> {
  if (signal.aborted) return;
  const over = new AbortController();
  const cancelled = new Promise<void>((told) => {
    signal.addEventListener("abort", () => told(), { once: true, signal: over.signal });
  });
  await Promise.race([landed, cancelled]);
  over.abort();
}

const unanswered: Answer = { slot: null, status: null, isOk: false };

function checkUrl(url: string): string {
  const parsed = URL.parse(url);
  const isHttp = parsed !== null && /^https?:$/.test(parsed.protocol);
  if (isHttp && parsed.username === "" && parsed.password === "") return url;
  // It may hold a password, so it is not repeated.
  throw new InputError([{ where: "probe-url", what: "must be an http address without a user name or password" }]);
}

function checkHeader(name: string): string {
  if (/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return name;
  throw new InputError([{ where: "probe-slot-header", what: `\`${name}\` is no name of a header` }]);
}
