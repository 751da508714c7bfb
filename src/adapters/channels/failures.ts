import { oneLine } from "../../core/announcement.ts";
import { DeliveryError } from "../../stages/ports/channel.ts";

const notSent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;
const untrusted = /CERT|SIGNATURE|TLS|SSL/;
const doubt = "the message may have arrived or not";

/** No answer came: whether it was sent at all decides whether it may be sent again. `late` is the time-out that ran out. */
export function silence(
  to: string,
  error: unknown,
  late: number | null,
): { readonly failure: DeliveryError; readonly mayTryAgain: boolean } {
  const { cause, name } = error as Error;
  const code = (cause as { readonly code?: string } | undefined)?.code ?? name;
  const isUnsent = late === null && notSent.test(code);
  if (isUnsent || (late === null && untrusted.test(code))) {
    return { failure: new DeliveryError(`${to} cannot be reached (${code})`, { cause: error }), mayTryAgain: isUnsent };
  }
  const what = late === null ? `broke the connection off (${code})` : `did not answer within ${late} ms`;
  const failure = new DeliveryError(`${to} ${what}: ${doubt}`, { cause: error, isAmbiguous: true });
  return { failure, mayTryAgain: false };
}

/** An answer that is no yes. `said` is redacted already. */
export function refusal(to: string, status: number, said: string): DeliveryError {
  if (status >= 300 && status < 400) {
    const hint = "Give the address that it leads to: a redirect is not followed, because it could lead anywhere.";
    return new DeliveryError(`${to} answered with a redirect (${status})`, { status, hint });
  }
  const words = oneLine(said, 120);
  const quoted = words === "" ? "" : `: ${words}`;
  // A gateway that gave up does not know what the server behind it has done.
  const isAmbiguous = status === 502 || status === 504;
  return new DeliveryError(`${to} answered ${status}${quoted}`, { status, isAmbiguous });
}

/** The last of several attempts, one of which may have been taken. */
export function inDoubt(failure: DeliveryError): DeliveryError {
  const { message, status } = failure;
  if (message.endsWith(doubt)) return failure;
  return new DeliveryError(`${message}; ${doubt}`, { cause: failure, status, isAmbiguous: true });
}

/** The receiver asks for more time than a deployment has. */
export function impatient(failure: DeliveryError, wait: number, isAmbiguous: boolean): DeliveryError {
  const { message, status } = failure;
  const asks = `asks to wait ${Math.ceil(wait / 1000)} s more, which is too long for a deployment`;
  return new DeliveryError(`${message}; it ${asks}`, { cause: failure, status, isAmbiguous });
}
