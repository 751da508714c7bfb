import { other } from "../../../core/slots.ts";
import { RefusedError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { type Held, sightOf, wantedReplicas } from "./look.ts";
import { annotations, type KubeObject } from "./objects.ts";
import { find, type Place } from "./place.ts";
import { runOf, scale, writeRun } from "./run.ts";

/** Gives the prepared release its replicas, at least as many as the other slot runs now; what runs already stays as it is. */
export async function start(place: Place, release: ReleaseName): Promise<void> {
  const objects = await find(place, "deployments.apps", { isBoth: true });
  const { deployments, held } = sightOf(place, objects);
  if (held === null || held.commit !== release.commit || !held.isWhole) throw notHeld(place, held, release);
  const opposite = sightOf({ ...place, slot: other(place.slot) }, objects).deployments;
  const idle = deployments.filter((one) => wantedReplicas(one) === 0);
  if (idle.length === 0) return;
  const isRunning = idle.length < deployments.length;
  const since = (isRunning ? held.since : null) ?? new Date(place.effects.now()).toISOString();
  // Written down first, so that a crash in between loses nothing.
  await writeRun(place, deployments, (one) => ({ ...runOf(one), since, ...(isRunning ? {} : { readyAt: null }) }));
  await scale(place, idle, (one) => replicasFor(one, opposite));
}

/** What the manifests ask for, what ran here before it was stopped, what the other slot runs: the most of it. */
function replicasFor(deployment: KubeObject, opposite: readonly KubeObject[]): number {
  const { annotations: about = {} } = deployment.metadata;
  const name = about[annotations.name];
  const twin = opposite.find(({ metadata }) => metadata.annotations?.[annotations.name] === name);
  const asked = Number(about[annotations.replicas] ?? 1);
  return Math.max(asked, runOf(deployment).stoppedReplicas ?? 0, twin === undefined ? 0 : wantedReplicas(twin));
}

function notHeld({ slot }: Place, held: Held | null, { version, commit }: ReleaseName): RefusedError {
  const part = held?.isWhole === false ? "a part of " : "";
  const what = held === null ? "no release" : `${part}\`${held.version}\` (${held.commit})`;
  return new RefusedError(`slot \`${slot}\` holds ${what}, not \`${version}\` (${commit})`, {
    hint: "Prepare the release in this slot first.",
  });
}
