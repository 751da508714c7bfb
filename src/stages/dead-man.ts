import type { OpenRelease, Shift } from "../core/journal.ts";
import { whyHold } from "../core/release.ts";
import { shareOf } from "../core/slots.ts";
import type { Effects } from "../kit/effects.ts";
import { RefusedError } from "../kit/errors.ts";
import { type Context, type Opened, openRelease } from "./context.ts";
import { facing, isFlag } from "./facing.ts";
import type { DeadMan, DeadManOrder, Router, Split } from "./ports/router.ts";

/** A router of the chain with the dead man's switch that it was asked to have; null or absent where it was not. */
export interface Watched {
  readonly item: string;
  readonly router: Opened<Router>;
  readonly deadMan?: DeadManOrder | null;
}

/**
 * Before a weight is raised: the target gets a deadline by which it restores the split without the new release. Answers with
 * the deadline; null where nobody has asked for one, or traffic could not go back without a person.
 */
export async function armBefore(context: Context, watched: Watched, split: Split, weight: number) {
  const { session, effects } = context;
  const { item, router, deadMan: order } = watched;
  const port = router.port.deadMan;
  if (port === undefined || !order) return null;
  const release = openRelease(session);
  const doubt = whyNot(release, watched, weight);
  if (doubt !== null) {
    await inTurn(port, () => port.disarm());
    effects.log.warn(`\`${item}\` has no dead man's switch at ${weight} %: ${doubt}`);
    return null;
  }
  const isHome = shareOf(split, release.slot) === 0;
  const armed = await inTurn(port, () => (isHome ? port.arm(split.raw, order) : port.renew(order)));
  if (armed === null) {
    effects.log.warn(
      `\`${item}\` has no dead man's switch: how its traffic went before the ramp is not known any more`,
    );
    return null;
  }
  effects.log.info(`Unless it is renewed, ${item} puts its traffic back by itself at ${armed.until}`);
  return armed.until;
}

/** Why nobody may put this weight back without a look, or null: what a person has to decide, no timer may. */
function whyNot(release: OpenRelease, { item, router }: Watched, weight: number): string | null {
  if (release.previous === null && !isFlag(router.port)) return "there is no earlier release that could have it";
  const raised: Shift = { item, weight, highest: weight, setAt: release.openedAt, passedAt: null, promoted: false };
  return whyHold({ ...release, shifts: [...release.shifts, raised] });
}

/** Gives a router that is armed a new deadline; what stands in the way is only told, but a switch that has fired is a RefusedError. */
export async function renewSwitch({ session, effects }: Context, watched: Watched): Promise<void> {
  await renewIn(openRelease(session), effects, watched);
}

async function renewIn(release: OpenRelease, effects: Effects, { item, router, deadMan: order }: Watched) {
  const port = router.port.deadMan;
  const shift = release.shifts.find((known) => known.item === item);
  if (port === undefined || !order || shift?.deadMan === undefined || shift.promoted) return;
  try {
    const renewed = await inTurn(port, () => port.renew(order));
    if (renewed === null) effects.log.warn(`The dead man's switch of \`${item}\` is gone: nothing was left to renew`);
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    effects.log.warn(`The dead man's switch of \`${item}\` was not renewed: ${(error as Error).message}`);
  }
}

/** For somebody who comes by while weights soak or wait for a person: all that are armed get a new deadline. Answers with what has fired. */
export async function renewAll(effects: Effects, release: OpenRelease, all: readonly Watched[]) {
  const told: string[] = [];
  for (const watched of all) {
    await renewIn(release, effects, watched).catch((error: Error) => void told.push(error.message));
  }
  return told;
}

/** Renews at a third of the span until disposed; that does not wait for a renewal under way. */
export function keepRenewed(context: Context, watched: Watched): Disposable {
  const { effects } = context;
  const { deadMan: order, router } = watched;
  const ends = new AbortController();
  const keep = async (within: number) => {
    while (!ends.signal.aborted) {
      await effects.sleep(within / 3, ends.signal).catch(() => undefined);
      if (ends.signal.aborted) return;
      await renewSwitch(context, watched).catch((error: Error) => effects.log.warn(error.message));
    }
  };
  if (order && router.port.deadMan !== undefined) void keep(order.within);
  return { [Symbol.dispose]: () => ends.abort() };
}

/** Throws where the target has put the traffic back by itself since the journal was written. */
export async function refuseFired({ session }: Context, { item, router }: Watched): Promise<void> {
  const { slot, shifts } = openRelease(session);
  const shift = shifts.find((known) => known.item === item);
  const port = router.port.deadMan;
  if (port === undefined || shift?.deadMan === undefined || shift.promoted || shift.weight === 0) return;
  const state = await port.state();
  if (state === null || state.firedAt === null) return;
  const share = shareOf(await facing(router.port, slot).read(), slot);
  throw new RefusedError(
    `the dead man's switch of \`${item}\` has put its traffic back at ${state.firedAt}, because nobody had renewed it: the journal says ${shift.weight} %, and slot ${slot} gets ${share} %`,
    {
      hint: "`deploy-actions rollback` takes the release back. Find out why the run that watched over it ended.",
    },
  );
}

/** Once all the traffic may stay where it is; a switch that cannot be reached is told, in the journal too. */
export async function disarm({ session, effects }: Context, { item, router }: Watched): Promise<void> {
  const port = router.port.deadMan;
  const shift = openRelease(session).shifts.find((known) => known.item === item);
  if (port === undefined || shift?.deadMan === undefined) return;
  try {
    await inTurn(port, () => port.disarm());
  } catch (error) {
    const reason = `the dead man's switch of ${item} could not be disarmed: ${(error as Error).message}`;
    effects.log.warn(`${reason}. Disarm it by hand before ${shift.deadMan}, or soon after: it moves traffic then`);
    await session.write({ phase: "note", deed: "set-weight", item, asked: { deadMan: null }, reason });
  }
}

const turns = new WeakMap<DeadMan, Promise<unknown>>();

/** One after the other for each switch: a renewal that is under way must not bring back what is disarmed. */
function inTurn<T>(port: DeadMan, job: () => Promise<T>): Promise<T> {
  const run = (turns.get(port) ?? Promise.resolve()).then(job, job);
  turns.set(
    port,
    run.catch(() => undefined),
  );
  return run;
}
