import { ServiceError } from "../../../kit/errors.ts";

/** The service has taken no request and asks for that many milliseconds. */
export function limited(name: string, wait: number): ServiceError {
  const seconds = Math.ceil(wait / 1000);
  return new ServiceError(`${name} takes no more requests for ${seconds} s (429); nothing was written`, {
    hint: "Run this again later, and find out what else uses up the limit.",
  });
}

/** Milliseconds: `Retry-After` is in seconds, `X-Ratelimit-Reset` the end of the window in milliseconds since 1970. */
export function waitAskedFor(headers: Headers, now: number): number {
  const [seconds, reset] = [headers.get("retry-after"), headers.get("x-ratelimit-reset")];
  if (seconds !== null && /^\d+$/.test(seconds)) return Math.max(100, Number(seconds) * 1000);
  if (reset !== null && /^\d+$/.test(reset)) return Math.max(100, Number(reset) - now);
  return 2_000;
}
