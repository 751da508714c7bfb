import { RefusedError } from "../../../kit/errors.ts";
import { Unsettled } from "./service.ts";

/** What a second look finds: what was asked for, what was there before, or what somebody else has written. */
export type Found = "done" | "untouched" | "changed";

/**
 * Writes once, and a second time only where nobody knows what became of the first one and nothing has changed since.
 * An edit by somebody else in between is a RefusedError.
 */
export async function settle(write: () => Promise<void>, look: () => Promise<Found>): Promise<void> {
  for (const isLast of [false, true]) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof Unsettled)) throw error;
      const found = await look().catch(() => null);
      if (found === "done") return;
      if (found === "changed") throw editedMeanwhile(error);
      if (isLast || found === null) throw error;
    }
  }
}

/** Somebody else has written the flag between a look and the write. */
export function editedMeanwhile(cause?: unknown): RefusedError {
  return new RefusedError("somebody else has changed the flag while it was being written", {
    hint: "Find out who, then run this again: it reads the flag anew.",
    cause,
  });
}
