import type { Effects } from "../../kit/effects.ts";

/** What a constant rate has come to so far: requests sent, requests missed, milliseconds in which this process stood still. */
export interface Counts {
  sent: number;
  missed: number;
  stalled: number;
}

/** A stall longer than this is not caught up with: a burst would not be a constant rate. */
const longestCatchUp = 1000;

/** A timer may be that late without anything being wrong. */
const usualDelay = 100;

/** Calls `shoot` whenever a request is due, until the signal aborts. */
export async function shootOnTime(
  { sleep, monotonic }: Pick<Effects, "sleep" | "monotonic">,
  rate: number,
  signal: AbortSignal,
  shoot: () => void,
  counts: Counts,
): Promise<void> {
  const interval = 1000 / rate;
  const start = monotonic();
  for (let due = 0; !signal.aborted; ) {
    const late = monotonic() - start - due * interval;
    if (late > longestCatchUp) {
      const skipped = Math.floor(late / interval);
      counts.missed += skipped;
      due += skipped;
    }
    // Counted beforehand, so that a process which cannot keep up still comes to the sleep below and reads its answers.
    const dueNow = Math.floor((monotonic() - start) / interval) + 1;
    for (; due < dueNow; due++) shoot();
    const asleep = monotonic();
    const wait = Math.max(0, start + due * interval - asleep);
    await sleep(wait, signal).catch(() => {});
    const over = monotonic() - asleep - wait;
    if (over > usualDelay) counts.stalled += over;
  }
}
