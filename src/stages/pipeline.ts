import { nextStage, type StageName } from "../core/chain.ts";
import { AbortedError, InputError } from "../kit/errors.ts";
import { type Chain, shapeOf } from "./chain.ts";
import { withHooks } from "./commands.ts";
import { type Context, openRelease } from "./context.ts";
import { deploySlot } from "./deploy-slot.ts";
import { markGood, stopPrevious } from "./finish.ts";
import { liftMaintenance } from "./maintenance.ts";
import { migrateInMaintenance } from "./migrate-in-maintenance.ts";
import { proveTraffic, refuseServing } from "./prove-traffic.ts";
import { runBackups } from "./run-backups.ts";
import { turnFlagsOff } from "./set-flags.ts";
import { type ShiftResult, shiftTraffic } from "./shift-traffic.ts";
import { type CheckResult, ChecksFailed, smokeTest } from "./smoke-test.ts";

export type PipelineResult =
  | { readonly state: "good"; readonly weight: number }
  /** The open release waits: for its soak to end, or for a person. */
  | Waiting;

export interface Waiting {
  readonly state: "waiting";
  readonly weight: number;
  readonly why: string;
  /** True when only a person can go on: the evidence was neither good nor bad. */
  readonly isHeld: boolean;
}

/** Takes the open release as far as it goes: each stage once, from where the journal says it is. */
export async function runPipeline(context: Context, chain: Chain): Promise<PipelineResult> {
  const shape = shapeOf(chain);
  for (;;) {
    const stage = nextStage(openRelease(context.session), shape);
    context.effects.log.event("stage", { stage });
    // A process that died while it migrated has left it on; from here on visitors are to be served.
    if (stage !== "backup" && stage !== "migrate")
      await liftMaintenance(context, chain.maintenance, "the migrations are applied");
    if (stage === "finish") return finish(context, chain);
    const waiting = await runStage(context, chain, stage);
    if (waiting !== null) return waiting;
  }
}

async function runStage(context: Context, chain: Chain, stage: Exclude<StageName, "finish">): Promise<Waiting | null> {
  if (stage === "backup") await runBackups(context, chain, openRelease(context.session).backups);
  if (stage === "migrate") await runMigrate(context, chain);
  if (stage === "deploy-slot") await runDeploySlot(context, chain);
  if (stage === "smoke-test") await runSmokeTests(context, chain, "idle");
  return stage === "traffic-shift" ? runShifts(context, chain) : null;
}

/** A release that was started by an earlier process may have died since; traffic goes only to one that answers now. */
async function proveSlot(context: Context, { slot: step }: Chain): Promise<void> {
  if (step === null) return;
  const { slot, commit, version } = openRelease(context.session);
  const state = (await step.host.port.slots())[slot];
  if (state.status === "ready" && state.commit === commit) return;
  throw new AbortedError(`slot ${slot} is ${state.status} and does not serve ${version}, so it gets no more traffic`, {
    hint: "Look at its log; deploy again once you know why it ended.",
  });
}

/** Applies what is pending. */
export async function runMigrate(context: Context, { migrate: step, maintenance }: Chain) {
  if (step === null) throw notConfigured("migrate", "tool");
  return withHooks(context, "migrate", step.hooks, (part) => migrateInMaintenance(part, maintenance, step));
}

/** Brings the release up in its slot. */
export async function runDeploySlot(context: Context, chain: Chain) {
  const { slot: step } = chain;
  if (step === null) throw notConfigured("deploy-slot", "host");
  await refuseServing(context, chain);
  return withHooks(context, "deploy-slot", step.hooks, async (part) => {
    await turnFlagsOff(part, chain.shifts);
    return deploySlot(part, step);
  });
}

