import type { Slot } from "../core/slots.ts";
import { judge, type Limits, type Verdict } from "../core/verdict.ts";
import type { Effects } from "../kit/effects.ts";
import { type Context, openRelease } from "./context.ts";
import type { MetricSource } from "./ports/metrics.ts";

export interface WatchOptions {
  readonly metrics: MetricSource;
  readonly limits: Limits;
  /** Milliseconds. */
  readonly watch: number;
  readonly weight: number;
  /** When the weight was set. */
  readonly since: Date;
}

/** Which release is watched; `signal` ends the watch. */
export interface Watched {
  readonly slot: Slot;
  readonly commit: string;
  readonly signal: AbortSignal;
}

const tick = 250;

/** Long watches tell every so often that they go on. */
const progressEvery = 10_000;

/** Watches the open release at one weight. */
export async function watchRelease({ session, effects }: Context, options: WatchOptions): Promise<Verdict> {
  const { slot, commit } = openRelease(session);
  return watchTraffic(effects, { slot, commit, signal: session.signal }, options);
}

/** Watches any release at one weight: a failure that is plain ends it at once, anything else after the whole watch. */
export async function watchTraffic(
  effects: Effects,
  { slot, commit, signal }: Watched,
  { metrics, limits, watch, weight, since }: WatchOptions,
): Promise<Verdict> {
  effects.log.info(`Watch ${weight} % for ${Math.round(watch / 1000)} s`);
  const started = effects.monotonic();
  // What was seen before this process began to look is only known to sources that keep history.
  const from = metrics.observe === undefined ? since : new Date(effects.now());
  let told = started;
  for (;;) {
    const remaining = watch - (effects.monotonic() - started);
    await effects.sleep(Math.max(1, Math.min(tick, remaining)), signal);
    const sample = await metrics.sample({ slot, commit, from, to: new Date(effects.now()) });
    const verdict = judge(sample, limits);
    if (effects.monotonic() - told >= progressEvery) {
      told = effects.monotonic();
      effects.log.info(`Watching ${weight} %: ${verdict.reason}; ${Math.round(remaining / 1000)} s to go`);
    }
    if (remaining <= tick || (verdict.verdict === "fail" && !("none" in sample))) return verdict;
  }
}
