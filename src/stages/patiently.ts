import { isLockTimeout } from "../core/migration-failures.ts";
import type { Effects } from "../kit/effects.ts";

export interface Patience {
  readonly effects: Effects;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** How often it is tried again. */
  readonly retries: number;
  /** For the operator: what got no lock. */
  readonly what: string;
  /** Milliseconds that each try waits for its locks, for the operator. */
  readonly lock: number;
}

/** Tries again, after pauses that grow and differ, what gave up waiting for a lock. Throws what the last try has thrown. */
export async function patiently<T>(
  { effects, signal, retries, what, lock }: Patience,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLockTimeout(error) || tries > retries) throw error;
      const pause = 1_000 * 2 ** (tries - 1) * (0.5 + Math.random());
      effects.log.warn(
        `${what} got no lock within ${lock} ms; try ${tries + 1} of ${retries + 1} in ${Math.round(pause / 1000)} s`,
      );
      await effects.sleep(pause, signal);
    }
  }
}
