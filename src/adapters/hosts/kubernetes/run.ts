import { apply } from "./apply.ts";
import { annotations, fieldManager, type KubeObject } from "./objects.ts";
import type { Place } from "./place.ts";

/** Owners of their own, so that neither what runs nor how much of it is taken for a part of the manifests. */
export const stateManager = `${fieldManager}-state`;
export const scaleManager = `${fieldManager}-scale`;

/** What start, ready and stop write down; what is left out is forgotten. */
export interface Run {
  readonly since?: string | null | undefined;
  readonly readyAt?: string | null | undefined;
  readonly stoppedReplicas?: number | undefined;
}

/** Writes down what runs, for each Deployment. */
export async function writeRun(
  place: Place,
  deployments: readonly KubeObject[],
  runOf: (deployment: KubeObject) => Run,
  signal?: AbortSignal,
): Promise<void> {
  const objects = deployments.map((one) => {
    const { since, readyAt, stoppedReplicas } = runOf(one);
    const written = {
      ...(since == null ? {} : { [annotations.since]: since }),
      ...(readyAt == null ? {} : { [annotations.readyAt]: readyAt }),
      ...(stoppedReplicas === undefined ? {} : { [annotations.stoppedReplicas]: String(stoppedReplicas) }),
    };
    return partOf(one, { metadata: { name: one.metadata.name, annotations: written } });
  });
  await apply(place, objects, { owner: stateManager, signal });
}

/** Asks for so many replicas of each Deployment. */
export async function scale(
  place: Place,
  deployments: readonly KubeObject[],
  replicasOf: (deployment: KubeObject) => number,
  signal?: AbortSignal,
): Promise<void> {
  const objects = deployments.map((one) => partOf(one, { spec: { replicas: replicasOf(one) } }));
  await apply(place, objects, { owner: scaleManager, signal });
}

/** What was written down before. */
export function runOf({ metadata }: KubeObject): Run {
  const { annotations: written = {} } = metadata;
  const stopped = written[annotations.stoppedReplicas];
  return {
    since: written[annotations.since],
    readyAt: written[annotations.readyAt],
    stoppedReplicas: stopped === undefined ? undefined : Number(stopped),
  };
}

function partOf({ apiVersion, kind, metadata }: KubeObject, part: Readonly<Record<string, unknown>>): KubeObject {
  return { apiVersion, kind, metadata: { name: metadata.name }, ...part };
}
