import { createHash } from "node:crypto";
import type { Slot } from "../../../core/slots.ts";
import type { KubeObject } from "./objects.ts";

/**
 * What each ConfigMap and Secret of the manifests is called in the slot, by `kind/name`. The name changes with
 * the content: what the previous release was configured with stays until its slot is used again.
 */
export function configurationNames(manifests: readonly KubeObject[], slot: Slot): ReadonlyMap<string, string> {
  const found = manifests.filter(({ kind }) => kind === "ConfigMap" || kind === "Secret");
  return new Map(
    found.map((one) => [`${one.kind}/${one.metadata.name}`, `${one.metadata.name}-${slot}-${contentHash(one)}`]),
  );
}

function contentHash(object: KubeObject): string {
  const { data, binaryData, stringData, type, immutable } = object;
  const content = stable({ data, binaryData, stringData, type, immutable });
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 10);
}

/** The same content in another order is the same content. */
function stable(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, stable(child)]));
}
