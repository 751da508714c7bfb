import type { Api } from "./api.ts";
import { type Events, eventsShape, type Pods, podsShape } from "./status.ts";

const lines = 200;

/** Where one Job and what belongs to it are found. */
export interface Place {
  readonly api: Api;
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
}

export async function podsOf({ api, namespace, name }: Place, signal?: AbortSignal): Promise<Pods> {
  const chosen = encodeURIComponent(`job-name=${name}`);
  return (await api.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=${chosen}`, podsShape, signal)).items;
}

/** Warnings about the Job and its pods, the latest last. */
export async function warningsOf(place: Place, pods: Pods, signal?: AbortSignal): Promise<Events> {
  const names = [place.name, ...pods.map(({ metadata }) => metadata.name)];
  const found = await Promise.all(
    names.map(async (name) => {
      const chosen = encodeURIComponent(`involvedObject.name=${name}`);
      const path = `/api/v1/namespaces/${place.namespace}/events?fieldSelector=${chosen}`;
      return (await place.api.get(path, eventsShape, signal)).items;
    }),
  );
  return found.flat().filter(({ type }) => type === "Warning");
}

/** The end of what the newest pod has printed; null where there is nothing (more) to be read. */
export async function logOf({ api, namespace, container }: Place, pods: Pods, signal?: AbortSignal) {
  const pod = pods.at(-1)?.metadata.name;
  if (pod === undefined) return null;
  const asked = `tailLines=${lines}&limitBytes=262144&container=${encodeURIComponent(container)}`;
  return api.text(`/api/v1/namespaces/${namespace}/pods/${pod}/log?${asked}`, signal).catch(() => null);
}

export function told(events: Events): string {
  return events.map(({ reason, message }) => `${reason}: ${message}`).join("\n");
}
