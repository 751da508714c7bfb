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
