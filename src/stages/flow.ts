import type { Duplex, Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Lets streams flow to their end. What the signal stops ends with the signal's own reason: Node's error tells nobody who stopped it, and why. */
export async function flow(streams: readonly (Readable | Duplex | Writable)[], signal: AbortSignal): Promise<void> {
  try {
    await pipeline([...streams] as [Readable, ...Duplex[], Writable], { signal });
  } catch (error) {
    throw signal.aborted && (error as Error).name === "AbortError" ? signal.reason : error;
  }
}
