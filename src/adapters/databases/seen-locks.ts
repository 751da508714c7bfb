import type { ObservedLock } from "../../core/rehearsal/observation.ts";

/** A lock as one look has found it. */
export interface SeenLock {
  readonly on: string;
  /** The engine's word. */
  readonly lock: string;
}

interface Held extends SeenLock {
  readonly since: number;
  last: number;
}

/** Milliseconds between two looks. */
const pause = 4;

export interface LockWatch {
  /** The strongest lock of each object, and the longest time that it was seen without a gap; null where it could not be looked to the end. */
  stop(): Promise<readonly ObservedLock[] | null>;
}

/** Looks again and again until it is stopped; `words` are the engine's, from the weakest to the strongest. */
export function watchLocks(
  words: readonly string[],
  look: () => Promise<readonly SeenLock[]>,
  close: () => Promise<void>,
): LockWatch {
  const life = { isWanted: true };
  const strongest = new Map<string, Held>();
  const see = async (): Promise<boolean> => {
    let held = new Map<string, Held>();
    while (life.isWanted) {
      const seen = await look();
      held = goOn(held, seen, performance.now());
      for (const one of held.values()) keepStronger(strongest, one, words);
      await new Promise((later) => setTimeout(later, pause));
    }
    return true;
  };
  const watching = see().catch(() => false);
  return {
    async stop() {
      life.isWanted = false;
      const isWhole = await watching;
      await close();
      return isWhole ? [...strongest.values()].map((one) => ({ on: one.on, lock: one.lock, held: spanOf(one) })) : null;
    },
  };
}

/** What is still held goes on, what is new begins. */
function goOn(held: ReadonlyMap<string, Held>, seen: readonly SeenLock[], now: number): Map<string, Held> {
  const next = new Map<string, Held>();
  for (const { on, lock } of seen) {
    const key = JSON.stringify([on, lock]);
    const one = held.get(key) ?? { on, lock, since: now, last: now };
    one.last = now;
    next.set(key, one);
  }
  return next;
}

function keepStronger(strongest: Map<string, Held>, one: Held, words: readonly string[]): void {
  const best = strongest.get(one.on);
  const more = best === undefined ? 1 : words.indexOf(one.lock) - words.indexOf(best.lock);
  if (best === undefined || more > 0 || (more === 0 && spanOf(one) > spanOf(best))) strongest.set(one.on, one);
}

function spanOf({ since, last }: Held): number {
  return Math.round(last - since);
}
