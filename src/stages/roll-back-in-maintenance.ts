import { leftOn } from "../core/maintenance.ts";
import type { WayBack } from "../core/take-back/way-back.ts";
import { ActionError, CancelledError } from "../kit/errors.ts";
import type { Context } from "./context.ts";
import { enterMaintenance, hasLostLease, liftMaintenance, type MaintenanceWays } from "./maintenance.ts";

/**
 * Puts back in maintenance where the database goes back first, and ends at last what was turned on before: once traffic
 * is where it belongs. A rollback that fails leaves it on, and says so.
 */
export async function putBackInMaintenance<T>(
  context: Context,
  ways: MaintenanceWays | undefined,
  way: WayBack["kind"],
  putBack: () => Promise<T>,
): Promise<T> {
  if (way === "down" || way === "restore") await holdTraffic(context, ways);
  let result: T;
  try {
    result = await putBack();
  } catch (error) {
    await afterFailure(context, ways, error);
    throw error;
  }
  await liftMaintenance(context, ways, "everything is put back");
  return result;
}

/** Whoever writes while the schema goes down gets an error either way: that keeps no rollback from beginning. */
async function holdTraffic(context: Context, ways: MaintenanceWays | undefined): Promise<void> {
  const step = ways?.step ?? null;
  if (step === null || step.during === "never") return;
  try {
    await enterMaintenance(context, step);
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    const isOn = leftOn(context.session.state) !== null;
    const how = isOn ? "in maintenance that nobody has confirmed" : "without maintenance";
    context.effects.log.warn(`The rollback begins ${how}: ${error.message}`);
  }
}

async function afterFailure(context: Context, ways: MaintenanceWays | undefined, error: unknown): Promise<void> {
  const { session } = context;
  if (leftOn(session.state) === null || (await hasLostLease(context))) return;
  // Closed all the same: there was no good release to return to.
  const isOver = session.state.open === null;
  const lifted = isOver ? await liftMaintenance(context, ways, "everything is put back").catch(() => false) : false;
  if (!lifted && error instanceof ActionError) error.message = `${error.message.replace(/\.$/, "")}. ${staysOn}`;
}

/** What is added to whatever keeps a rollback from its end. */
export const staysOn = "Maintenance stays on; the next `rollback` that comes to its end turns it off";
