import type { Effects } from "../../../kit/effects.ts";
import { clientWords, type Destination } from "./destination.ts";
import { type Master, openMaster } from "./master.ts";

/** Milliseconds that an unused connection is kept. */
const idle = 20_000;

/** The shared connection, for one command. */
export interface Connection {
  /** What the command is added to. */
  readonly words: readonly [string, ...string[]];
  release(): void;
}

/** Opens one connection when the first command wants it, another one when that one is lost, and closes it unused. */
export function connections(to: Destination, where: string, effects: Effects) {
  let master: Promise<Master> | null = null;
  let users = 0;
  let timer: NodeJS.Timeout | undefined;
  const forget = (gone: Promise<Master>) => {
    if (master === gone) master = null;
  };
  const current = (): Promise<Master> => {
    if (master !== null) return master;
    const fresh = openMaster(to, where, effects);
    master = fresh;
    fresh
      .then(({ ended }) => ended)
      .then(
        () => forget(fresh),
        () => forget(fresh),
      );
    return fresh;
  };
  const release = () => {
    users--;
    if (users > 0) return;
    const unused = master;
    timer = setTimeout(() => void unused?.then((one) => one.close()).catch(() => {}), idle);
    timer.unref();
  };
  return async (signal: AbortSignal): Promise<Connection> => {
    clearTimeout(timer);
    users++;
    try {
      const { folder } = await unlessAborted(current(), signal);
      return { words: clientWords(to, folder), release };
    } catch (error) {
      release();
      throw error;
    }
  };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", abort));
}
