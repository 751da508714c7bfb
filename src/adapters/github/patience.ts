import type { Effects } from "../../kit/effects.ts";

/** How long one question to GitHub may wait in all, its repetitions included. */
export interface Patience {
  /** Waits unless that would take too long; false where it did not wait. Ends with the run's signal. */
  pause(wait: Wait): Promise<boolean>;
}

export interface Wait {
  readonly milliseconds: number;
  readonly why: string;
  /** GitHub has named the time itself: to be refused a second time costs more than to wait a little longer. */
  readonly isNamed?: boolean;
}

/** All waits of one question come to no more than this. */
const most = 60_000;

/** One `retry-after` alone may be this long. */
const mostNamed = 90_000;

/** Limits that end at once are not to be asked about for ever. */
const mostPauses = 6;

/** Patience for one question. */
export function openPatience({ sleep, signal, log }: Pick<Effects, "sleep" | "signal" | "log">): Patience {
  let waited = 0;
  let pauses = 0;
  return {
    async pause({ milliseconds, why, isNamed = false }) {
      const fits =
        waited + milliseconds <= most || (isNamed && waited <= mostNamed - most && milliseconds <= mostNamed);
      if (pauses >= mostPauses || !fits) return false;
      pauses += 1;
      waited += milliseconds;
      log.info(`Waits ${(milliseconds / 1000).toFixed(0)} s before asking GitHub again: ${why}`);
      await sleep(milliseconds, signal);
      return true;
    },
  };
}

/** Milliseconds before the next try after something went wrong at GitHub's side. */
export function backOff(attempt: number): number {
  return (attempt + 1) ** 2 * 1000;
}
