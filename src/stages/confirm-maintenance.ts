import type { Effects } from "../kit/effects.ts";
import { AbortedError } from "../kit/errors.ts";
import type { Maintenance } from "./ports/maintenance.ts";

/** How long a change may take to be in effect, and how often that is asked. */
const patience = 15_000;
const pause = 250;
/** How long one answer may take. */
const answerTime = 5_000;

interface Proving {
  readonly port: Maintenance;
  /** Null: nobody is asked from outside. */
  readonly confirmUrl: string | null;
}

type World = Pick<Effects, "fetch" | "sleep" | "monotonic" | "log">;

/**
 * Waits until maintenance is read back as asked, and visitors get it: 503 with Retry-After, and the first exempt path is
 * served. Throws an AbortedError where that does not come. Once it is off, visitors may get 503 for other reasons: that is only said.
 */
export async function proveMaintenance(effects: World, proving: Proving, on: boolean): Promise<void> {
  const deadline = effects.monotonic() + patience;
  for (;;) {
    const problem = (await misread(proving.port, on)) ?? (await misanswered(effects, proving, on));
    if (problem === null) break;
    if (effects.monotonic() >= deadline) {
      if (!on && problem.isFromOutside) return effects.log.warn(`Maintenance is off, and ${problem.told}`);
      throw new AbortedError(`maintenance is not ${on ? "on" : "off"}: ${problem.told}`, {
        hint: on
          ? "Nothing else was changed. Look at what serves the address, then run this again."
          : "Turn it off by hand now, then run `deploy-actions maintenance off` so that the journal follows.",
      });
    }
    await effects.sleep(pause);
  }
  if (proving.confirmUrl === null && (await proving.port.verify(on)) === "unknown")
    effects.log.warn("Nobody has confirmed what visitors get: set `confirm-url`");
}

interface Problem {
  readonly told: string;
  readonly isFromOutside: boolean;
}

async function misread(port: Maintenance, on: boolean): Promise<Problem | null> {
  const state = await port.state();
  if (state.on !== on) return { told: `it is read back as ${state.on ? "on" : "off"}`, isFromOutside: false };
  if ((await port.verify(on)) !== "not-yet") return null;
  return { told: "it is not in effect", isFromOutside: false };
}

async function misanswered(effects: World, { port, confirmUrl }: Proving, on: boolean): Promise<Problem | null> {
  if (confirmUrl === null) return null;
  const outside = (told: string) => ({ told: `${told} (\`confirm-url\`)`, isFromOutside: true });
  const { status, retryAfter } = await ask(effects, confirmUrl);
  if (!on) return status === 503 ? outside("visitors still get 503") : null;
  if (status !== 503) return outside(`visitors get ${status ?? "no answer"}, not 503`);
  if (retryAfter === null) return outside("visitors get 503 without Retry-After");
  const [path] = port.exempt.filter((one) => !one.endsWith("*"));
  if (path === undefined) return null;
  const exempt = await ask(effects, new URL(path, confirmUrl).href);
  const isServed = exempt.status !== null && exempt.status >= 200 && exempt.status < 300;
  return isServed ? null : outside(`\`${path}\` is exempt and gets ${exempt.status ?? "no answer"}`);
}

async function ask({ fetch }: World, url: string) {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(answerTime) });
    await response.body?.cancel();
    return { status: response.status, retryAfter: response.headers.get("retry-after") };
  } catch {
    return { status: null, retryAfter: null };
  }
}
