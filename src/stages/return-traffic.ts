import { isUnderWay } from "../core/ramp.ts";
import { whyHold } from "../core/release.ts";
import { other, type Slot, shareOf } from "../core/slots.ts";
import { AbortedError } from "../kit/errors.ts";
import { type Context, type Opened, openRelease } from "./context.ts";
import { disarm } from "./dead-man.ts";
import { facing, isFlag } from "./facing.ts";
import type { Router } from "./ports/router.ts";

export interface Returned {
  /** A sentence for the operator. */
  readonly told: string;
  /** False when the split was read back as asked and whoever follows it could not be asked. */
  readonly isConfirmed: boolean;
}

/** As `returnTraffic`, except where only a person may decide: then the traffic stays, and the sentence says so. */
export async function returnUnlessHeld(
  context: Context,
  item: string,
  router: Opened<Router>,
  why: string,
): Promise<string> {
  const release = openRelease(context.session);
  const doubt = whyHold(release);
  if (doubt === null) return (await returnTraffic(context, item, router, why)).told;
  return `All traffic stays on slot ${release.slot}: ${doubt}. Run \`deploy-actions rollback\`, which says what can be chosen`;
}

/**
 * Takes all traffic away from the open release: first the deed, then the journal, and without the cancel signal,
 * because what is being put back must not be stopped.
 */
export async function returnTraffic(
  context: Context,
  item: string,
  router: Opened<Router>,
  why: string,
): Promise<Returned> {
  const { session, effects } = context;
  const { slot, shifts } = openRelease(session);
  const home = other(slot);
  const known = shifts.find((shift) => shift.item === item);
  // What this release has not touched stands as an earlier one has left it.
  if (isFlag(router.port) && (known === undefined || known.found !== undefined)) {
    return { told: `\`${item}\` stays as it was before this release`, isConfirmed: true };
  }
  const port = facing(router.port, slot);
  const before = await port.read();
  const share = shareOf(before, slot);
  const wasShifted = known !== undefined && isUnderWay(known);
  if (share > 0) effects.log.info(`Put all traffic back to slot ${home}`);
  // Also where it reads as asked already: a run that died may have left what follows a change undone.
  await port.setWeight(slot, 0);
  const hadGroups = await withdrawGroups(port, slot);
  const isConfirmed = await confirmReturned(context, port, slot);
  await disarm(context, { item, router });
  if (share > 0 || wasShifted || hadGroups) {
    effects.log.event("weight", { item, slot, weight: 0 });
    await session.write({
      phase: "done",
      deed: "set-weight",
      item,
      adapter: router.record,
      before: { active: before.active, weight: before.weight },
      asked: { slot, weight: 0 },
      after: { weight: 0 },
      reason: why,
    });
  }
  const told = share > 0 ? `All traffic is back on slot ${home}` : `No traffic was on slot ${slot}`;
  return { told, isConfirmed };
}

/** Groups get the new release whatever its weight is, so they go first home. True where there were any. */
async function withdrawGroups({ cohorts }: Router, slot: Slot): Promise<boolean> {
  if (cohorts === undefined || (await cohorts.read()).length === 0) return false;
  await cohorts.write(slot, []);
  const left = await cohorts.read();
  if (left.length === 0) return true;
  throw new AbortedError(`traffic could not be put back: ${left.join(", ")} still get the new release`, {
    hint: "Set it by hand now, then run `deploy-actions rollback` so that the journal follows.",
  });
}

async function confirmReturned({ effects }: Context, router: Router, slot: Slot): Promise<boolean> {
  // Whoever is active stands first in routers that keep visitors where they are.
  await router.promote(other(slot));
  const share = shareOf(await router.read(), slot);
  const effect = share === 0 ? await router.verify(slot, 0).catch((error: Error) => error) : "not-yet";
  if (effect === "not-yet") {
    throw new AbortedError(`traffic could not be put back: the router still sends ${share} % to slot ${slot}`, {
      hint: "Set it by hand now, then run `deploy-actions rollback` so that the journal follows.",
    });
  }
  // Who cannot be asked may be down altogether; that must not keep a rollback from ending.
  if (!(effect instanceof Error)) return true;
  effects.log.warn(`The split is set back and read back, but could not be confirmed: ${effect.message}`);
  return false;
}
