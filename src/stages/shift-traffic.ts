import { isUnderWay, nextMove, type RampMove, type Steps } from "../core/ramp.ts";
import type { SwitchProof } from "../core/switch-proof.ts";
import type { Limits, Verdict } from "../core/verdict.ts";
import { AbortedError, RefusedError } from "../kit/errors.ts";
import { type Context, openRelease } from "./context.ts";
import { disarm, keepRenewed, refuseFired, renewSwitch } from "./dead-man.ts";
import type { MetricSource } from "./ports/metrics.ts";
import { lostBefore, type SwitchProving, type SwitchWatch, watchSwitch } from "./prove-switch.ts";
import { returnUnlessHeld } from "./return-traffic.ts";
import { keepFlag, promote, type ShiftedRouter, setWeight } from "./set-weight.ts";
import { watchRelease } from "./watch-release.ts";
import { toJson } from "./writer.ts";

export interface ShiftOptions extends ShiftedRouter, Steps {
  readonly metrics: MetricSource;
  /** Milliseconds that each weight is watched. */
  readonly watch: number;
  /** Milliseconds that each weight has to be in effect before the next one. */
  readonly soak: number;
  readonly limits: Limits;
  /** A flag is turned off before the release is started, however it stood. */
  readonly isOffFirst: boolean;
  /** Asks at a constant rate across every switch; null where nobody does. */
  readonly proving: SwitchProving | null;
}

export type ShiftResult =
  /** All the traffic that was asked for is on the new release. */
  | { readonly state: "arrived"; readonly weight: number; readonly verdict: string }
  /** The weight stays until it has soaked; `continue` goes on. */
  | { readonly state: "soaking"; readonly weight: number; readonly remaining: number; readonly verdict: string }
  /** The evidence was neither good nor bad; the weight stays and a person decides. */
  | { readonly state: "held"; readonly weight: number; readonly reason: string; readonly verdict: string };

/** Moves traffic step by step from where the journal says it is; puts it all back when a step fails or the run is cancelled. */
export async function shiftTraffic(context: Context, options: ShiftOptions): Promise<ShiftResult> {
  const { session, effects } = context;
  if (await keepFlag(context, options)) return { state: "arrived", weight: 100, verdict: "pass" };
  await using _observing = await options.metrics.observe?.();
  try {
    const result = await climbGuarded(context, options);
    if (result.state !== "failed") return result;
    // Traffic first: writing the verdict down can take a second where the journal is far away.
    const back = await putBack(context, options, result.judged.reason);
    await writeVerdict(context, options.item, result.weight, result.judged);
    throw failedAt(result.weight, result.judged, back);
  } catch (error) {
    const isOthers = session.signal.reason instanceof RefusedError || error instanceof RefusedError;
    if (isOthers || error instanceof StepFailed) throw error;
    const back = await putBack(context, options, String((error as Error).message));
    effects.log.info(back);
    throw withReturn(error, back);
  }
}

/** The way back is a switch too; where other routers have to go back as well, nobody waits for its proof. */
async function putBack(context: Context, { item, router, proving }: ShiftOptions, why: string): Promise<string> {
  const isLast = !openRelease(context.session).shifts.some((shift) => shift.item !== item && isUnderWay(shift));
  await using probe = watchSwitch(context.effects, isLast ? proving : null);
  const { told } = await returnUnlessHeld(context, item, router, why);
  await probe.finish();
  return told;
}

/** As `climb`; the place puts traffic back by itself where this process is gone for longer than that may last. */
async function climbGuarded(context: Context, options: ShiftOptions): Promise<Climb> {
  using _kept = keepRenewed(context, options);
  const result = await climb(context, options);
  if (result.state === "arrived" && result.weight === 100) await disarm(context, options);
  else if (result.state !== "failed") await renewSwitch(context, options);
  return result;
}

type Climb = ShiftResult | { readonly state: "failed"; readonly weight: number; readonly judged: Judged };

