import { Agent, request as requestTo } from "node:http";
import { text } from "node:stream/consumers";
import type { Outcome } from "./counts.ts";

export interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly visitor: string;
  readonly body?: string;
}

export type Answer = Outcome & { readonly body?: string };

const answerWithin = 10_000;

/** Asks the application behind `base`, over connections that are kept. The answer is never an exception. */
export function asker(base: string): { ask(question: Question): Promise<Answer>; close(): void } {
  const agent = new Agent({ keepAlive: true });
  const ask = ({ method, path, visitor, body }: Question): Promise<Answer> =>
    new Promise((resolve) => {
      const headers = {
        cookie: `visitor=${visitor}`,
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
      };
      const asked = requestTo(new URL(path, base), { agent, method, headers, timeout: answerWithin });
      const fail = (error: NodeJS.ErrnoException): void => resolve({ error: error.code ?? error.message });
      asked.on("timeout", () => asked.destroy(new Error("timeout")));
      asked.on("error", fail);
      asked.on("response", (response) => {
        const { "x-served-commit": commit, "x-door-error": doorError } = response.headers;
        const facts = { status: response.statusCode ?? 0, commit: first(commit), doorError: first(doorError) };
        text(response).then((read) => resolve({ ...facts, body: read }), fail);
      });
      asked.end(body);
    });
  return { ask, close: () => agent.destroy() };
}

function first(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}