/** Checks the idle slot, or the public address once the release has the traffic. */
export async function runSmokeTests(context: Context, chain: Chain, target: "idle" | "live") {
  const { open, live } = context.session.state;
  const slot = open?.slot ?? live?.slot ?? "idle";
  const slotUrl = open?.url ?? null;
  const results: CheckResult[] = [];
  for (const step of chain.smoke(slot)) {
    const url = target === "idle" ? slotUrl : step.liveUrl;
    if (url === null && target === "live") continue;
    if (url === null) throw notConfigured("deploy-slot", "host");
    if (url === "") {
      await leaveOut(context, step.item, slot);
      continue;
    }
    const options = { ...step, target, url };
    const check = (part: Context) =>
      smokeTest(asking(part, chain, target), options).catch((error: unknown) => failAfter(results, error));
    results.push(...(await withHooks(context, `smoke-test ${step.item}`, step.hooks, check)));
  }
  return results;
}

/** An idle slot may have an address that only its server reaches. */
function asking(context: Context, { slot }: Chain, target: "idle" | "live"): Context {
  const fetch = target === "idle" ? slot?.host.port.fetch : undefined;
  return fetch === undefined ? context : { ...context, effects: { ...context.effects, fetch } };
}

/** Some hosts cannot be reached before they have traffic; that is said, and the chain goes on. */
async function leaveOut({ session, effects }: Context, item: string, slot: string): Promise<void> {
  const reason = `not checked: slot ${slot} has no address of its own before it has traffic`;
  effects.log.warn(`${item}: ${reason}`);
  await session.write({
    phase: "note",
    deed: "check",
    item,
    after: { target: "idle", passed: true },
    reason,
    evidence: [],
  });
}

/** What has passed before counts too. */
function failAfter(earlier: readonly CheckResult[], error: unknown): never {
  if (!(error instanceof ChecksFailed)) throw error;
  throw new ChecksFailed(error.message, { hint: error.hint, results: [...earlier, ...error.results] });
}

/** Moves the traffic of every router in turn; stops where one has to wait. A first release has nobody to compare with and nobody to be missed: it goes straight to 100. */
export async function runShifts(context: Context, chain: Chain): Promise<Waiting | null> {
  await proveSlot(context, chain);
  await turnFlagsOff(context, chain.shifts);
  const isFirst = openRelease(context.session).previous === null;
  for (const configured of chain.shifts) {
    const step = isFirst ? { ...configured, cohorts: [], steps: [100], to: 100, proving: null } : configured;
    const result = await withHooks(context, `traffic-shift ${step.item}`, step.hooks, (part) =>
      shiftTraffic(part, step),
    );
    const waiting = whyWaiting(context, result);
    if (waiting !== null)
      return { state: "waiting", weight: result.weight, why: waiting, isHeld: result.state === "held" };
  }
  return null;
}

function whyWaiting(context: Context, result: ShiftResult): string | null {
  const { weight } = result;
  if (result.state === "held") return `held at ${weight} %: ${result.reason}`;
  if (result.state === "soaking") {
    return `${weight} % soak until ${new Date(context.effects.now() + result.remaining).toISOString()}`;
  }
  return weight < 100 ? `${weight} % was asked for; \`continue\` goes on` : null;
}

async function finish(context: Context, chain: Chain): Promise<PipelineResult> {
  if (chain.shifts.length > 0) await runSmokeTests(context, chain, "live");
  await proveTraffic(context, chain);
  const release = await markGood(context);
  const { slot: step } = chain;
  if (step?.afterPromote === "stop" && chain.shifts.length > 0) {
    const routers = chain.shifts.map(({ router }) => router.port);
    await stopPrevious(context, release, { host: step.host, routers, drain: step.drain }).catch((error) => {
      context.effects.log.warn(`The previous release still runs: ${context.effects.redact(String(error.message))}`);
    });
  }
  await context.publisher?.good(context.session, release);
  return { state: "good", weight: 100 };
}

function notConfigured(section: string, chooser: string): InputError {
  return new InputError([
    { where: section, what: `is not configured; name \`${chooser}\` in deploy.yml or in \`with:\`` },
  ]);
}
