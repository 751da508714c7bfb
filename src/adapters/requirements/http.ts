import { type Answer, judgeAnswer, publicPart, type Statuses } from "../../core/requirements/answer.ts";
import type { HttpRequirement } from "../../core/requirements.ts";
import { InputError } from "../../kit/errors.ts";
import type { Requirement } from "../../stages/ports/requirement.ts";
import type { Asking } from "./index.ts";
import { whySilent } from "./silence.ts";

/** How long an answer may take where nothing else is said. */
const patience = 10_000;

/** An address that has to answer: a load balancer, a health check, each service of a platform. */
export function httpRequirement(asked: HttpRequirement, { effects }: Asking): Requirement {
  const shown = publicPart(asked.get);
  if (shown === null) {
    throw new InputError([{ where: "plan: requires: http", what: "must be an address with `http://` or `https://`" }]);
  }
  const what = `http ${asked.name === undefined ? shown : `${asked.name} (${shown})`}`;
  const statuses = statusesOf(asked.status);
  return {
    what,
    async look(signal) {
      const answer = await ask(asked, effects.fetch, signal);
      return [judgeAnswer(what, answer, statuses)];
    },
  };
}

function statusesOf(status: HttpRequirement["status"]): Statuses {
  if (status === undefined) return [];
  return typeof status === "object" ? status : [status];
}

async function ask(
  { get, headers, within }: HttpRequirement,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<Answer> {
  const limit = within ?? patience;
  try {
    // Where it leads to is another address, and another's answer.
    const response = await fetch(get, {
      redirect: "manual",
      headers: headers ?? {},
      signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
    });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    signal.throwIfAborted();
    return { silence: whySilent(error, limit) };
  }
}
