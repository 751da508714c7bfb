import type { SQLOutputValue } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { ActionError, CancelledError, ServiceError } from "../../../kit/errors.ts";

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A read-only connection on a thread of its own, so that a long count keeps nobody from renewing the lease. */
export interface Connection extends AsyncDisposable {
  all(sql: string, ...parameters: readonly string[]): Promise<readonly Row[]>;
  /** Copies the database into an empty file, in the transaction that is open. */
  copyTo(path: string): Promise<void>;
}

/** Waits `patience` milliseconds for locks; an aborted signal ends what is asked at once. */
export function connect(path: string, patience: number, signal?: AbortSignal): Connection {
  const thread = new Worker(`(${serve.toString()})()`, { eval: true, execArgv: [], workerData: { path, patience } });
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

interface Question {
  readonly sql?: string;
  readonly parameters?: readonly string[];
  readonly copy?: string;
}

interface Answer {
  readonly rows: readonly Row[];
  readonly failure?: { readonly message: string; readonly errcode: unknown };
}

/** Runs on the thread as text: bundlers rename imports, so it names nothing but globals. A question without content ends it. */
function serve(): void {
  const { parentPort, workerData } = globalThis.process.getBuiltinModule("node:worker_threads");
  const { DatabaseSync, backup } = globalThis.process.getBuiltinModule("node:sqlite");
  let database: InstanceType<typeof DatabaseSync> | undefined;
  parentPort?.on("message", async ({ sql, parameters = [], copy }: Question) => {
    try {
      if (sql === undefined && copy === undefined) {
        parentPort?.close();
        database?.close();
        return;
      }
      database ??= new DatabaseSync(workerData.path, { readOnly: true, timeout: workerData.patience });
      // More pages than any database has: a copy in several goes begins again whenever somebody else writes.
      if (copy !== undefined) await backup(database, copy, { rate: 0x7fff_ffff });
      const rows = sql === undefined ? [] : database.prepare(sql).all(...parameters);
      parentPort?.postMessage({ rows } satisfies Answer);
    } catch (error) {
      const { message, errcode } = error as { message: string; errcode?: unknown };
      parentPort?.postMessage({ rows: [], failure: { message, errcode } } satisfies Answer);
    }
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
