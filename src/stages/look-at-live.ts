import type { GoodRelease } from "../core/journal.ts";
import type { Verdict } from "../core/verdict.ts";
import type { Age } from "../core/watching.ts";
import type { Effects } from "../kit/effects.ts";
import type { ShiftStep, SmokeTestStep } from "./chain.ts";
import type { Hooks } from "./context.ts";
import type { Session } from "./session.ts";
import { runChecks } from "./smoke-test.ts";
import { watchTraffic } from "./watch-release.ts";
import { toJson } from "./writer.ts";

/** What is looked at. */
export interface LiveOptions {
  readonly release: GoodRelease;
  readonly smoke: readonly SmokeTestStep[];
  readonly shifts: readonly ShiftStep[];
  /** Since when its traffic was not judged; only sources that keep history look back. */
  readonly since: Date;
  /** Runs the user's commands around checks, where there is a lease to run them under. */
  readonly around: (section: string, hooks: Hooks, checks: () => Promise<void>) => Promise<void>;
}

/** What a look at the live release has shown. */
export interface LiveLook {
  /** Inconclusive where nothing is wrong and the traffic proves nothing: that is no answer, and is asked for again. */
  readonly verdict: Verdict["verdict"];
  /** One line for each thing that was looked at, for the operator. */
  readonly told: readonly string[];
  /** What is wrong; empty where nothing is. */
  readonly failures: readonly string[];
}

/** True where there is a public address to check or traffic to judge. */
export function canLook({ smoke, shifts }: Pick<LiveOptions, "smoke" | "shifts">): boolean {
  return shifts.length > 0 || smoke.some(({ liveUrl }) => liveUrl !== null);
}

/** Checks the live release at its public address and judges its traffic. Writes nothing and moves nothing. */
export async function lookAtLive(effects: Effects, options: LiveOptions): Promise<LiveLook> {
  const told: string[] = [];
  const failures: string[] = [];
  let isKnown = true;
  for (const step of options.smoke) {
    const { item, liveUrl } = step;
    if (liveUrl === null) continue;
    await options.around(`smoke-test ${item}`, step.hooks, async () => {
      const results = await runChecks(effects, effects.signal, { ...step, url: liveUrl });
      const failed = results.filter(({ failure }) => failure !== null);
      told.push(`smoke test \`${item}\`: ${results.length - failed.length} of ${results.length} checks passed`);
      failures.push(...failed.map(({ name, failure }) => `${item}, ${name}: ${failure}`));
    });
  }
  for (const step of options.shifts) {
    const { verdict, reason } = await judgeTraffic(effects, step, options);
    told.push(`traffic \`${step.item}\`: ${verdict} (${reason})`);
    if (verdict === "inconclusive") isKnown = false;
    if (verdict === "fail") failures.push(`traffic ${step.item}: ${reason}`);
  }
  effects.signal.throwIfAborted();
  return { verdict: failures.length > 0 ? "fail" : isKnown ? "pass" : "inconclusive", told, failures };
}

async function judgeTraffic(effects: Effects, step: ShiftStep, { release, since }: LiveOptions) {
  const { metrics, limits } = step;
  await using _observing = await metrics.observe?.();
  const watched = { slot: release.slot, commit: release.commit, signal: effects.signal };
  // A source that keeps history has seen it all already.
  const watch = metrics.observe === undefined ? 0 : step.watch;
  // Awaited here, or the source would stop observing before the watch begins.
  return await watchTraffic(effects, watched, { metrics, limits, watch, weight: 100, since });
}

/** Writes down what was seen, once for every age that it stands for; false where the release is not the live one any more. */
export async function writeLook(
  session: Session,
  release: GoodRelease,
  ages: readonly Age[],
  { verdict, told, failures }: LiveLook,
): Promise<boolean> {
  const { live } = session.state;
  if (live?.commit !== release.commit || live.at !== release.at) return false;
  const { commit, version, slot } = release;
  const passed = verdict === "pass";
  for (const { name } of ages) {
    await session.write({
      phase: "done",
      deed: "watch",
      release: { commit, version, slot },
      after: { age: name, passed },
      reason: passed ? null : failures.join("; "),
      evidence: toJson(told),
    });
  }
  return true;
}
