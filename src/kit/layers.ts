import type { Contract } from "./action.ts";
import { isMap, type Layer } from "./deploy-file.ts";
import type { Problem } from "./errors.ts";
import { unknownName } from "./nearest.ts";

/** An item of a section before its texts are expanded and parsed. */
export interface RawItem {
  readonly name: string;
  readonly raw: Layer;
  /** Which of the names in `raw` came from the step's own `with:`. */
  readonly fromStep: ReadonlySet<string>;
}

export interface SectionLayers {
  readonly section: unknown;
  readonly overlay: unknown;
  /** The step's `with:`, empty texts left out. */
  readonly step: Layer;
  readonly only: string | undefined;
}

/** Lays overlay and `with:` over the items of a section (lists merge by name; a changed chooser drops the old adapter's inputs). */
export function layItems(contract: Contract, layers: SectionLayers, problems: Problem[]): readonly RawItem[] {
  const base = named(contract, toMaps(contract, layers.section, contract.name, problems), problems);
  const overlay = named(
    contract,
    toMaps(contract, layers.overlay, `environments: ${contract.name}`, problems),
    problems,
  );
  for (const map of [...base, ...overlay]) checkLayer(contract, map, contract.name, problems);
  const merged = merge(contract, base, overlay, Array.isArray(layers.overlay));
  const items = merged.length === 0 ? [{ name: contract.name, map: {} }] : merged;
  const chosen = select(contract, items, layers.only, problems);
  checkStep(contract, layers.step, chosen.length, layers.only, problems);
  return chosen.map(({ name, map }) => ({
    name: items.length === 1 && map.name === undefined ? defaultName(contract, { ...map, ...layers.step }) : name,
    raw: over(contract, map, layers.step),
    fromStep: new Set(Object.keys(layers.step)),
  }));
}

interface NamedMap {
  readonly name: string;
  readonly map: Layer;
}

function toMaps(contract: Contract, value: unknown, where: string, problems: Problem[]): readonly Layer[] {
  if (value === undefined || value === null) return [];
  if (isMap(value)) return [value];
  if (!Array.isArray(value) || !value.every(isMap)) {
    problems.push({ where, what: contract.isRepeatable ? "must be a map, or a list of maps" : "must be a map" });
    return [];
  }
  if (contract.isRepeatable) return value;
  problems.push({ where, what: "takes one map, not a list" });
  return [];
}

function named(contract: Contract, maps: readonly Layer[], problems: Problem[]): readonly NamedMap[] {
  const items = maps.map((map) => ({ name: String(map.name ?? defaultName(contract, map)), map }));
  const seen = new Set<string>();
  for (const { name } of items) {
    if (seen.has(name)) {
      problems.push({
        where: contract.name,
        what: `two items are called \`${name}\`; give each a \`name\` of its own`,
      });
    }
    seen.add(name);
  }
  return items;
}

function defaultName(contract: Contract, map: Layer): string {
  const [first] = contract.adapters;
  return first === undefined ? contract.name : String(map[first.kind] ?? first.chooser.default ?? contract.name);
}

function checkLayer(contract: Contract, { name, map }: NamedMap, where: string, problems: Problem[]): void {
  const known = ["name", ...inputNames(contract)];
  for (const key of Object.keys(map)) {
    if (!known.includes(key)) problems.push({ where: `${where} (${name})`, what: unknownName("key", key, known) });
  }
  for (const stray of strayInputs(contract, map)) {
    problems.push({
      where: `${where} (${name}): ${stray.input}`,
      what: `belongs to \`${stray.kind}: ${stray.owner}\``,
    });
  }
}

/** Inputs of an adapter that the same layer does not choose. */
function strayInputs(contract: Contract, map: Layer): { input: string; kind: string; owner: string }[] {
  return contract.adapters.flatMap((registry) => {
    const chosen = map[registry.kind];
    if (chosen === undefined) return [];
    return registry.adapters
      .filter((adapter) => adapter.name !== chosen)
      .flatMap((adapter) =>
        Object.keys(adapter.inputs).map((input) => ({ input, kind: registry.kind, owner: adapter.name })),
      )
      .filter(({ input }) => input in map);
  });
}

/** Every input that the section knows: its own, the choosers, and each adapter's. */
export function inputNames(contract: Contract): string[] {
  const adapters = contract.adapters.flatMap((registry) => [
    registry.kind,
    ...registry.adapters.flatMap((adapter) => Object.keys(adapter.inputs)),
  ]);
  return [...Object.keys(contract.inputs), ...adapters];
}

function merge(
  contract: Contract,
  base: readonly NamedMap[],
  overlay: readonly NamedMap[],
  isList: boolean,
): NamedMap[] {
  const [lone] = overlay;
  if (!isList && lone !== undefined && lone.map.name === undefined && base.length > 0) {
    return base.map(({ name, map }) => ({ name, map: over(contract, map, lone.map) }));
  }
  const merged = base.map(({ name, map }) => {
    const above = overlay.find((item) => item.name === name);
    return { name, map: above === undefined ? map : over(contract, map, above.map) };
  });
  return [...merged, ...overlay.filter((item) => !base.some((below) => below.name === item.name))];
}

function over(contract: Contract, below: Layer, above: Layer): Layer {
  const kept = Object.entries(below).filter(([key]) => {
    const registry = contract.adapters.find((r) => r.adapters.some((adapter) => key in adapter.inputs));
    const changed = registry !== undefined && (above[registry.kind] ?? below[registry.kind]) !== below[registry.kind];
    return !changed;
  });
  return { ...Object.fromEntries(kept), ...above };
}

function select(contract: Contract, items: readonly NamedMap[], only: string | undefined, problems: Problem[]) {
  if (only === undefined) return items;
  const chosen = items.filter((item) => item.name === only);
  if (chosen.length === 0) {
    problems.push({
      where: "only",
      what: unknownName(
        `item of ${contract.name}`,
        only,
        items.map((item) => item.name),
      ),
    });
  }
  return chosen;
}

function checkStep(
  contract: Contract,
  step: Layer,
  count: number,
  only: string | undefined,
  problems: Problem[],
): void {
  for (const stray of strayInputs(contract, step)) {
    problems.push({ where: stray.input, what: `belongs to \`${stray.kind}: ${stray.owner}\`` });
  }
  if (count < 2 || only !== undefined) return;
  const own = new Set(Object.keys(contract.inputs));
  for (const key of Object.keys(step).filter((name) => !own.has(name))) {
    problems.push({ where: key, what: `${contract.name} has ${count} items; say which one with \`only\`` });
  }
}
