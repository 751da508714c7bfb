import { isReliable } from "../core/backup.ts";
import { InputError } from "../kit/errors.ts";
import type { DumpStep } from "./backup-step.ts";
import type { Manifest, Part, Store } from "./ports/store.ts";

/** Whose backups are looked at. */
export interface Owner {
  readonly application: string;
  readonly environment: string;
}

/** One item of a stored set, with everything that is needed to get at it. */
export interface StoredItem {
  readonly set: Manifest;
  readonly part: Part;
  readonly step: DumpStep;
  readonly store: Store;
}

/** The sets in all stores of the section, newest first, each once. */
export async function storedSets(steps: readonly DumpStep[], { application, environment }: Owner) {
  const sets = new Map<string, Manifest>();
  for (const store of storesOf(steps)) {
    for (const set of await store.list()) {
      if (set.application === application && set.environment === environment) sets.set(set.name, set);
    }
  }
  return [...sets.values()].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

function storesOf(steps: readonly DumpStep[]): readonly Store[] {
  return [...new Map(steps.map(({ store }) => [store.port.location, store.port])).values()];
}

/** The set of that name, or with `newest` the newest one that is proven and was not made before a restore. Throws an InputError where there is none. */
export function chooseSet(sets: readonly Manifest[], name: string): Manifest {
  const found = name === "newest" ? sets.find(isReliable) : sets.find((set) => set.name === name);
  if (found !== undefined) return found;
  const what = name === "newest" ? "there is no verified backup" : `there is no backup \`${name}\``;
  const known = sets.slice(0, 5).map((set) => `\`${set.name}\``);
  const hint =
    known.length === 0
      ? "No store of the section holds a backup of this application and environment: run `backup` first."
      : `The newest are ${known.join(", ")}; \`deploy-actions backups list\` shows all.`;
  throw new InputError([{ where: "backup", what }], { hint });
}

/** The parts of a set with the items of today's configuration. Throws one InputError that names every part that has no place in it. */
export function itemsOf(set: Manifest, steps: readonly DumpStep[], only: string | undefined): readonly StoredItem[] {
  const wanted = set.parts.filter(({ item }) => only === undefined || item === only);
  const problems: string[] = wanted.length === 0 ? [`\`${set.name}\` holds no item \`${only ?? ""}\``] : [];
  const items = wanted.flatMap((part) => {
    const step = steps.find(({ item }) => item === part.item);
    const store = storesOf(steps).find(({ location }) => location === part.store);
    if (step === undefined)
      problems.push(`\`${part.item}\` is in the backup, but no item of the section has that name`);
    if (store === undefined)
      problems.push(`\`${part.item}\` lies in \`${part.store}\`, which no item of the section names`);
    if (step !== undefined && step.database.record.name !== part.adapter) {
      problems.push(`\`${part.item}\` was a ${part.adapter} and is configured as ${step.database.record.name}`);
    }
    return step === undefined || store === undefined ? [] : [{ set, part, step, store }];
  });
  if (problems.length > 0) throw new InputError(problems.map((what) => ({ where: "backup", what })));
  return items;
}
