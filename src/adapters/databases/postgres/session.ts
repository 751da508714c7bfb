import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { environmentOf, targetOf } from "./address.ts";
import { postgresFailure } from "./failures.ts";
import type { Server } from "./server.ts";

/** One connection, kept open: a `psql` that is fed statement by statement. */
export interface Session {
  /** The rows of a query whose one column is jsonb. Several may be asked for without waiting. */
  ask<T>(sql: string): Promise<readonly T[]>;
  /** Runs statements that answer nothing. */
  run(sql: string): Promise<void>;
  /** Ends the connection, also in the middle of a query; nothing of it is left on the server. */
  end(): Promise<void>;
  /** Rejects when the connection is lost; resolves when it was ended. */
  readonly lost: Promise<void>;
}

interface Question {
  readonly rows: unknown[];
  resolve(rows: unknown[]): void;
  reject(error: unknown): void;
}

/** What makes texts of values equal on every server, and every failure an end. */
const settings = `SET search_path TO ''; SET standard_conforming_strings = on; SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0; SET row_security = off; SET extra_float_digits = 3; SET TimeZone = 'UTC';
SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'; SET client_min_messages = error;
SET xmloption = content; SET lc_monetary = 'C';`;

/** Opens a session; failures are told by the first question. */
export function openSession(server: Server, signal?: AbortSignal, options = ""): Session {
  const input = new PassThrough();
  const own = new AbortController();
  const words = ["-X", "-A", "-t", "-q", "--no-password", "-v", "ON_ERROR_STOP=1", "-d", targetOf(server.address)];
  const env = environmentOf(server.address);
  const program = server.exec.stream([server.programs.path("psql"), ...words], {
    env: { ...env, PGCLIENTENCODING: "UTF8", ...(options === "" ? {} : { PGOPTIONS: options }) },
    stdin: input,
    signal: signal === undefined ? own.signal : AbortSignal.any([signal, own.signal]),
  });
  const questions: Question[] = [];
  const mark = `\u0001${Math.random()}`;
  const lost = follow(program.stdout, program.done, questions, mark).catch((error) => {
    const failure = postgresFailure(`ask \`${server.address.database}\``, error);
    for (const question of questions.splice(0)) question.reject(failure);
    throw failure;
  });
  lost.catch(() => {});
  let isOver = false;
  const ask = (sql: string) =>
    new Promise<unknown[]>((resolve, reject) => {
      if (isOver || input.destroyed) return void lost.then(() => reject(new Error("the session is over")), reject);
      questions.push({ rows: [], resolve, reject });
      input.write(`${sql}\n;\n\\echo '${mark}'\n`);
    });
  void lost
    .catch(() => {})
    .then(() => {
      isOver = true;
      for (const question of questions.splice(0)) question.reject(new Error("the session is over"));
    });
  const isBusy = () => questions.length > 0;
  input.write(`${settings} SET lock_timeout = ${server.patience};\n${server.version >= 140_000 ? watchful : ""}`);
  return {
    ask: (sql) => ask(sql) as Promise<never>,
    run: async (sql) => void (await ask(sql)),
    lost,
    async end() {
      // A backend that counts does not look whether its client is still there before it has counted.
      if (isBusy()) own.abort();
      else input.end("\\q\n");
      await lost.catch(() => {});
      input.destroy();
    },
  };
}
const watchful = "SET client_connection_check_interval = '1s';\n";

/** Hands the lines between two marks to the question that they answer. */
async function follow(
  output: NodeJS.ReadableStream,
  done: Promise<void>,
  questions: readonly Question[] & { shift(): Question | undefined },
  mark: string,
): Promise<void> {
  try {
    for await (const line of createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY })) {
      const [question] = questions;
      if (line === mark) {
        questions.shift();
        question?.resolve(question.rows);
      } else if (line !== "") question?.rows.push(JSON.parse(line));
    }
  } finally {
    await done;
  }
}
