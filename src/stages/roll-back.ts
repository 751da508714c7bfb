import type { GoodRelease } from "../core/journal.ts";
import { leftOn } from "../core/maintenance.ts";
import { decideRollback, type RollbackDecision } from "../core/release.ts";
import type { Slot } from "../core/slots.ts";
import type { DatabasePolicy } from "../core/take-back/way-back.ts";
import { InputError, RefusedError } from "../kit/errors.ts";
import type { Context } from "./context.ts";
import { isFlag } from "./facing.ts";
import { stopSlot } from "./finish.ts";
import { held } from "./held.ts";
import { liftMaintenance, type MaintenanceWays } from "./maintenance.ts";
import { type SwitchProving, watchSwitch } from "./prove-switch.ts";
import { isReady, proveTarget, type Target, takesTraffic } from "./prove-target.ts";
import { type Returned, returnEach, returnTraffic } from "./return-traffic.ts";
import { putBackInMaintenance, staysOn } from "./roll-back-in-maintenance.ts";
import { restoreFlags } from "./set-flags.ts";
import { type DatabaseOutcome, type TakeBackOptions, takeBackDatabase } from "./take-back.ts";

export interface RollBackOptions extends TakeBackOptions, Target {
  readonly reason: string;
  readonly policy: DatabasePolicy;
  /** Milliseconds after the migrations during which the database may go back too; null is without an end. */
  readonly fullUntil: number | null;
  /** Why the host, or a router, that the journal names could not be opened; traffic goes back as far as that is safe without it. */
  readonly hostProblem: InputError | null;
  readonly drain: number;
  /** How maintenance is turned on while the database goes back, and off at the end. */
  readonly maintenance?: MaintenanceWays;
  /** Asks at a constant rate while the traffic goes back; null where nobody does. */
  readonly proving: SwitchProving | null;
}

export interface RollBackResult {
  /** What serves now, or null when there was never a good release. */
  readonly restored: GoodRelease | null;
  readonly database: DatabaseOutcome;
  readonly told: string;
}

/** Puts everything back to the last good release, from journal and reality; safe to repeat, and done when there is nothing to do. */
export async function rollBack(context: Context, options: RollBackOptions): Promise<RollBackResult> {
  const { session, effects } = context;
  const decision = decideRollback(session.state, { ...options, now: effects.now() });
  if (decision.kind === "nothing") {
    const wasOn = await liftMaintenance(context, options.maintenance, options.reason);
    const told = `Nothing to put back: ${decision.why}${wasOn ? "; maintenance is off again" : ""}`;
    return { restored: session.state.live, database: "untouched", told };
  }
  if (decision.kind === "hold")
    throw held(leftOn(session.state) === null ? decision.why : `${decision.why}. ${staysOn}`);
  if (options.hostProblem !== null) throw await withoutHost(context, options, decision, options.hostProblem);
  const { maintenance } = options;
  return putBackInMaintenance(context, maintenance, decision.way.kind, () => putBack(context, options, decision));
}

type PutBack = Extract<RollbackDecision, { kind: "put-back" }>;

async function putBack(context: Context, options: RollBackOptions, decision: PutBack): Promise<RollBackResult> {
  const { session, effects } = context;
  const { release, way } = decision;
  const { previous } = release;
  const { commit, version, slot } = release;
  const why = release.failure ?? options.reason;
  const target = previous === null ? "no earlier good release" : `${previous.version} (${previous.commit.slice(0, 8)})`;
  const asked = { to: previous?.commit ?? null, database: way.kind };
  const intent = { doing: `Roll back ${version} to ${target}: ${why}`, deed: "roll-back" as const, asked, reason: why };
  await using probe = watchSwitch(effects, options.proving);
  // Where the target answers already, traffic goes back before anything is written: a far journal takes seconds.
  const isServing = previous === null || (await isReady(options, previous));
  const isFree = way.kind === "untouched" || (way.kind === "leave" && way.probes.length === 0);
  const ahead = isServing && isFree ? await returnAll(context, options, why).catch((error: Error) => error) : null;
  const { database } = await session.mutate(intent, async () => {
    // A feature may be off whatever the database is; traffic goes only to a release that works on what that is then.
    if (ahead === null)
      await returnFlags(context, options, why).catch((error: Error) => effects.log.warn(error.message));
    const database = await takeBackDatabase(context, release, way, options);
    if (previous !== null && !isServing) await proveTarget(context, options, previous);
    if (ahead instanceof Error) throw ahead;
    const { isConfirmed } = ahead ?? (await returnAll(context, options, why));
    if (isConfirmed) await stopReturned(context, options, slot);
    else effects.log.warn(`Slot ${slot} is left running: it may still get requests. The next deployment stops it`);
    await restoreFlags(context, options.routers);
    const proven = await probe.finish();
    return { commit: previous?.commit ?? null, database, ...(proven === null ? {} : { switch: proven.proof }) };
  });
  if (decision.isBad)
    await session.write({ phase: "note", deed: "mark-bad", release: { commit, version, slot }, reason: why });
  await session.write({
    phase: "done",
    deed: "close",
    reason: why,
    after: { outcome: "rolled-back", to: previous?.commit ?? null, schemaStays: database === "schema-stays" },
  });
  effects.log.event("rolled-back", { from: commit, to: previous?.commit ?? null });
  await context.publisher?.rolledBack(session, { commit, version, slot });
  if (previous === null) throw noGoodRelease(version);
  return {
    restored: previous,
    database,
    told: `${previous.version} (${previous.commit}) serves all traffic; ${version} was taken back`,
  };
}

/** Takes the traffic of every router away from the open release, in the reverse order of the ramps. */
async function returnAll(context: Context, { routers }: RollBackOptions, why: string): Promise<Returned> {
  return returnEach(context, routers, ({ item, router }) => returnTraffic(context, item, router, why));
}

/** What a release has turned on is turned off at once: that needs neither the database nor the previous release. */
async function returnFlags(context: Context, { routers }: RollBackOptions, why: string): Promise<void> {
  const flags = routers.filter(({ router }) => isFlag(router.port));
  await returnEach(context, flags, ({ item, router }) => returnTraffic(context, item, router, why));
}

/** A good release that has traffic already may have all of it; whether another one runs, only its host can tell. */
async function withoutHost(
  context: Context,
  options: RollBackOptions,
  { release, way }: PutBack,
  problem: InputError,
): Promise<InputError> {
  const { previous } = release;
  const isServing = previous !== null && (await servesWithout(options, previous));
  const isFree = way.kind === "untouched" || (way.kind === "leave" && way.probes.length === 0);
  if (!isServing || !isFree) return problem;
  const { told } = await returnAll(context, options, options.reason);
  return new InputError(problem.problems, {
    cause: problem,
    hint: `${told}. The release is still open: set what is missing and run \`rollback\` again.`,
  });
}

async function servesWithout(options: RollBackOptions, previous: GoodRelease): Promise<boolean> {
  return options.host === null ? takesTraffic(options, previous) : isReady(options, previous);
}

async function stopReturned(context: Context, { host, routers, drain }: RollBackOptions, slot: Slot): Promise<void> {
  if (host === null) return;
  await stopSlot(context, slot, { host, routers: routers.map(({ router }) => router.port), drain });
}

function noGoodRelease(version: string): RefusedError {
  return new RefusedError(
    `no-good-release: ${version} was stopped and gets no traffic, and there is no earlier good release`,
    {
      hint: "Deploy a repaired commit.",
    },
  );
}
