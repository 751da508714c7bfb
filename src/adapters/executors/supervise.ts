import { PassThrough, type Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ActionError, CancelledError, TimeoutError } from "../../kit/errors.ts";
import type { RunOptions } from "../../kit/executor.ts";
import { exitFailure } from "./failures.ts";
import { killGrace, remember, signalGroup } from "./groups.ts";
import { gather } from "./output.ts";

/** What is used of a started child process: the leader of a process group of its own. */
export interface Child {
  readonly pid?: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  once(event: "close", listener: (code: number | null, signal: string | null) => void): unknown;
}

/** How a program ended; `failure` is null when its exit code is one of those that were asked for. */
export interface Ending {
  readonly code: number;
  readonly stderr: string;
  readonly failure: Error | null;
  /** It wrote to somebody who had stopped reading, or was ended because a neighbour had failed. */
  readonly isVictim: boolean;
}

export interface Supervised {
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly ended: Promise<Ending>;
  /** Ends the whole group, politely at first; `why` becomes the failure. */
  end(why: Error): void;
}

/** Ended because another program of the same pipeline had failed. */
export class NeighbourFailed extends Error {}

/** Watches a child until it has ended and its output is closed; ends its group on time-out and abort. */
export function supervise(
  child: Child & { readonly pid: number },
  command: string,
  options: RunOptions,
  redact: (text: string) => string,
): Supervised {
  const stderr = gather(child.stderr, "end", redact);
  const stdout = new PassThrough();
  // Node throws away what nobody has read when a child exits; from here on it is kept for a late reader.
  pipeline(child.stdout, stdout).catch(() => child.stdout.destroy());
  child.stdin?.on("error", () => {});
  const memory = remember(child.pid);
  const killer = groupKiller(child);
  const unwatch = watch(command, options, killer.end);
  const ended = new Promise<Ending>((resolve) => {
    child.once("close", (code, by) => {
      unwatch();
      memory.forget();
      const why = killer.closed();
      const isExpected = code === 0 || (code !== null && (options.okCodes ?? []).includes(code));
      const own = isExpected ? null : exitFailure(command, { code, by, stderr: stderr() });
      resolve({
        code: code ?? -1,
        stderr: stderr(),
        failure: why ?? own,
        isVictim: by === "SIGPIPE" || why instanceof NeighbourFailed,
      });
    });
  });
  return { stdin: child.stdin, stdout, ended, end: killer.end };
}

function groupKiller(child: Child & { readonly pid: number }) {
  let why: Error | null = null;
  let timer: NodeJS.Timeout | undefined;
  const insist = () => {
    signalGroup(child.pid, "SIGKILL");
    // A process that left the group may hold the pipes open for ever.
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  };
  return {
    end(reason: Error) {
      if (why !== null) return;
      why = reason;
      signalGroup(child.pid, "SIGTERM");
      timer = setTimeout(insist, killGrace);
    },
    closed() {
      clearTimeout(timer);
      if (why !== null) signalGroup(child.pid, "SIGKILL");
      return why;
    },
  };
}

/** Calls `end` when the time is up or the signal aborts; what is returned stops that. */
export function watch(command: string, { timeout, signal }: RunOptions, end: (why: Error) => void): () => void {
  const abort = () => end(abortReason(command, signal));
  const late = (timeout: number) => {
    const message = `${command} did not finish within ${timeout >= 1000 ? `${timeout / 1000} s` : `${timeout} ms`}; it was ended with everything it had started`;
    end(new TimeoutError(message, { hint: "Find out what it waits for, or give it more time." }));
  };
  const timer = timeout === undefined ? undefined : setTimeout(late, timeout, timeout);
  if (signal?.aborted) abort();
  else signal?.addEventListener("abort", abort, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
}

/** The failure of a command that was aborted. */
export function abortReason(command: string, signal: AbortSignal | undefined): ActionError {
  if (signal?.reason instanceof ActionError) return signal.reason;
  return new CancelledError(`${command} was ended because the run was cancelled`, { cause: signal?.reason });
}
