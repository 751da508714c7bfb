import { isSlot, type Slot } from "../../../core/slots.ts";
import type { Effects } from "../../../kit/effects.ts";

/** What came of one request: who answered, if that is known, and whether it was an answer at all. */
export interface Answer {
  readonly slot: Slot | null;
  /** Null when there was no answer, or only a part of one. */
  readonly status: number | null;
  readonly isOk: boolean;
}

export interface Target {
  readonly url: string;
  readonly slotHeader: string;
  readonly timeout: number;
}

/** Sends one request as a visitor who was never here before. Rejects only when the signal aborts. */
export async function visit(
  effects: Effects,
  target: Target,
  abort: AbortSignal,
  stalled: () => number,
): Promise<Answer> {
  const over = new AbortController();
  const late = timeOut(effects, target.timeout, stalled, over.signal);
  const signal = AbortSignal.any([abort, late]);
  let slot: Slot | null = null;
  try {
    const response = await effects.fetch(target.url, {
      signal,
      redirect: "manual",
      credentials: "omit",
      // What divides connections, as a Service of Kubernetes does, leaves one that is open where it was.
      headers: { "cache-control": "no-cache", connection: "close" },
    });
    const named = response.headers.get(target.slotHeader);
    slot = isSlot(named) ? named : null;
    // An answer that breaks off is no answer.
    for await (const _ of response.body ?? []);
    return { slot, status: response.status, isOk: response.status < 500 };
  } catch {
    abort.throwIfAborted();
    return { slot, status: null, isOk: false };
  } finally {
    over.abort();
  }
}

/** Aborts after that many milliseconds; those in which this process itself stood still are given on top, up to as many again. */
function timeOut(effects: Effects, milliseconds: number, stalled: () => number, over: AbortSignal): AbortSignal {
  const late = new AbortController();
  const wait = async () => {
    await effects.sleep(milliseconds, over);
    // After a standstill all timers are due at once: the one that measures it goes first.
    await effects.sleep(1, over);
    const excused = Math.min(milliseconds, stalled());
    if (excused > 0) await effects.sleep(excused, over);
    late.abort();
  };
  wait().catch(() => {});
  return late.signal;
}
