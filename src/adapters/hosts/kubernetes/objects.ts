import type { Slot } from "../../../core/slots.ts";

/** An object of the cluster, or of a manifest; only what is read has a type. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a body of its own
  readonly [field: string]: any;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly kind: string; readonly uid: string }[];
  readonly managedFields?: readonly ManagedFields[];
}

export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

/** Who owns the fields that this host writes. */
export const fieldManager = "deploy-actions";

const prefix = "deploy-actions/";

export const labels = {
  application: `${prefix}application`,
  environment: `${prefix}environment`,
  slot: `${prefix}slot`,
} as const;

export const annotations = {
  commit: `${prefix}commit`,
  version: `${prefix}version`,
  /** What every pod of the slot is told as `SLOT_TOKEN`. */
  token: `${prefix}token`,
  /** The names of all Deployments of the release, so that one that is missing is noticed. */
  deployments: `${prefix}deployments`,
  /** What the Deployment is called in the manifests. */
  name: `${prefix}name`,
  /** How many replicas the manifests ask for. */
  replicas: `${prefix}replicas`,
  /** Written by start, ready and stop. */
  since: `${prefix}since`,
  readyAt: `${prefix}ready-at`,
  stoppedReplicas: `${prefix}stopped-replicas`,
} as const;

/** Whose objects: those of one application in one environment. */
export interface Owner {
  readonly application: string;
  readonly environment: string;
}

/** The labels of everything that belongs to a slot. */
export function slotLabels({ application, environment }: Owner, slot: Slot): Record<string, string> {
  return { [labels.application]: application, [labels.environment]: environment, [labels.slot]: slot };
}

/** As words of `kubectl -l`. */
export function selectorOf({ application, environment }: Owner, slot?: Slot): string {
  const own = `${labels.application}=${application},${labels.environment}=${environment}`;
  return slot === undefined ? own : `${own},${labels.slot}=${slot}`;
}

/** True for an object of the slot. */
export function isOf(object: KubeObject, slot: Slot): boolean {
  return object.metadata.labels?.[labels.slot] === slot;
}
