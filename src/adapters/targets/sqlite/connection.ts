import { Worker } from "node:worker_threads";
import { ServiceError } from "../../../kit/errors.ts";
import { type Answer, type Question, type ThreadData, threadProgram } from "./thread.ts";

/** A connection on a thread of its own: the lease is renewed meanwhile. */
export interface Connection extends AsyncDisposable {
  /** Fails with SQLite's own error; `stop` ends the wait, not the work of the thread. */
  ask(question: Question, stop?: AbortSignal): Promise<Answer>;
  readonly isOver: boolean;
}

export function connect(workerData: ThreadData): Connection {
  const thread = new Worker(threadProgram(), { eval: true, execArgv: [], workerData });
  let [isOver, isBusy] = [false, false];
  const ended = new Promise<void>((end) => {
    thread.once("exit", () => {
      isOver = true;
      end();
    });
  });
  // Whoever asks hears of it.
  thread.on("error", () => {});
  return {
    get isOver() {
      return isOver;
    },
    async ask(question, stop) {
      isBusy = true;
      const answer = await askThread(thread, question, stop, () => isOver);
      isBusy = false;
      const { failure } = answer;
      if (failure !== undefined) throw Object.assign(new Error(failure.message), failure);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      if (isBusy && !isOver) {
        // A thread inside SQLite cannot be stopped; nobody waits for it, and it ends when SQLite returns.
        thread.unref();
        void thread.terminate();
        return;
      }
      thread.postMessage(null);
      await ended;
    },
  };
}

function askThread(
  thread: Worker,
  question: Question,
  stop: AbortSignal | undefined,
  isOver: () => boolean,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const lost = (cause?: unknown) => reject(new ServiceError("the thread that reads the database has ended", { cause }));
  const give = () => reject(stop?.reason);
  thread.once("message", resolve).once("error", lost).once("exit", lost);
  stop?.addEventListener("abort", give, { once: true });
  if (stop?.aborted) give();
  else if (isOver()) lost();
  else thread.postMessage(question);
  return promise.finally(() => {
    thread.off("message", resolve).off("error", lost).off("exit", lost);
    stop?.removeEventListener("abort", give);
  });
}
