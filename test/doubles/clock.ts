import { setImmediate as turn } from "node:timers/promises";
import type { Effects } from "../../src/kit/effects.ts";

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** Time that passes only while a test lets it: `run` jumps from one waking to the next, `pass` goes a given way. */
export interface Clock {
  readonly effects: Pick<Effects, "sleep" | "now" | "monotonic">;
  /** Milliseconds since the clock was made. */
  readonly elapsed: () => number;
  /** Lets time pass until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Lets this much time pass, and everybody act who wakes up in it. */
  pass(milliseconds: number): Promise<void>;
}

const start = Date.parse("2026-11-20T12:00:00.000Z");

/** Enough turns of the event loop for streams and promises that wait for no time. */
const turns = 12;

/** A clock that begins at noon; wall clock and monotonic clock run at the same pace. */
export function virtualClock(): Clock {
  let elapsed = 0;
  const sleepers = new Set<Sleeper>();
  const settle = async (): Promise<void> => {
    for (let i = 0; i < turns; i++) await turn();
  };
  const wakeNext = (latest: number): boolean => {
    const [next] = [...sleepers].filter(({ at }) => at <= latest).sort((a, b) => a.at - b.at);
    if (next === undefined) return false;
    elapsed = Math.max(elapsed, next.at);
    sleepers.delete(next);
    next.wake();
    return true;
  };
  return {
    elapsed: () => elapsed,
    effects: {
      now: () => start + elapsed,
      monotonic: () => elapsed,
      sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason);
          const sleeper = { at: elapsed + milliseconds, wake: resolve };
          sleepers.add(sleeper);
          signal?.addEventListener("abort", () => {
            sleepers.delete(sleeper);
            reject(signal.reason);
          });
        }),
    },
    async run(work) {
      let isDone = false;
      const end = work.finally(() => {
        isDone = true;
      });
      end.catch(() => undefined);
      for (let idle = 0; !isDone; ) {
        await settle();
        idle = isDone || wakeNext(Number.POSITIVE_INFINITY) ? 0 : idle + 1;
        if (idle > 500) throw new Error("the work waits for something that no clock brings");
      }
      return end;
    },
    async pass(milliseconds) {
      const until = elapsed + milliseconds;
      do await settle();
      while (wakeNext(until));
      elapsed = until;
      await settle();
    },
  };
}
