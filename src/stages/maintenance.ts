import type { AdapterRecord } from "../core/journal.ts";
import { leftOn } from "../core/maintenance.ts";
import { whyStay } from "../core/maintenance-end.ts";
import { AbortedError, ActionError, CancelledError, InputError, RefusedError } from "../kit/errors.ts";
import { proveMaintenance } from "./confirm-maintenance.ts";
import type { Context, Opened } from "./context.ts";
import type { Maintenance } from "./ports/maintenance.ts";

/** How the section says that maintenance is used. */
export interface MaintenanceStep {
  readonly mode: Opened<Maintenance>;
  /** `unsafe`: while migrations that are not SAFE are applied, or taken down. */
  readonly during: "never" | "migrate" | "unsafe";
  /** Seconds. */
  readonly retryAfter: number;
  /** What is asked from outside whether it is in effect; null where nobody is. */
  readonly confirmUrl: string | null;
}

/** What may be turned on, and how that is turned off which the journal says is on. */
export interface MaintenanceWays {
  /** Null where none is configured. */
  readonly step: MaintenanceStep | null;
  /** Throws an InputError where what was recorded can no longer be opened. */
  reopen(record: AdapterRecord): Opened<Maintenance>;
}

/**
 * Turns maintenance on: written down before, read back and confirmed after. What cannot be confirmed is turned off again,
 * unless it was on before. What somebody else has turned on stays theirs. True where it is on by this journal.
 */
export async function enterMaintenance(context: Context, step: MaintenanceStep, isManual = false): Promise<boolean> {
  const { session, effects } = context;
  const { port, record } = step.mode;
  const { on } = await port.state();
  if (on && !isManual && leftOn(session.state) === null) {
    effects.log.warn("Maintenance is on already, and not by this release: it is left as it is");
    return false;
  }
  const intent = {
    doing: `Turn maintenance on (503, Retry-After: ${step.retryAfter})`,
    deed: "maintenance-on" as const,
    adapter: record,
    before: { on },
    asked: { retryAfter: step.retryAfter, isManual },
    undo: { deed: "maintenance-off" },
  };
  try {
    await session.mutate(intent, async () => {
      await port.enter(step.retryAfter);
      await proveMaintenance(effects, { port, confirmUrl: step.confirmUrl }, true);
      return { on: true };
    });
    return true;
  } catch (error) {
    await afterEntering(context, { mode: step.mode, wasOn: on }, error);
    throw error;
  }
}

/** What keeps visitors out already may have a reason that is older than this run. */
async function afterEntering(
  context: Context,
  { mode, wasOn }: { readonly mode: Opened<Maintenance>; readonly wasOn: boolean },
  error: unknown,
): Promise<void> {
  if (await hasLostLease(context)) return;
  if (wasOn) return told(error, "It was on before this already");
  await leaveMaintenance(context, { mode, confirmUrl: null, why: "it could not be turned on" }).catch(
    (second: unknown) => told(error, `Maintenance may be on: ${messageOf(second)}`),
  );
}

/**
 * Whoever has lost the lease decides nothing any more: the journal tells the next one. That is asked of the journal: what
 * is on may be the next one's before the heartbeat has noticed. Where it cannot be reached, the lease is still held.
 */
export async function hasLostLease({ session }: Context): Promise<boolean> {
  if (session.signal.reason instanceof RefusedError) return true;
  try {
    await session.write({ phase: "note", deed: "renew" });
    return false;
  } catch (error) {
    return error instanceof RefusedError;
  }
}

interface Leaving {
  readonly mode: Opened<Maintenance>;
  readonly confirmUrl: string | null;
  readonly why: string | null;
}

/** Turns it off: first the deed, then the journal, as everything that puts back. */
export async function leaveMaintenance(
  { effects, session }: Context,
  { mode, confirmUrl, why }: Leaving,
): Promise<void> {
  const { port, record } = mode;
  effects.log.info("Turn maintenance off");
  await port.leave();
  await proveMaintenance(effects, { port, confirmUrl }, false);
  effects.log.event("maintenance", { on: false });
  await session.write({
    phase: "done",
    deed: "maintenance-off",
    adapter: record,
    before: { on: true },
    after: { on: false },
    reason: why,
  });
}

/** Turns off what a release, or one that died before it, has turned on; false where there is nothing to turn off. */
export async function liftMaintenance(
  context: Context,
  ways: MaintenanceWays | undefined,
  why: string,
): Promise<boolean> {
  const record = leftOn(context.session.state);
  if (record === null) return false;
  if (ways === undefined) throw new Error("maintenance is on, and nobody has said how it is turned off");
  try {
    const mode = ways.reopen(record.adapter);
    await leaveMaintenance(context, { mode, confirmUrl: ways.step?.confirmUrl ?? null, why });
    return true;
  } catch (error) {
    throw stillOn(error);
  }
}

/** Whatever it was, visitors are turned away: an input that is missing has not left everything untouched. */
function stillOn(error: unknown): unknown {
  if (!(error instanceof ActionError) || error instanceof CancelledError || error instanceof RefusedError) return error;
  const what =
    error instanceof InputError ? error.problems.map((one) => `${one.where} ${one.what}`).join("; ") : error.message;
  return new AbortedError(`maintenance is still on: ${what}`, {
    cause: error,
    hint: `${error.hint === undefined ? "" : `${error.hint} `}\`deploy-actions rollback\` or \`maintenance off\` tries again.`,
  });
}

/**
 * Does work that may `begin` maintenance, and ends it whatever becomes of the work; except where the database is left in
 * a state that the live release may not work on: then it stays, the failure says so, and the rollback ends it.
 */
export async function withMaintenance<T>(
  context: Context,
  ways: MaintenanceWays | undefined,
  work: (begin: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const step = ways?.step ?? null;
  let result: T;
  try {
    result = await work(async () => {
      if (step !== null) await enterMaintenance(context, step);
    });
  } catch (error) {
    await afterFailure(context, ways, error);
    throw error;
  }
  await liftMaintenance(context, ways, "the work is done");
  return result;
}

async function afterFailure(context: Context, ways: MaintenanceWays | undefined, error: unknown): Promise<void> {
  const { session, effects } = context;
  if (leftOn(session.state) === null || (await hasLostLease(context))) return;
  const { open } = session.state;
  const doubt = open === null ? null : whyStay(open);
  if (doubt !== null) {
    effects.log.warn(`Maintenance stays on: ${doubt}`);
    told(error, `Maintenance stays on until the rollback has ended: ${doubt}`);
    return;
  }
  try {
    await liftMaintenance(context, ways, "the work has failed, and the live release works on what is there");
  } catch (second) {
    told(error, messageOf(second).replace(/^maintenance/, "Maintenance"));
  }
}

/** Adds to what has failed first; a failure on the way back must not hide it. */
function told(error: unknown, what: string): void {
  if (error instanceof ActionError) error.message = `${error.message.replace(/\.$/, "")}. ${what}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
