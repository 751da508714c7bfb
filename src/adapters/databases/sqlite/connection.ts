import { Worker } from "node:worker_threads";
import { ActionError, CancelledError, ServiceError } from "../../../kit/errors.ts";
import { type Answer, type Question, type Row, type ThreadData, threadProgram } from "./thread.ts";

/** Asks a database, wherever it lies. */
export interface Queries {
  all(sql: string, ...parameters: readonly string[]): Promise<readonly Row[]>;
}

/** A connection on a thread of its own, so that a long count keeps nobody from renewing the lease. */
export interface Connection extends Queries, AsyncDisposable {
  /** The digest of what a query finds, whatever the order; its first column are the letters of the types. */
  digest(query: string): Promise<string>;
  /** Copies the database into an empty file, in the transaction that is open. */
  copyTo(path: string): Promise<void>;
}

/** Waits `patience` milliseconds for locks; an aborted signal ends what is asked at once. */
export function connect(workerData: ThreadData, signal?: AbortSignal): Connection {
  const { path } = workerData;
  const thread = new Worker(threadProgram(), { eval: true, execArgv: [], workerData });
  const life = { isOver: false };
  const ended = new Promise<void>((end) => {
    thread.once("exit", () => {
      life.isOver = true;
      end();
    });
  });
  // Whoever asks hears of it; between two questions nobody listens, and nobody is harmed.
  thread.on("error", () => {});
  const ask = (question: Question) => askThread({ thread, life, path, signal }, question);
  return {
    all: (sql, ...parameters) => ask({ sql, parameters }),
    digest: async (query) => String((await ask({ digest: query }))[0]?.digest),
    copyTo: async (copy) => void (await ask({ copy })),
    async [Symbol.asyncDispose]() {
      // A thread inside SQLite cannot be stopped; nobody waits for it, and it ends when SQLite returns.
      if (signal?.aborted) {
        thread.unref();
        void thread.terminate();
        return;
      }
      thread.postMessage({});
      await ended;
    },
  };
}

interface Reader {
  readonly thread: Worker;
  readonly life: { readonly isOver: boolean };
  readonly path: string;
  readonly signal: AbortSignal | undefined;
}

function askThread({ thread, life, path, signal }: Reader, question: Question): Promise<readonly Row[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Row[]>();
  const abort = () => signal !== undefined && reject(abortReason(path, signal));
  const lost = (cause?: unknown) => reject(new ServiceError(`the thread that reads \`${path}\` has ended`, { cause }));
  const answered = ({ rows, failure }: Answer) => {
    if (failure === undefined) resolve(rows);
    else reject(Object.assign(new Error(failure.message), failure));
  };
  thread.once("message", answered).once("error", lost).once("exit", lost);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  else if (life.isOver) lost();
  else thread.postMessage(question);
  return promise.finally(() => {
    thread.off("message", answered).off("error", lost).off("exit", lost);
    signal?.removeEventListener("abort", abort);
  });
}

/** Throws the reason of an abort that has come already. */
export function stopIfAborted(path: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortReason(path, signal);
}

function abortReason(path: string, { reason }: AbortSignal): ActionError {
  if (reason instanceof ActionError) return reason;
  return new CancelledError(`copying \`${path}\` was given up because the run was cancelled`, { cause: reason });
}
