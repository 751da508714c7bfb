import { isProven, isReliable } from "../core/backup.ts";
import type { Effects } from "../kit/effects.ts";
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

/** The sets in all stores of the section, newest first, each once. What is broken, or is not in every store that it names, is told and left out. */
export async function storedSets(
  steps: readonly DumpStep[],
  { application, environment }: Owner,
  { log }: Pick<Effects, "log">,
): Promise<readonly Manifest[]> {
  const stores = storesOf(steps);
  const sets = new Map<string, Manifest>();
  const places = new Map<string, Set<string>>();
  for (const store of stores) {
    const found = await store.list((problem) => log.warn(`A backup in ${store.location} is passed over: ${problem}`));
    for (const set of found) {
      if (set.application !== application || set.environment !== environment) continue;
      sets.set(set.name, set);
      places.set(set.name, (places.get(set.name) ?? new Set()).add(store.location));
    }
  }
  const isWhole = ({ name, parts }: Manifest) => {
    const lost = stores.find(
      ({ location }) => parts.some(({ store }) => store === location) && !places.get(name)?.has(location),
    );
    if (lost !== undefined) log.warn(`Backup ${name} is passed over: ${lost.location} does not hold its part of it`);
    return lost === undefined;
  };
  const whole = [...sets.values()].filter(isWhole);
  return whole.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

/** The newest sets that may be relied on, and the items that are restored from each: an item that one set lacks is looked for in older ones. */
export function newestOfEach(
  sets: readonly Manifest[],
  items: readonly string[],
): readonly { readonly set: Manifest; readonly items: readonly string[] }[] {
  const chosen = new Map<Manifest, string[]>();
  for (const item of items) {
    const set = sets.find((candidate) => holdsProof(candidate, item));
    if (set === undefined) throw nothingOf(item);
    chosen.set(set, [...(chosen.get(set) ?? []), item]);
  }
  return [...chosen].map(([set, held]) => ({ set, items: held }));
}

/** True where a set shows that this item can be had again. */
export function holdsProof({ madeBefore, parts }: Manifest, item: string): boolean {
  return madeBefore === undefined && parts.some((part) => part.item === item && isProven(part.level));
}

function nothingOf(item: string): InputError {
  return new InputError([{ where: "backup", what: `there is no verified backup of \`${item}\`` }], {
    hint: "Run `backup` first; `deploy-actions backups list` shows what is there.",
  });
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
