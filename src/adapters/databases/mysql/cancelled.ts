import { ActionError, CancelledError } from "../../../kit/errors.ts";

/** Throws the reason of an abort that has come already. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  if (signal.reason instanceof ActionError) throw signal.reason;
  throw new CancelledError("the work on the database was ended because the run was cancelled", {
    cause: signal.reason,
  });
}
