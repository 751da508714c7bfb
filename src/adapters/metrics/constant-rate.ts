import type { Effects } from "../../kit/effects.ts";

/** One request that was sent, and what came of it. */
export interface Shot<T> {
  /** Wall clock at which it was sent. */
  readonly at: number;
  readonly milliseconds: number;
  /** Milliseconds of that in which this process itself stood still. */
  readonly stalled: number;
  readonly result: T;
}

export interface Fire<T> {
  /** Per second. */
  readonly rate: number;
  /** More requests than this never wait for an answer at once; what is due then counts as overflow. */
  readonly mostOutstanding: number;
  /**
   * Sends one request and turns every failure into a result; it rejects only when the signal aborts.
   * `stalled` tells for how many milliseconds this process has stood still since then: the answer may have waited for us.
   */
  send(signal: AbortSignal, stalled: () => number): Promise<T>;
  landed(shot: Shot<T>): void;
  /** A request was due and could not be sent, because too many are unanswered. */
  overflowed(at: number): void;
}

/** A running fire. Disposing stops it at once: what is in flight is dropped and reported to nobody. */
export interface ConstantRate extends AsyncDisposable {
  /** Stops sending and waits for what is in flight. */
  finish(): Promise<void>;
  /** Resolves when all requests that were sent before this moment of the wall clock have landed. */
  settled(before: number): Promise<void>;
  readonly sent: number;
  /** Requests that were due while this process was not running: they were never sent and prove nothing. */
  readonly missed: number;
}

/** A stall longer than this is not caught up with: a burst would not be a constant rate. */
const longestCatchUp = 1000;

/** A timer may be that late without anything being wrong. */
const usualDelay = 100;

/** Sends at a constant rate whatever the answers do: a slow answer never delays the next request. */
export function fireAtConstantRate<T>(
  effects: Pick<Effects, "sleep" | "now" | "monotonic">,
  fire: Fire<T>,
): ConstantRate {
  const stop = new AbortController();
  const drop = new AbortController();
  const outstanding = new Map<Promise<void>, number>();
  const counts = { sent: 0, missed: 0, stalled: 0 };
  const shoot = () => {
    const at = effects.now();
    if (outstanding.size >= fire.mostOutstanding) return fire.overflowed(at);
    const started = effects.monotonic();
    const before = counts.stalled;
    const stalled = () => counts.stalled - before;
    counts.sent++;
    const flight = (async () => fire.send(drop.signal, stalled))().then(
      (result) => fire.landed({ at, milliseconds: effects.monotonic() - started, stalled: stalled(), result }),
      () => {},
    );
    outstanding.set(flight, at);
    void flight.finally(() => outstanding.delete(flight));
  };
  const loop = shootOnTime(effects, fire.rate, stop.signal, shoot, counts);
  const settle = async (before: number) => {
    await Promise.all([...outstanding].filter(([, at]) => at < before).map(([flight]) => flight));
  };
  return {
    get sent() {
      return counts.sent;
    },
    get missed() {
      return counts.missed;
    },
    settled: settle,
    async finish() {
      stop.abort();
      await loop;
      await settle(Number.POSITIVE_INFINITY);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      drop.abort();
      await loop;
      await settle(Number.POSITIVE_INFINITY);
    },
  };
}

async function shootOnTime(
  { sleep, monotonic }: Pick<Effects, "sleep" | "monotonic">,
  rate: number,
  signal: AbortSignal,
  shoot: () => void,
  counts: { missed: number; stalled: number },
): Promise<void> {
  const interval = 1000 / rate;
  const start = monotonic();
  for (let due = 0; !signal.aborted; ) {
    const late = monotonic() - start - due * interval;
    if (late > longestCatchUp) {
      const skipped = Math.floor(late / interval);
      counts.missed += skipped;
      due += skipped;
    } else if (late >= 0) {
      shoot();
      due++;
    } else {
      const asleep = monotonic();
      await sleep(-late, signal).catch(() => {});
      const over = monotonic() - asleep + late;
      if (over > usualDelay) counts.stalled += over;
    }
  }
}
