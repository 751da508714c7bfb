import type { DumpStep } from "./backup-step.ts";
import type { Context, Opened } from "./context.ts";
import type { Manifest, StagedSet, Store } from "./ports/store.ts";

/** One store with the set that is being written into it. */
export interface Shelf {
  readonly store: Opened<Store>;
  readonly set: StagedSet;
}

/** Several stores stand for several sets of one name; the manifest in each of them names every part. */
export function storesOf(steps: readonly DumpStep[]): readonly Opened<Store>[] {
  return [...new Map(steps.map(({ store }) => [store.port.location, store])).values()];
}

/** Begins the set in every store, or in none. */
export async function stageAll(
  context: Context,
  stores: readonly Opened<Store>[],
  name: string,
): Promise<readonly Shelf[]> {
  const shelves: Shelf[] = [];
  try {
    for (const store of stores) shelves.push({ store, set: await store.port.stage(name) });
    return shelves;
  } catch (error) {
    await discardAll(context, shelves);
    throw error;
  }
}

/** Throws away what is staged; what keeps it from going is told, and hides nothing. */
export async function discardAll({ effects }: Context, shelves: readonly Shelf[]): Promise<void> {
  for (const { set } of shelves) {
    await set.discard().catch((second) => effects.log.warn(`Staging could not be removed: ${second}`));
  }
}

/** Makes the set visible in every store. What one store shows and another refuses is no set: it is taken away again. */
export async function publishAll(
  { effects }: Context,
  shelves: readonly Shelf[],
  manifest: Manifest,
): Promise<readonly string[]> {
  const locations: string[] = [];
  try {
    for (const { set } of shelves) locations.push((await set.publish(manifest)).location);
    return locations;
  } catch (error) {
    for (const { store } of shelves.slice(0, locations.length)) {
      await store.port.remove(manifest.name).catch((second) => {
        effects.log.warn(
          `${manifest.name} is half there and could not be removed from ${store.port.location}: ${second}`,
        );
      });
    }
    throw error;
  }
}