async function climb(context: Context, options: ShiftOptions): Promise<Climb> {
  const { session, effects } = context;
  let verdict = "pass";
  let probe = watchSwitch(effects, null);
  let before: number | null = null;
  try {
    for (;;) {
      session.signal.throwIfAborted();
      await refuseFired(context, options);
      const shift = openRelease(session).shifts.find((known) => known.item === options.item);
      if (shift?.promoted === true) return { state: "arrived", weight: shift.weight, verdict };
      const move = nextMove({ ...options, shift, now: effects.now() });
      if (move.move === "soak") return { state: "soaking", weight: move.weight, remaining: move.remaining, verdict };
      const isStale = move.move === "set" && options.soak > 0 && shift !== undefined && isUnderWay(shift);
      if (move.move === "watch" || isStale) {
        const judged = await watchStep(context, options, probe, before ?? 0);
        const weight = shift?.weight ?? 0;
        verdict = judged.verdict;
        if (verdict === "fail") return { state: "failed", weight, judged };
        await writeVerdict(context, options.item, weight, judged);
        if (verdict === "inconclusive") return { state: "held", weight, reason: judged.reason, verdict };
      }
      if (move.move === "set") {
        before ??= await lostBefore(effects, options.proving);
        probe = watchSwitch(effects, options.proving);
        await setWeight(context, options, asked(move));
      }
      if (move.move === "arrived") {
        await renewSwitch(context, options);
        if (move.weight === 100) await promote(context, options);
        return { state: "arrived", weight: move.weight, verdict };
      }
    }
  } finally {
    await probe[Symbol.asyncDispose]();
  }
}

function asked({ weight, cohorts }: Extract<RampMove, { move: "set" }>) {
  return cohorts === undefined ? { weight } : { weight, cohorts };
}

type Judged = Verdict & {
  readonly proof: SwitchProof | null;
  /** True where the switch has lost requests, whatever the release does. */
  readonly isBlameless: boolean;
};

/** Judges the release at its weight; a switch that has lost too much fails the step whatever the release does. */
async function watchStep(context: Context, options: ShiftOptions, probe: SwitchWatch, before: number): Promise<Judged> {
  const shift = openRelease(context.session).shifts.find(({ item }) => item === options.item);
  const since = new Date(shift?.setAt ?? context.effects.now());
  const judged = await watchRelease(context, { ...options, weight: shift?.weight ?? 0, since });
  // At no weight at all there is no evidence.
  await refuseFired(context, options);
  // A release that has to go is not kept for the sake of evidence.
  if (judged.verdict === "fail") return { ...judged, proof: null, isBlameless: false };
  const proven = await probe.finish(before);
  const proof = proven?.proof ?? null;
  if (proven?.problem === null || proven === null) return { ...judged, proof, isBlameless: false };
  return { ...judged, proof, verdict: "fail", reason: proven.problem, isBlameless: true };
}

async function writeVerdict(
  { session, effects }: Context,
  item: string,
  weight: number,
  judged: Judged,
): Promise<void> {
  const { verdict, reason, requests, errors, proof, isBlameless } = judged;
  const evidence = { requests, errors, ...(proof === null ? {} : { switch: toJson(proof) }) };
  const after = { verdict, weight, ...(isBlameless ? { isBlameless } : {}) };
  await session.write({ phase: "note", deed: "verdict", item, after, reason, evidence });
  effects.log.info(`Verdict at ${weight} %: ${verdict} (${reason})`);
  effects.log.event("verdict", { item, weight, verdict, requests, errors });
}

/** The new release failed a step and its traffic is back already. */
export class StepFailed extends AbortedError {}

function failedAt(weight: number, { reason }: Verdict, back: string): StepFailed {
  return new StepFailed(`the new release failed at ${weight} %: ${reason}; ${decapitalised(back)}`, {
    hint: "Look at the release's own errors in that time.",
  });
}

function withReturn(error: unknown, back: string): unknown {
  if (error instanceof Error) error.message = `${error.message}; ${decapitalised(back)}`;
  return error;
}

function decapitalised(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
