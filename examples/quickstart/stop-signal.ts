import { fstatSync } from "node:fs";

/** Aborts when this process is told to end: SIGTERM, SIGINT, or the end of a piped stdin, which is the end of its parent. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on("SIGTERM", stop).on("SIGINT", stop);
  if (isPipe(0)) process.stdin.on("error", stop).on("end", stop).resume();
  return stopping.signal;
}

function isPipe(descriptor: number): boolean {
  try {
    const kind = fstatSync(descriptor);
    return kind.isFIFO() || kind.isSocket();
  } catch {
    return false;
  }
}
