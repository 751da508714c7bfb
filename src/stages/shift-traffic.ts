import { nextMove } from "../core/ramp.ts";
import { shareOf } from "../core/slots.ts";
import type { Limits, Verdict } from "../core/verdict.ts";
import { AbortedError, RefusedError } from "../kit/errors.ts";
import { type Context, type Opened, openRelease } from "./context.ts";
import type { MetricSource } from "./ports/metrics.ts";
import type { Router } from "./ports/router.ts";
import { returnUnlessHeld } from "./return-traffic.ts";
import { watchRelease } from "./watch-release.ts";

export interface ShiftOptions {
  readonly item: string;
  readonly router: Opened<Router>;
  readonly metrics: MetricSource;
  readonly steps: readonly number[];
  /** Go no further than this weight. */
  readonly to: number;
  /** Milliseconds that each weight is watched. */
  readonly watch: number;
  /** Milliseconds that each weight has to be in effect before the next one. */
  readonly soak: number;
  readonly limits: Limits;
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
  await using _observing = await options.metrics.observe?.();
  try {
    const result = await climb(context, options);
    if (result.state !== "failed") return result;
    // Traffic first: writing the verdict down can take a second where the journal is far away.
    const back = await returnUnlessHeld(context, options.item, options.router, result.judged.reason);
    await writeVerdict(context, options.item, result.weight, result.judged);
    throw failedAt(result.weight, result.judged, back);
  } catch (error) {
    const isOthers = session.signal.reason instanceof RefusedError || error instanceof RefusedError;
    if (isOthers || error instanceof StepFailed) throw error;
    const back = await returnUnlessHeld(context, options.item, options.router, String((error as Error).message));
    effects.log.info(back);
    throw withReturn(error, back);
  }
}

type Climb = ShiftResult | { readonly state: "failed"; readonly weight: number; readonly judged: Verdict };

async function climb(context: Context, options: ShiftOptions): Promise<Climb> {
  const { session, effects } = context;
  let verdict = "pass";
  for (;;) {
    session.signal.throwIfAborted();
    const shift = openRelease(session).shifts.find((known) => known.item === options.item);
    const { steps, to, soak } = options;
    const move = nextMove({ steps, to, soak, shift, now: effects.now() });
    if (move.move === "soak") return { state: "soaking", weight: move.weight, remaining: move.remaining, verdict };
    if (move.move === "watch" || (move.move === "set" && soak > 0 && shift !== undefined && shift.weight > 0)) {
      const weight = shift?.weight ?? 0;
      const judged = await watchRelease(context, {
        ...options,
        weight,
        since: new Date(shift?.setAt ?? effects.now()),
      });
      verdict = judged.verdict;
      if (verdict === "fail") return { state: "failed", weight, judged };
      await writeVerdict(context, options.item, weight, judged);
      if (verdict === "inconclusive") return { state: "held", weight, reason: judged.reason, verdict };
    }
    if (move.move === "set") await setWeight(context, options, move.weight);
    if (move.move === "arrived") {
      if (move.weight === 100 && shift?.promoted !== true) await promote(context, options);
      return { state: "arrived", weight: move.weight, verdict };
    }
  }
}

async function writeVerdict(
  { session, effects }: Context,
  item: string,
  weight: number,
  judged: Verdict,
): Promise<void> {
  const { verdict, reason, requests, errors } = judged;
  const after = { verdict, weight };
  await session.write({ phase: "note", deed: "verdict", item, after, reason, evidence: { requests, errors } });
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

async function setWeight(context: Context, { item, router, to }: ShiftOptions, weight: number): Promise<void> {
  const { session, effects } = context;
  const { slot, shifts } = openRelease(session);
  const split = await router.port.read();
  const told = shifts.find((shift) => shift.item === item)?.weight ?? 0;
  const share = shareOf(split, slot);
  if (share !== told && share !== weight) {
    throw new RefusedError(
      `the router sends ${share} % to slot ${slot}, but the journal says ${told} %: somebody else has changed it`,
      {
        hint: "Find out who. `deploy-actions rollback` puts all traffic back to the last good release.",
      },
    );
  }
  const intent = {
    doing: `Send ${weight} % of the traffic to slot ${slot}`,
    deed: "set-weight" as const,
    item,
    adapter: router.record,
    before: { active: split.active, weight: split.weight },
    asked: { slot, weight, to },
    undo: { deed: "set-weight", to: slot, weight: told },
  };
  await session.mutate(intent, async () => {
    if (share !== weight) await router.port.setWeight(slot, weight);
    const found = shareOf(await router.port.read(), slot);
    const effect = found === weight ? await router.port.verify(slot, weight) : "not-yet";
    if (effect === "not-yet") throw notInEffect(weight, found);
    return { weight: found, effect };
  });
  effects.log.event("weight", { item, slot, weight });
}

async function promote(context: Context, { item, router }: ShiftOptions): Promise<void> {
  const { session } = context;
  const { slot } = openRelease(session);
  const intent = {
    doing: `Make slot ${slot} the active one`,
    deed: "promote" as const,
    item,
    adapter: router.record,
    asked: { slot },
    undo: { deed: "set-weight", to: slot, weight: 0 },
  };
  await session.mutate(intent, async () => {
    await router.port.promote(slot);
    const { active, weight } = await router.port.read();
    if (active !== slot || weight !== 0) throw notInEffect(100, shareOf({ active, weight }, slot));
    return { active, weight };
  });
}

function notInEffect(asked: number, found: number): AbortedError {
  return new AbortedError(
    `the router was asked for ${asked} % and says ${found} %, or the traffic does not follow it yet`,
    {
      hint: "Look at the router: does it read the place that was written to?",
    },
  );
}

function withReturn(error: unknown, back: string): unknown {
  if (error instanceof Error) error.message = `${error.message}; ${decapitalised(back)}`;
  return error;
}

function decapitalised(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
