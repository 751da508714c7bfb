import type { GoodRelease } from "../core/journal.ts";
import { decideRollback, type RollbackDecision } from "../core/release.ts";
import { type Slot, shareOf } from "../core/slots.ts";
import type { DatabasePolicy } from "../core/take-back/way-back.ts";
import { AbortedError, ActionError, InputError, RefusedError } from "../kit/errors.ts";
import type { Context, Opened } from "./context.ts";
import { stopSlot } from "./finish.ts";
import { held } from "./held.ts";
import type { Host } from "./ports/host.ts";
import type { Router } from "./ports/router.ts";
import { type Returned, returnTraffic } from "./return-traffic.ts";
import { type DatabaseOutcome, type TakeBackOptions, takeBackDatabase } from "./take-back.ts";

export interface RollBackOptions extends TakeBackOptions {
  readonly reason: string;
  readonly policy: DatabasePolicy;
  /** Milliseconds after the migrations during which the database may go back too; null is without an end. */
  readonly fullUntil: number | null;
  readonly host: Opened<Host> | null;
  /** Why the host that the journal names could not be opened; traffic goes back as far as that is safe without it. */
  readonly hostProblem: InputError | null;
  /** In the order in which they were shifted; undone in reverse. */
  readonly routers: readonly { readonly item: string; readonly router: Opened<Router> }[];
  readonly readyTimeout: number;
  readonly drain: number;
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
    return { restored: session.state.live, database: "untouched", told: `Nothing to put back: ${decision.why}` };
  }
  if (decision.kind === "hold") throw held(decision.why);
  if (options.hostProblem !== null) throw await withoutHost(context, options, decision, options.hostProblem);
  return putBack(context, options, decision);
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
  // Where the target answers already, traffic goes back before anything is written: a far journal takes seconds.
  const isServing = previous === null || (await isReady(options, previous));
  const isFree = way.kind === "untouched" || (way.kind === "leave" && way.probes.length === 0);
  const ahead = isServing && isFree ? await returnAll(context, options, why).catch((error: Error) => error) : null;
  const { database } = await session.mutate(intent, async () => {
    // Traffic goes only to a release that works on what the database is then.
    const database = await takeBackDatabase(context, release, way, options);
    if (previous !== null && !isServing) await proveTarget(context, options, previous);
    if (ahead instanceof Error) throw ahead;
    const { isConfirmed } = ahead ?? (await returnAll(context, options, why));
    if (isConfirmed) await stopReturned(context, options, slot);
    else effects.log.warn(`Slot ${slot} is left running: it may still get requests. The next deployment stops it`);
    return { commit: previous?.commit ?? null, database };
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

async function isReady({ host }: RollBackOptions, previous: GoodRelease): Promise<boolean> {
  return host === null || (await statusOf(host.port, previous)) === "ready";
}

/** Takes the traffic of every router away from the open release, in the reverse order of the ramps. */
async function returnAll(context: Context, { routers }: RollBackOptions, why: string): Promise<Returned> {
  const all: Returned[] = [];
  for (const { item, router } of [...routers].reverse()) all.push(await returnTraffic(context, item, router, why));
  return { told: all.map(({ told }) => told).join(". "), isConfirmed: all.every(({ isConfirmed }) => isConfirmed) };
}

/** A good release that has traffic already may have all of it; whether another one runs, only its host can tell. */
async function withoutHost(
  context: Context,
  options: RollBackOptions,
  { release }: PutBack,
  problem: InputError,
): Promise<InputError> {
  const { previous } = release;
  const isServing = previous !== null && (await takesTraffic(options, previous));
  if (!isServing) return problem;
  const { told } = await returnAll(context, options, options.reason);
  return new InputError(problem.problems, {
    cause: problem,
    hint: `${told}. The release is still open: set what is missing and run \`rollback\` again.`,
  });
}

async function stopReturned(context: Context, { host, routers, drain }: RollBackOptions, slot: Slot): Promise<void> {
  if (host === null) return;
  await stopSlot(context, slot, { host, routers: routers.map(({ router }) => router.port), drain });
}

/** Traffic goes only to a release that answers as the good commit now; its slot is started again where it was stopped. */
async function proveTarget(context: Context, options: RollBackOptions, previous: GoodRelease): Promise<void> {
  const { session, effects } = context;
  const { host } = options;
  if (host === null) return;
  const release = { commit: previous.commit, version: previous.version };
  const status = await statusOf(host.port, previous);
  if (status === "ready" || (status === "unsure" && (await answersInTime(host.port, previous)))) return;
  const hasTraffic = await takesTraffic(options, previous);
  effects.log.warn(
    `Slot ${previous.slot} does not answer as ${previous.version}${hasTraffic ? " and has traffic" : ""}; it is started again`,
  );
  const asked = { slot: previous.slot, commit: previous.commit };
  const intent = {
    doing: `Start ${previous.version} again in slot ${previous.slot}`,
    deed: "start" as const,
    adapter: host.record,
    asked,
    release: { ...release, slot: previous.slot },
  };
  await session.mutate(intent, async () => {
    await host.port.prepare(previous.slot, release);
    await host.port.start(previous.slot, release);
    const readiness = await host.port.ready(previous.slot, release, options.readyTimeout);
    if (!readiness.ready) throw targetUnwell(previous, readiness);
    return { url: host.port.url(previous.slot), slot: previous.slot };
  });
}

/** How long a release that runs may take to answer, before it counts as one that does not. */
const patience = 10_000;

type Status = "ready" | "gone" | "unsure";

/** `unsure`: it is there and has not answered well just now, or the other slot's trouble hides the answer. */
async function statusOf(host: Host, { slot, commit }: GoodRelease): Promise<Status> {
  try {
    const state = (await host.slots())[slot];
    if (state.status === "empty" || state.status === "stopped" || state.commit !== commit) return "gone";
    return state.status === "ready" ? "ready" : "unsure";
  } catch (error) {
    if (error instanceof ActionError) return "unsure";
    throw error;
  }
}

/** A busy release is slow to answer; ending it while it has the traffic would be the outage. */
async function answersInTime(host: Host, { slot, commit, version }: GoodRelease): Promise<boolean> {
  return (await host.ready(slot, { commit, version }, patience)).ready;
}

async function takesTraffic(options: RollBackOptions, previous: GoodRelease): Promise<boolean> {
  const splits = await Promise.all(options.routers.map(({ router }) => router.port.read()));
  return splits.some((split) => shareOf(split, previous.slot) > 0);
}

function targetUnwell(previous: GoodRelease, { why, lastLines }: { why: string; lastLines: string }): AbortedError {
  return new AbortedError(`${previous.version} cannot be put back, because it does not run: ${why}`, {
    hint: `No traffic was moved. Start it by hand or deploy a repaired commit. Its last log lines:\n${lastLines}`,
  });
}

function noGoodRelease(version: string): RefusedError {
  return new RefusedError(
    `no-good-release: ${version} was stopped and gets no traffic, and there is no earlier good release`,
    {
      hint: "Deploy a repaired commit.",
    },
  );
}
