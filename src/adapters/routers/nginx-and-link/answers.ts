import type { Effects } from "../../../kit/effects.ts";
import { type Problem, ServiceError } from "../../../kit/errors.ts";

/** An address that tells by what the traffic is answered now. */
export interface Question {
  readonly url: string;
  /** Milliseconds that the expected answer may take to come for good. */
  readonly within: number;
  /** What a body of status 200 says; null where it says nothing of the kind. */
  read(body: string): string | null;
  /** What `url` has to answer, for a hint. */
  readonly wanted: string;
}

/** One worker that is behind must not be overlooked because another one was asked. */
const enough = 5;
const longestAnswer = 5000;
const shortestAnswer = 500;
const pause = 25;

/**
 * Asks, each time on a connection of its own, until five answers in a row are the expected one: then null, else the
 * other answer that came last. Silence or nonsense to the end is a ServiceError.
 */
export async function awaitAnswers(effects: Effects, question: Question, expected: string): Promise<string | null> {
  const end = effects.monotonic() + question.within;
  let inARow = 0;
  for (;;) {
    const answer = await ask(effects, question, end - effects.monotonic());
    inARow = answer === expected ? inARow + 1 : 0;
    if (inARow === enough) return null;
    if (inARow === 0 && end - effects.monotonic() <= pause) {
      if (answer instanceof ServiceError) throw answer;
      return answer;
    }
    // Not ended by a cancellation: traffic that is put back has to be confirmed too, and this is short.
    await effects.sleep(pause);
  }
}

async function ask(
  effects: Effects,
  { url, read, wanted }: Question,
  patience: number,
): Promise<string | ServiceError> {
  const limit = Math.ceil(Math.min(longestAnswer, Math.max(shortestAnswer, patience)));
  const headers = { "cache-control": "no-cache", connection: "close" };
  try {
    const response = await effects.fetch(url, { signal: AbortSignal.timeout(limit), headers });
    const body = await response.text();
    if (response.status !== 200) {
      return unconfirmed(`\`${url}\` answers status ${response.status}`, "Look at the server's log.");
    }
    const said = read(body);
    return said ?? unconfirmed(`\`${url}\` answers something else`, `Let it answer ${wanted}.`);
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message;
    return unconfirmed(`\`${url}\` does not answer (${why})`, "Does the server run, and can it be reached from here?");
  }
}

function unconfirmed(what: string, hint: string): ServiceError {
  return new ServiceError(`${what}, so nobody confirms what the traffic sees`, { hint });
}

/** What is wrong with an address to ask; its text is not repeated, it may hold a password. */
export function urlProblems(where: string, url: string | undefined): readonly Problem[] {
  if (url === undefined) return [];
  const parsed = URL.parse(url);
  const isHttp = parsed !== null && /^https?:$/.test(parsed.protocol);
  if (isHttp && parsed.username === "" && parsed.password === "") return [];
  return [{ where, what: "must be an http address without a user name or password" }];
}
