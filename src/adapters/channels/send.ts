import type { Effects } from "../../kit/effects.ts";
import type { DeliverOptions, DeliveryError } from "../../stages/ports/channel.ts";
import { readBody } from "./body.ts";
import { impatient, inDoubt, refusal, silence } from "./failures.ts";

/** One request to a receiver. */
export interface Outgoing {
  /** The receiver in words: the address is a secret. */
  readonly to: string;
  readonly url: string;
  readonly method?: "GET" | "POST" | "PATCH";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The receiver's yes. */
export interface Answer {
  readonly status: number;
  /** Null where it broke off or was too long. */
  readonly text: string | null;
}

/** Waits between attempts, milliseconds. */
const pauses = [1_000, 2_000, 4_000];

/** What a receiver may ask us to wait in all. */
const mostPatience = 60_000;

/** Sends until the receiver takes it. Tries again after refused connections, 429 and 5xx; never after a silence, which may have been a yes. */
export async function send(
  effects: Effects,
  outgoing: Outgoing,
  { timeout, signal }: Pick<DeliverOptions, "timeout" | "signal">,
): Promise<Answer> {
  let [waited, isAmbiguous] = [0, false];
  for (const pause of [...pauses, null]) {
    const outcome = await attempt(effects, outgoing, timeout, signal);
    if ("answer" in outcome) return outcome.answer;
    const { failure, mayTryAgain, retryAfter } = outcome;
    isAmbiguous ||= failure.isAmbiguous;
    const wait = Math.max(retryAfter ?? 0, pause ?? 0);
    if (pause === null || !mayTryAgain) throw isAmbiguous ? inDoubt(failure) : failure;
    waited += wait;
    if (waited > mostPatience) throw impatient(failure, wait, isAmbiguous);
    await effects.sleep(wait, signal);
  }
  throw new Error("the last attempt ends the loop");
}

type Attempt =
  | { readonly answer: Answer }
  | { readonly failure: DeliveryError; readonly mayTryAgain: boolean; readonly retryAfter: number | null };

async function attempt(effects: Effects, outgoing: Outgoing, timeout: number, signal: AbortSignal): Promise<Attempt> {
  const { to, url, method = "POST", headers = {}, body } = outgoing;
  const late = AbortSignal.timeout(Math.max(1, timeout));
  try {
    const response = await effects.fetch(url, {
      method,
      redirect: "manual",
      // A connection of a minute ago may be gone, which would look like a message that was lost.
      headers: { connection: "close", "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.any([late, signal]),
    });
    const text = await readBody(response);
    const { status } = response;
    if (response.ok) return { answer: { status, text } };
    // 420 is how some say 429.
    const mayTryAgain = status === 420 || status === 429 || status >= 500;
    const retryAfter = waitAskedFor(response.headers.get("retry-after"), effects.now());
    return { failure: refusal(to, status, effects.redact(text ?? "")), mayTryAgain, retryAfter };
  } catch (error) {
    signal.throwIfAborted();
    return { ...silence(to, error, late.aborted ? timeout : null), retryAfter: null };
  }
}

/** Milliseconds; seconds or a date stand in the header. */
function waitAskedFor(header: string | null, now: number): number | null {
  if (header === null) return null;
  const at = /^\d+$/.test(header.trim()) ? now + Number(header) * 1000 : Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
