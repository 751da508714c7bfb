import type { Effects } from "../kit/effects.ts";
import { RefusedError } from "../kit/errors.ts";

/** What keeps a lease alive, and what ends it. */
export interface Pulse {
  readonly effects: Effects;
  /** Milliseconds of the lease. */
  readonly length: number;
  renew(): Promise<unknown>;
  /** Looks whether somebody else has written. */
  look(): Promise<void>;
  /** When the journal last took an entry of this run, by the monotonic clock. */
  renewedAt(): number;
  /** Called once when the lease may be somebody else's by now. */
  lose(reason: RefusedError): void;
  warn(error: unknown): void;
}

/** Renews at a third of the lease, looks at the journal at least every ten seconds, and gives up a lease that ran out. */
export function startHeartbeat(pulse: Pulse): { stop(): Promise<void> } {
  const ticking = new AbortController();
  const beating = Promise.all([beat(pulse, ticking.signal), expire(pulse, ticking.signal)]);
  return {
    async stop() {
      ticking.abort();
      await beating;
    },
  };
}

async function beat({ effects, length, renew, look, warn }: Pulse, signal: AbortSignal): Promise<void> {
  const renewal = length / 3;
  const pause = Math.min(renewal, 10_000);
  let renewed = effects.monotonic();
  while (!signal.aborted) {
    await effects.sleep(pause, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await look();
      if (effects.monotonic() - renewed < renewal) continue;
      await renew();
      renewed = effects.monotonic();
    } catch (error) {
      warn(error);
    }
  }
}

/** A loop of its own: a renewal that hangs must not hide that the time is up. */
async function expire(pulse: Pulse, signal: AbortSignal): Promise<void> {
  const { effects, length, renewedAt, lose } = pulse;
  while (!signal.aborted) {
    const left = renewedAt() + length - effects.monotonic();
    if (left > 0) await effects.sleep(left, signal).catch(() => undefined);
    else if (!(await renewsOnceMore(pulse, signal))) return lose(expired(length));
  }
}

/** A process that stood still may have missed the time although nobody has taken its place. */
async function renewsOnceMore({ effects, length, renew }: Pulse, signal: AbortSignal): Promise<boolean> {
  const patience = effects.sleep(length / 3, signal).then(
    () => false,
    () => true,
  );
  const renewal = renew().then(
    () => true,
    () => false,
  );
  return Promise.race([renewal, patience]);
}

function expired(length: number): RefusedError {
  const told = `the lease could not be renewed for ${Math.round(length / 1000)} s`;
  return new RefusedError(`${told}: the journal is out of reach, and another run may have taken over`, {
    hint: "Nothing more is changed by this run. `continue` or `rollback` goes on from the journal.",
  });
}
