import type { JournalState, OpenRelease } from "../core/journal.ts";
import { isUnderWay } from "../core/ramp.ts";
import { deadlineTold } from "../core/take-back/deadline.ts";
import { type Duty, doubtIn, openDuty, type Ramp, type WatchFacts } from "../core/watching.ts";
import { AbortedError, InputError, RefusedError } from "../kit/errors.ts";
import type { Context } from "../stages/context.ts";
import { renewAll } from "../stages/dead-man.ts";
import { rollBack } from "../stages/roll-back.ts";
import { holderStillWorks, openerStillWorks } from "../stages/who-works.ts";
import type { Told } from "./begin.ts";
import { carryOn } from "./deploy.ts";
import { type Deployment, openChain, sectionsFor, underLease } from "./deployment.ts";
import { risingTimeObstacles } from "./release-times.ts";
import type { SectionContext } from "./sections/context.ts";
import { fullUntilOf, openRollback, rollbackSection } from "./sections/rollback.ts";
import { openShifts, trafficShiftSection } from "./sections/traffic-shift.ts";
import { liftLeftOn, tendLeftOn } from "./watch-left-on.ts";
import type { Looked } from "./watched.ts";

/** How many entries are looked back over: more than any one release writes in a day. */
const reach = 1000;

/**
 * Does for the open release what `openDuty` says; throws as `continue` does where it had to be taken back. True where
 * the live release may be looked at without getting into anybody's way.
 */
export async function tendOpen(
  deployment: Deployment,
  state: JournalState,
  looked: Looked,
  told: Told,
): Promise<boolean> {
  const { open } = state;
  if (open === null) return tendLeftOn({ deployment, state, looked, told });
  const sections = sectionsFor(deployment, open.commit);
  const duty = openDuty(state, await factsOf(deployment, sections, state, open));
  looked.see(`${open.version} is open since ${open.openedAt}: ${duty.why}`);
  const deadline = deadlineTold(open.migration, fullUntilOf(sections), deployment.task.effects.now());
  if (deadline !== null) looked.see(deadline);
  told.weight = String(Math.max(0, ...open.shifts.map(({ weight }) => weight)));
  // Somebody still comes by: weights that soak or wait for a person stay.
  if (["rest", "held", "lift"].includes(duty.kind)) await renewWhileWaiting(sections, open, looked);
  if (duty.kind === "rest" || duty.kind === "forgotten") return duty.kind === "forgotten";
  if (duty.kind === "held") {
    if (await looked.tell(deployment, sections, "held")) looked.did("held");
    return false;
  }
  if (duty.kind === "lift") {
    await liftLeftOn({ deployment, state, looked, told }, duty.why);
    return false;
  }
  try {
    await actUnderLease({ deployment, sections, state, open, looked, told }, duty);
  } catch (error) {
    const isHeld = error instanceof RefusedError;
    if (looked.hasDone) await looked.tell(deployment, sections, isHeld ? "held" : null);
    throw error;
  }
  if (looked.hasDone) await looked.tell(deployment, sections, null);
  return (await deployment.journal.head()).state.open === null;
}

async function renewWhileWaiting(sections: SectionContext, open: OpenRelease, looked: Looked): Promise<void> {
  if (!open.shifts.some(({ deadMan, promoted }) => deadMan !== undefined && !promoted)) return;
  try {
    for (const line of await renewAll(sections.effects, open, openShifts(sections))) looked.see(line);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    looked.see(`the dead man's switch was not renewed: ${error.message}`);
  }
}

interface Tending {
  readonly deployment: Deployment;
  readonly sections: SectionContext;
  readonly state: JournalState;
  readonly open: OpenRelease;
  readonly looked: Looked;
  readonly told: Told;
}

async function actUnderLease(tending: Tending, duty: Extract<Duty, { kind: "roll-back" | "carry-on" }>): Promise<void> {
  const { deployment, sections, state, open, looked, told } = tending;
  const { effects } = deployment.task;
  let hasLease = false;
  try {
    await underLease(deployment, null, async (context, session) => {
      hasLease = true;
      // What was decided was decided about this state: whoever has worked in between may have done it all.
      const isOther = session.state.open?.id !== open.id || session.state.epoch !== state.epoch + 1;
      if (isOther || (await hasStepped(deployment, state))) {
        return looked.see(`another run has taken up ${open.version} in the meantime`);
      }
      effects.log.warn(`Take up ${open.version}: ${duty.why}`);
      effects.log.event("duty", { duty: duty.kind, commit: open.commit });
      looked.did(duty.kind === "roll-back" ? "rollback" : "continue");
      if (duty.kind === "roll-back") return takeBack(tending, context, duty.why);
      const chain = openChain(sections);
      const shifts = chain.shifts.map((step) => ({ ...step, to: Math.min(step.to, mostOf(duty, open, step.item)) }));
      await carryOn({ deployment, sections, chain: { ...chain, shifts }, context, session }, told);
    });
  } catch (error) {
    if (hasLease || !(error instanceof RefusedError)) throw error;
    looked.see(`the lease could not be taken: ${error.message}`);
  }
}

/** In a freeze every router stays where it is; otherwise it goes as far as was allowed. */
function mostOf(
  { ceiling, isFrozen }: Extract<Duty, { kind: "carry-on" }>,
  { shifts }: OpenRelease,
  item: string,
): number {
  return isFrozen === true ? (shifts.find((shift) => shift.item === item)?.weight ?? 0) : ceiling;
}

/** Whether whoever held the lease has given it back: its step came to an end while it was waited for. */
async function hasStepped({ journal }: Deployment, { lease, epoch }: JournalState): Promise<boolean> {
  if (lease === null) return false;
  return (await journal.entries(reach)).some((entry) => entry.deed === "release-lease" && entry.epoch === epoch);
}

/** A red run is how those learn of it whom nobody tells. */
async function takeBack({ sections, open, told }: Tending, context: Context, why: string): Promise<never> {
  const { session } = context;
  try {
    const result = await rollBack(context, { ...openRollback(sections, session.state), reason: why });
    told.weight = "0";
    throw new AbortedError(`${open.version} was taken back: ${why.replace(/\.$/, "")}. ${result.told}`);
  } finally {
    told.journal = session.lastEntry;
  }
}

async function factsOf(
  { task, github, journal }: Deployment,
  sections: SectionContext,
  { lease }: JournalState,
  open: OpenRelease,
): Promise<WatchFacts> {
  const { effects, common } = task;
  const place = { effects, github };
  const hasTraffic = open.shifts.some(isUnderWay);
  const closed = hasTraffic ? await risingTimeObstacles(sections, common["override-freeze"] ?? open.overridden) : [];
  return {
    now: effects.now(),
    holder: lease === null ? "ended" : await holderStillWorks(lease.holder, place),
    opener: await openerStillWorks(open.openedBy, place),
    isPatient: lease !== null && common.wait > lease.length,
    ramps: rampsOf(sections),
    policy: sections.settings.items(rollbackSection)[0]?.values.database ?? "auto",
    fullUntil: fullUntilOf(sections),
    doubt: hasTraffic ? doubtIn(await journal.entries(reach)) : null,
    frozen: closed.length === 0 ? null : closed.map(({ what }) => what).join("; "),
  };
}

/** Null where the section cannot be read: a rollback does not need it. */
function rampsOf({ settings }: SectionContext): readonly Ramp[] | null {
  if (!settings.has("traffic-shift")) return [];
  try {
    return settings
      .items(trafficShiftSection)
      .map(({ name, values: { steps, to, soak } }) => ({ item: name, ...steps, to, soak }));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return null;
  }
}
