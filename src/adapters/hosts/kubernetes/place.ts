import * as z from "zod/mini";
import type { Slot } from "../../../core/slots.ts";
import type { Effects } from "../../../kit/effects.ts";
import type { Cluster } from "../../executors/kubectl/access.ts";
import { type Kubectl, openKubectl } from "../../kubernetes/kubectl.ts";
import type { Source } from "./commit.ts";
import type { ImageRule } from "./containers.ts";
import { type KubeObject, type Owner, selectorOf } from "./objects.ts";

/** Where one slot lives: its cluster, whose objects it holds, and how it is asked. */
export interface Place {
  readonly slot: Slot;
  readonly owner: Owner;
  readonly cluster: Cluster;
  readonly source: Source;
  readonly images: readonly ImageRule[];
  readonly services: readonly string[];
  /** Fields that somebody else has set are taken over. */
  readonly isTakingOver: boolean;
  /** Milliseconds that a pod may find no node. */
  readonly unschedulable: number;
  readonly url: string;
  /** Null where the slot has no address of its own. */
  readonly healthUrl: string | null;
  readonly effects: Effects;
}

const shape = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** `kubectl` for the slot's cluster; `signal` ends what is running. */
export function kubectlOf({ cluster, effects }: Place, signal?: AbortSignal): Kubectl {
  return openKubectl(cluster, effects, signal);
}

/** The slot's objects of these kinds, or those of both slots. */
export async function find(
  place: Place,
  kinds: string,
  { signal, isBoth = false }: { readonly signal?: AbortSignal | undefined; readonly isBoth?: boolean } = {},
): Promise<readonly KubeObject[]> {
  const selector = selectorOf(place.owner, isBoth ? undefined : place.slot);
  const found = await kubectlOf(place, signal).list(kinds, selector, shape);
  return found as readonly KubeObject[];
}

/** Those of one kind, by name. */
export function ofKind(objects: readonly KubeObject[], kind: string): readonly KubeObject[] {
  const found = objects.filter((object) => object.kind === kind);
  return found.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** The JSON of `kubectl get` with several names: a list, or the one object itself. */
export function parseFound(text: string): readonly KubeObject[] {
  if (text.trim() === "") return [];
  const list = z.safeParse(z.looseObject({ items: z.array(shape) }), JSON.parse(text));
  return (list.success ? list.data.items : [z.parse(shape, JSON.parse(text))]) as readonly KubeObject[];
}
