import { PassThrough, type Readable } from "node:stream";
import { ServiceError } from "../../../kit/errors.ts";
import { type Client, environment } from "./client.ts";
import { explain } from "./failures.ts";
import { cells, type Row } from "./printed.ts";

/** One connection that is held open: its transaction and its locks end with it. */
export interface Session extends AsyncDisposable {
  ask(doing: string, sql: string): Promise<readonly Row[]>;
}

interface Waiting {
  readonly rows: Row[];
  answer(rows: readonly Row[]): void;
  fail(error: unknown): void;
}

const marker = "deploy-actions: answered";

/** Opens a connection that answers one question after the other; it ends when the signal aborts. */
export function openSession(client: Client, database: string | undefined, signal?: AbortSignal): Session {
  const stdin = new PassThrough();
  const end = new AbortController();
  const signals = AbortSignal.any([end.signal, ...(signal === undefined ? [] : [signal])]);
  const words = client.sqlWords(database, "--unbuffered");
  const { stdout, done } = client.access.exec.stream(words, { env: environment, stdin, signal: signals });
  const life: { failure?: unknown; waiting?: Waiting } = {};
  const heard = eachLine(stdout, (line) => {
    if (line !== marker) return void life.waiting?.rows.push(cells(line));
    life.waiting?.answer(life.waiting.rows);
  });
  const ended = Promise.all([done, heard]).then(
    () => new ServiceError("the connection to the server has ended", { hint: "Look at the server's error log." }),
    (error: unknown) => error,
  );
  void ended.then((failure) => {
    life.failure = failure;
    life.waiting?.fail(failure);
  });
  stdin.on("error", () => {});
  let last: Promise<unknown> = Promise.resolve();
  const put = async (doing: string, sql: string): Promise<readonly Row[]> => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Row[]>();
    if (life.failure !== undefined) throw explain(doing, life.failure);
    life.waiting = { rows: [], answer: resolve, fail: reject };
    stdin.write(`${sql};\nSELECT '${marker}';\n`);
    try {
      return await promise;
    } catch (error) {
      throw explain(doing, error);
    } finally {
      delete life.waiting;
    }
  };
  return {
    ask(doing, sql) {
      const answer = last.then(() => put(doing, sql));
      last = answer.catch(() => {});
      return answer;
    },
    async [Symbol.asyncDispose]() {
      // A question that is under way is not waited for.
      if (life.waiting === undefined) stdin.end();
      else end.abort();
      await ended;
    },
  };
}

/** Lines end at a line feed alone: a carriage return may be part of a value. What breaks the stream is told by how the program ended. */
async function eachLine(stream: Readable, see: (line: string) => void): Promise<void> {
  let kept = "";
  stream.setEncoding("utf8");
  try {
    for await (const chunk of stream) {
      const lines = (kept + chunk).split("\n");
      kept = lines.pop() ?? "";
      for (const line of lines) see(line);
    }
  } catch {}
}
