import type { Effects } from "../../kit/effects.ts";
import { ActionError, CancelledError, RefusedError } from "../../kit/errors.ts";
import type { LockOptions } from "../../stages/ports/migration-target.ts";

/** Milliseconds between two attempts; each takes up to half as long again, so that two runs do not keep step. */
const pause = 200;

/** Tries until the lock is there or the time is up; then `holder` says who has it. */
export async function untilLocked(
  attempt: () => Promise<boolean>,
  holder: () => Promise<string>,
  { wait, signal }: LockOptions,
  { sleep, monotonic }: Pick<Effects, "sleep" | "monotonic">,
): Promise<void> {
  const until = monotonic() + wait;
  for (;;) {
    if (signal?.aborted) throw cancelled(signal);
    if (await attempt()) return;
    const left = until - monotonic();
    if (left <= 0) break;
    await sleep(Math.min(left, pause * (1 + Math.random() / 2)), signal).catch((error) => {
      throw signal?.aborted ? cancelled(signal) : error;
    });
  }
  const waited = wait === 0 ? "" : ` (waited ${wait / 1000} s)`;
  throw new RefusedError(`the database is being migrated already: ${await holder()}${waited}`, {
    hint: "Wait for that run and start again; if it is dead, its lock goes with its session.",
  });
}

/** Whoever holds the lock, in a form that survives being written into SQL, a process list or a file. */
export function plainHolder(holder: string): string {
  return holder.replaceAll(/[^\p{L}\p{N} .,:@#/_-]/gu, "?").slice(0, 200);
}

function cancelled({ reason }: AbortSignal): ActionError {
  if (reason instanceof ActionError) return reason;
  return new CancelledError("nobody waits for the lock of the database any more: the run was cancelled", {
    cause: reason,
  });
}
