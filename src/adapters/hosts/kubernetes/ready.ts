import type { Readiness, ReleaseName } from "../../../stages/ports/host.ts";
import { describe } from "../process/health.ts";
import { lastLines } from "./logs.ts";
import { askIdentity, type Held, type Sight, sightOf, wantedReplicas } from "./look.ts";
import { find, kubectlOf, ofKind, type Place, parseFound } from "./place.ts";
import { isReady } from "./pod-trouble.ts";
import { runOf, writeRun } from "./run.ts";
import { stop } from "./stop.ts";
import { rolloutVerdict, type Seen, type Verdict } from "./verdict.ts";

const pause = 400;
const graceForTheDead = 2000;

/** Watches the rollout until every pod of the release is ready and it answers as that commit, or will never be, or the time is up. */
export async function ready(
  place: Place,
  release: ReleaseName,
  within: number,
  signal?: AbortSignal,
): Promise<Readiness> {
  signal?.throwIfAborted();
  const { monotonic, sleep } = place.effects;
  const begin = monotonic();
  let stuckSince: number | null = null;
  for (;;) {
    const { seen, sight } = await watch(place, signal);
    const problem = problemOf(sight, release);
    if (problem !== null) return notReady(place, problem, "");
    const verdict = await judge(place, seen, sight.held as Held, signal);
    if (verdict.kind === "ready") {
      await noteReady(place, sight);
      return { ready: true, took: Math.round(monotonic() - begin) };
    }
    stuckSince = verdict.isStuck === true ? (stuckSince ?? monotonic()) : null;
    const isStuck = stuckSince !== null && monotonic() - stuckSince > place.unschedulable;
    if (verdict.kind === "failed" || isStuck) return failed(place, verdict, seen, sight);
    if (monotonic() - begin + pause >= within) return late(place, seen, verdict, within);
    await sleep(pause, signal);
  }
}

type Unready = Exclude<Verdict, { kind: "ready" }>;

async function watch(place: Place, signal: AbortSignal | undefined) {
  const objects = await find(place, "deployments.apps,replicasets.apps,pods", { signal });
  const sight = sightOf(place, objects);
  const { deployments, pods } = sight;
  return { sight, seen: { deployments, pods, replicaSets: ofKind(objects, "ReplicaSet"), events: [] } };
}

function problemOf({ held, deployments }: Sight, release: ReleaseName): string | null {
  const isStarted = deployments.some((one) => wantedReplicas(one) > 0);
  if (held === null || !isStarted) return "nothing was started there";
  if (held.commit !== release.commit) return `it holds commit ${held.commit}`;
  return held.isWhole ? null : "it holds only a part of the release; prepare it again";
}

/** The verdict over the rollout, and then over who answers at the slot's address. */
async function judge(place: Place, seen: Seen, held: Held, signal: AbortSignal | undefined): Promise<Verdict> {
  const verdict = rolloutVerdict(seen);
  if (verdict.kind !== "ready" || place.healthUrl === null) return verdict;
  const { identity, health } = await askIdentity(place, held, signal);
  if (identity === "itself") return verdict;
  const told = `${place.healthUrl}: ${describe(health)}`;
  if (identity === "unknown") return { kind: "waiting", why: told, log: null, message: "" };
  return { kind: "failed", why: `it answers not as commit ${held.commit}: ${told}`, log: null, message: "" };
}

async function failed(place: Place, verdict: Unready, { pods }: Seen, { held }: Sight): Promise<Readiness> {
  const outcome = await notReady(place, verdict.why, await lastLines(place, verdict, pods));
  // What ends again and again and never was ready would go on doing so, with whatever it does before it ends.
  const hasEnded = verdict.log !== null && held?.readyAt === null && !pods.some(isReady);
  if (hasEnded) await stop(place, graceForTheDead);
  return outcome;
}

async function late(place: Place, seen: Seen, verdict: Unready, within: number): Promise<Readiness> {
  const words = ["get", "events", "--field-selector=reason=Unhealthy", "-o", "json"];
  const said = await kubectlOf(place)
    .read(words, "the events cannot be read")
    .catch(() => "");
  const again = rolloutVerdict({ ...seen, events: parseFound(said) });
  const { why } = again.kind === "ready" ? verdict : again;
  return notReady(
    place,
    `it was not ready within ${within} ms; at last: ${why}`,
    await lastLines(place, verdict, seen.pods),
  );
}

async function noteReady(place: Place, { deployments, held }: Sight): Promise<void> {
  if (held?.readyAt != null) return;
  const readyAt = new Date(place.effects.now()).toISOString();
  await writeRun(place, deployments, (one) => ({ ...runOf(one), readyAt }));
}

function notReady(place: Place, why: string, lines: string): Readiness {
  return { ready: false, why: `slot \`${place.slot}\`: ${place.effects.redact(why)}`, lastLines: lines };
}
