import type { Slot } from "../../../core/slots.ts";
import type { Identity, ImageRule } from "./containers.ts";
import { annotations, type KubeObject, type Owner, slotLabels } from "./objects.ts";

export interface RenderOptions extends Identity {
  readonly owner: Owner;
  /** Undefined where it is that of the context. */
  readonly namespace: string | undefined;
  readonly images: readonly ImageRule[];
  /** Names of Services that each slot gets one of. */
  readonly services: readonly string[];
}

/** What an object of the manifests is called in a slot. */
export function nameIn(name: string, slot: Slot): string {
  return `${name}-${slot}`;
}

/** The Service of a slot: it leads to the slot's pods alone. */
export function renderService(manifest: KubeObject, options: RenderOptions): KubeObject {
  // What the cluster has one of is the shared Service's.
  const { clusterIP, clusterIPs, loadBalancerIP, externalIPs, healthCheckNodePort, ports, ...spec } = manifest.spec;
  const free = (ports ?? []).map(({ nodePort, ...port }: { nodePort?: number }) => port);
  const headless = clusterIP === "None" ? { clusterIP } : {};
  const selector = { ...spec.selector, ...slotLabels(options.owner, options.slot) };
  const object = marked(manifest, options, nameIn(manifest.metadata.name, options.slot));
  return { ...object, spec: { ...spec, ...headless, ports: free, selector } };
}

/** The object under its name in the slot, labelled as the slot's. */
export function marked(
  manifest: KubeObject,
  { owner, slot, release }: RenderOptions,
  name: string,
  more: Readonly<Record<string, string>> = {},
): KubeObject {
  const { status, ...rest } = manifest;
  const { commit, version } = release;
  const about = { [annotations.commit]: commit, [annotations.version]: version, ...more };
  return {
    ...rest,
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    metadata: {
      name,
      labels: { ...manifest.metadata.labels, ...slotLabels(owner, slot) },
      annotations: { ...manifest.metadata.annotations, ...about },
    },
  };
}
