import { type Finding, met, refused } from "../preflight/finding.ts";

/** What came back from an address: a status, or why nothing did. */
export type Answer = { readonly status: number } | { readonly silence: string };

/** Which statuses are well: numbers, or whole classes as `2xx`. Without any, 200 to 399. */
export type Statuses = readonly (number | string)[];

/** Judges whether an address answers as it has to. */
export function judgeAnswer(what: string, answer: Answer, statuses: Statuses): Finding {
  if ("silence" in answer)
    return refused(what, `does not answer: ${answer.silence}`, "start it, or correct the address");
  const { status } = answer;
  if (isExpected(status, statuses)) return met(what, `answers with ${status}`);
  const wanted = statuses.length === 0 ? "200 to 399" : statuses.join(" or ");
  return refused(what, `answers with ${status}, not with ${wanted}`, "look at the service, or correct `status`");
}

function isExpected(status: number, statuses: Statuses): boolean {
  if (statuses.length === 0) return status >= 200 && status < 400;
  return statuses.some((one) => String(one) === String(status) || String(one) === `${Math.floor(status / 100)}xx`);
}

/** An address without what may be secret in it: no user, no query, no fragment. Null where it is no address. */
export function publicPart(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname, protocol } = new URL(address);
  return protocol === "http:" || protocol === "https:" ? `${origin}${pathname}` : null;
}
