import type { Finding } from "../core/preflight/finding.ts";
import type { Effects } from "../kit/effects.ts";
import { TimeoutError } from "../kit/errors.ts";
import { isFailure, orFinding } from "./or-finding.ts";
import type { Requirement } from "./ports/requirement.ts";

/** How long one requirement may take, its logins and redirects included. */
const patience = 60_000;

/** How many are asked at once: a list of fifty images is no attack on their registry. */
const atOnce = 8;

/**
 * Looks at everything that the release needs outside of it, and changes nothing. What cannot be asked is a finding that is
 * in the way, like what is missing; all of them are told, with every secret hidden.
 */
export async function checkRequirements(
  effects: Pick<Effects, "signal" | "redact" | "sleep">,
  requirements: readonly Requirement[],
): Promise<readonly Finding[]> {
  const found = new Map<Requirement, readonly Finding[]>();
  const waiting = [...requirements];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      found.set(next, await look(effects, next));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, requirements.length) }, work));
  return requirements.flatMap((one) => found.get(one) ?? []).map((finding) => discreet(finding, effects));
}

async function look(
  { signal, sleep }: Pick<Effects, "signal" | "sleep">,
  requirement: Requirement,
): Promise<readonly Finding[]> {
  const { what } = requirement;
  const late = new AbortController();
  const answered = new AbortController();
  const limit = sleep(patience, answered.signal).then(
    () => {
      const error = new TimeoutError(`${what} has not answered within ${patience / 1000} s`);
      late.abort(error);
      throw error;
    },
    // Nobody waits any more.
    () => new Promise<never>(() => undefined),
  );
  const answer = await orFinding(what, async () => {
    try {
      return await Promise.race([requirement.look(AbortSignal.any([signal, late.signal])), limit]);
    } finally {
      answered.abort();
    }
  });
  signal.throwIfAborted();
  return isFailure(answer) ? [answer.failure] : answer;
}

function discreet(finding: Finding, { redact }: Pick<Effects, "redact">): Finding {
  const { remedy } = finding;
  const told = { ...finding, what: redact(finding.what), found: redact(finding.found) };
  return remedy === undefined ? told : { ...told, remedy: redact(remedy) };
}
