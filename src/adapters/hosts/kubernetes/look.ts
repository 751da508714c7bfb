import type { SlotState } from "../../../stages/ports/host.ts";
import { askHealth, type Health } from "../process/health.ts";
import { annotations, isOf, type KubeObject } from "./objects.ts";
import { ofKind, type Place } from "./place.ts";
import { conditionOf } from "./pod-trouble.ts";

const patience = 3000;

/** What a slot holds, by the annotations of its Deployments. */
export interface Held {
  readonly commit: string;
  readonly version: string;
  readonly token: string;
  readonly since: string | null;
  readonly readyAt: string | null;
  /** All Deployments of the release are there, and all hold it: nobody was cut short between two writes. */
  readonly isWhole: boolean;
}

/** A slot as the cluster shows it; `held` is null where it is empty. */
export interface Sight {
  readonly deployments: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly held: Held | null;
}

export function sightOf(place: Place, objects: readonly KubeObject[]): Sight {
  const own = objects.filter((object) => isOf(object, place.slot));
  const deployments = ofKind(own, "Deployment");
  return { deployments, pods: ofKind(own, "Pod"), held: heldBy(deployments) };
}

function heldBy(deployments: readonly KubeObject[]): Held | null {
  const [first] = deployments;
  if (first === undefined) return null;
  const all = deployments.map(({ metadata }) => metadata.annotations ?? {});
  const [about = {}] = all;
  const isSame = (name: string) => all.every((one) => one[name] === about[name]);
  const names = deployments.map(({ metadata }) => metadata.name).join(",");
  const written = (name: string) => all.map((one) => one[name]).filter((one) => one !== undefined);
  const isReadyNoted = written(annotations.readyAt).length === all.length;
  return {
    commit: about[annotations.commit] ?? "",
    version: about[annotations.version] ?? "",
    token: about[annotations.token] ?? "",
    since: written(annotations.since).sort()[0] ?? null,
    readyAt: isReadyNoted ? (written(annotations.readyAt)[0] ?? null) : null,
    isWhole: isSame(annotations.commit) && isSame(annotations.token) && about[annotations.deployments] === names,
  };
}

/** The replicas that the Deployments of the slot are asked to have. */
export function wantedReplicas({ spec }: KubeObject): number {
  return spec?.replicas ?? 1;
}

/** The slot's state in the words of the port; asks its address where it has one. */
export async function slotState(place: Place, sight: Sight): Promise<SlotState> {
  const { deployments, pods, held } = sight;
  if (held === null) return { status: "empty" };
  const { commit, version, since } = held;
  const about = { commit, version, url: place.url };
  const wanted = deployments.reduce((sum, one) => sum + wantedReplicas(one), 0);
  if (wanted === 0 && pods.length === 0) return { status: "stopped", ...about, since: null };
  return { status: await runningStatus(place, sight, held, wanted), ...about, since };
}

async function runningStatus(place: Place, { deployments }: Sight, held: Held, wanted: number) {
  if (wanted === 0) return "unhealthy";
  const isUp = held.isWhole && deployments.every(isAvailable);
  const identity = isUp && place.healthUrl !== null ? (await askIdentity(place, held)).identity : "itself";
  if (isUp && identity === "itself") return "ready";
  return held.readyAt === null && identity !== "another" ? "starting" : "unhealthy";
}

function isAvailable(deployment: KubeObject): boolean {
  const { generation = 0 } = deployment.metadata;
  const { observedGeneration = 0, availableReplicas = 0 } = deployment.status ?? {};
  if (wantedReplicas(deployment) === 0) return true;
  return (
    observedGeneration >= generation && availableReplicas > 0 && conditionOf(deployment, "Available")?.status === "True"
  );
}

/** Who answers at the slot's address: the release, another commit in its place, or nobody of the slot (yet). */
export type Identity = "itself" | "another" | "unknown";

export async function askIdentity(
  { healthUrl, effects }: Place,
  held: Held,
  signal?: AbortSignal,
): Promise<{ readonly identity: Identity; readonly health: Health }> {
  const health = await askHealth({ healthUrl: healthUrl ?? "", effects }, patience, signal);
  return { identity: identityOf(health, held), health };
}

function identityOf(health: Health, { commit, token }: Held): Identity {
  if (health.kind !== "answered") return "unknown";
  // What answers with another token is not the slot's: a way that still leads to what was there before.
  if (health.instance !== null && health.instance !== token) return "unknown";
  if (health.isOk && health.commit === commit) return "itself";
  return health.commit !== null && health.commit !== commit ? "another" : "unknown";
}
