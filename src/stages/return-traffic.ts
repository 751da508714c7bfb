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

/** Milliseconds that one router may hold up the next: a flag service that hangs must not keep the slots' traffic away. */
const patience = 2_000;

/**
 * Puts the traffic of all routers back, the last one first. One that fails or hangs does not keep the others from going
 * back; the first failure is thrown when all of them were tried.
 */
export async function returnEach<T>(
  { effects }: Pick<Context, "effects">,
  routers: readonly T[],
  putBack: (router: T) => Promise<Returned>,
): Promise<Returned> {
  const jobs: Promise<Returned | Error>[] = [];
  for (const router of [...routers].reverse()) {
    const job = putBack(router).catch((error: Error) => error);
    jobs.push(job);
    const over = new AbortController();
    await Promise.race([job, effects.sleep(patience, over.signal).catch(() => undefined)]);
    over.abort();
  }
  const all = await Promise.all(jobs);
  const failed = all.find((one) => one instanceof Error);
  const back = all.filter((one): one is Returned => !(one instanceof Error));
  const told = back.map(({ told }) => told).join(". ");
  if (failed === undefined) return { told, isConfirmed: back.every(({ isConfirmed }) => isConfirmed) };
  if (told !== "") failed.message = `${failed.message}. ${told}`;
  throw failed;
}

/** As `returnTraffic`, except where only a person may decide: then the traffic stays, and the sentence says so. */
export async function returnUnlessHeld(
  context: Context,
  item: string,
  router: Opened<Router>,
  why: string,
): Promise<Returned> {
  const release = openRelease(context.session);
  const doubt = whyHold(release);
  if (doubt === null) return returnTraffic(context, item, router, why);
  const told = `All traffic stays on slot ${release.slot}: ${doubt}. Run \`deploy-actions rollback\`, which says what can be chosen`;
  return { told, isConfirmed: false };
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
  const known = shifts.find((shift) => shift.item === item);
  const isOfFlag = isFlag(router.port);
  // What this release has not touched stands as an earlier one has left it.
  if (isOfFlag && (known === undefined || known.kept === true)) {
    return { told: `\`${item}\` stays as it was before this release`, isConfirmed: true };
  }
  const port = facing(router.port, slot);
  const before = await port.read();
  const share = shareOf(before, slot);
  const wasShifted = known !== undefined && isUnderWay(known);
  const words = isOfFlag ? ofFlag(item) : ofTraffic(other(slot));
  if (share > 0) effects.log.info(words.doing);
  // Also where it reads as asked already: a run that died may have left what follows a change undone.
  await port.setWeight(slot, 0);
  const hadGroups = await withdrawGroups(port, slot, known?.found?.cohorts ?? []);
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
  return { told: share > 0 ? words.done : `No traffic was on slot ${slot}`, isConfirmed };
}

const ofTraffic = (home: Slot) => ({
  doing: `Put all traffic back to slot ${home}`,
  done: `All traffic is back on slot ${home}`,
});

/** A flag that is off says nothing of the slot that answers. */
const ofFlag = (item: string) => ({ doing: `Turn ${item} off`, done: `\`${item}\` is off` });

/** Groups get the new release whatever its weight is; those that had it before this release keep it. True where any lose it. */
async function withdrawGroups({ cohorts }: Router, slot: Slot, kept: readonly string[]): Promise<boolean> {
  if (cohorts === undefined) return false;
  const surplus = (names: readonly string[]) => names.filter((name) => !kept.includes(name));
  if (surplus(await cohorts.read()).length === 0) return false;
  await cohorts.write(slot, kept);
  const left = surplus(await cohorts.read());
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
