import type { JournalState } from "../core/journal.ts";
import { closedDuty, mayLift } from "../core/left-on-duty.ts";
import { leftOn } from "../core/maintenance.ts";
import { AbortedError, RefusedError } from "../kit/errors.ts";
import { liftMaintenance } from "../stages/maintenance.ts";
import { holderStillWorks } from "../stages/who-works.ts";
import type { Told } from "./begin.ts";
import { type Deployment, sectionsFor, underLease } from "./deployment.ts";
import { openMaintenanceForRollback } from "./sections/maintenance.ts";
import type { Looked } from "./watched.ts";

interface LeftOn {
  readonly deployment: Deployment;
  readonly state: JournalState;
  readonly looked: Looked;
  readonly told: Told;
}

/**
 * Lets visitors in whom a release that is closed has left outside; throws an AbortedError where it has done so, as a
 * rollback does. False while visitors may be turned away: then the live release proves nothing.
 */
export async function tendLeftOn(left: LeftOn): Promise<boolean> {
  const { deployment, state, looked } = left;
  if (leftOn(state) === null) return true;
  const { effects, common } = deployment.task;
  const { lease } = state;
  const duty = closedDuty(state, {
    holder: lease === null ? "ended" : await holderStillWorks(lease.holder, { effects, github: deployment.github }),
    isPatient: lease !== null && common.wait > lease.length,
  });
  looked.see(duty.why);
  if (duty.kind === "lift") await liftLeftOn(left, duty.why);
  return false;
}

/** Turns maintenance off under the lease, where the state is still the one that was decided about; a red run is how those learn of it whom nobody tells. */
export async function liftLeftOn({ deployment, state, looked, told }: LeftOn, why: string): Promise<void> {
  const { effects } = deployment.task;
  const release = state.open ?? deployment.release;
  const ways = openMaintenanceForRollback(sectionsFor(deployment, release.commit));
  let hasLease = false;
  try {
    await underLease(deployment, null, async (context, session) => {
      hasLease = true;
      const isOther = session.state.open?.id !== state.open?.id || session.state.epoch !== state.epoch + 1;
      if (isOther || !mayLift(session.state)) return looked.see("another run has seen to it in the meantime");
      effects.log.warn(`Let visitors in: ${why}`);
      effects.log.event("duty", { duty: "lift", commit: release.commit });
      try {
        await liftMaintenance(context, ways, why);
        looked.did("maintenance-off");
      } finally {
        told.journal = session.lastEntry;
      }
      throw new AbortedError(`maintenance was turned off: ${why}`, {
        hint: "Look why the run that turned it on did not end it; `watch` goes on from here at its next look.",
      });
    });
  } catch (error) {
    if (hasLease || !(error instanceof RefusedError)) throw error;
    looked.see(`the lease could not be taken: ${error.message}`);
  }
}
