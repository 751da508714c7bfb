import { ActionError, CancelledError } from "../../../kit/errors.ts";
import type { Words } from "../../../kit/executor.ts";
import type { RecoveryPoint, RestoredPoint } from "../../../stages/ports/recovery-point.ts";
import { parseUrl } from "./answers.ts";
import { type Commands, environmentOf, printed } from "./run.ts";

interface Pair {
  readonly restore: Words;
  /** Takes away what `restore` has made, or has begun to make. */
  readonly undo: Words;
}

/** Restores a point to a place of its own. Whatever becomes of it, the place is taken away: here, or when it is disposed. */
export async function restorePoint(
  commands: Commands,
  { restore, undo }: Pair,
  point: RecoveryPoint,
  signal?: AbortSignal,
): Promise<RestoredPoint> {
  const env = environmentOf(point);
  // Without the signal: a cancelled run has to clean up as well.
  const takeAway = async () => void (await printed(commands, undo, env));
  if (signal?.aborted) throw notBegun(signal);
  try {
    const url = parseUrl(await printed(commands, restore, env, signal));
    maskUrl(commands, url);
    return { url, [Symbol.asyncDispose]: takeAway };
  } catch (error) {
    await takeAway().catch((failure: Error) =>
      commands.effects.log.warn(`What was restored of ${point.id} may still be there: ${failure.message}`),
    );
    throw error;
  }
}

function notBegun({ reason }: AbortSignal): ActionError {
  if (reason instanceof ActionError) return reason;
  return new CancelledError("no restore was begun because the run was cancelled", { cause: reason });
}

/** Tools print the address as it is, or the password alone, decoded or not. */
function maskUrl({ effects }: Commands, url: string): void {
  const { password } = new URL(url);
  for (const secret of [url, password, decoded(password)]) if (secret !== "") effects.mask(secret);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
