import type { Effects } from "../../kit/effects.ts";
import { type Counts, shootOnTime } from "./pace.ts";

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

/** Sends at a constant rate whatever the answers do: a slow answer never delays the next request. */
export function fireAtConstantRate<T>(
  effects: Pick<Effects, "sleep" | "now" | "monotonic">,
  fire: Fire<T>,
): ConstantRate {
  const stop = new AbortController();
  const counts: Counts = { sent: 0, missed: 0, stalled: 0 };
  const { shoot, drop, settled } = gun(effects, fire, counts);
  const loop = shootOnTime(effects, fire.rate, stop.signal, shoot, counts);
  const end = async () => {
    stop.abort();
    await loop;
    await settled(Number.POSITIVE_INFINITY);
  };
  return {
    get sent() {
      return counts.sent;
    },
    get missed() {
      return counts.missed;
    },
    settled,
    finish: end,
    async [Symbol.asyncDispose]() {
      drop();
      await end();
    },
  };
}

function gun<T>({ now, monotonic }: Pick<Effects, "now" | "monotonic">, fire: Fire<T>, counts: Counts) {
  const dropping = new AbortController();
  const outstanding = new Map<Promise<void>, number>();
  return {
    shoot() {
      const at = now();
      if (outstanding.size >= fire.mostOutstanding) return fire.overflowed(at);
      const started = monotonic();
      const before = counts.stalled;
      const stalled = () => counts.stalled - before;
      counts.sent++;
      const flight = (async () => fire.send(dropping.signal, stalled))().then(
        (result) => fire.landed({ at, milliseconds: monotonic() - started, stalled: stalled(), result }),
        () => {},
      );
      outstanding.set(flight, at);
      void flight.finally(() => outstanding.delete(flight));
    },
    drop: () => dropping.abort(),
    async settled(before: number) {
      await Promise.all([...outstanding].filter(([, at]) => at < before).map(([flight]) => flight));
    },
  };
}
