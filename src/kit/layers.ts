import type { Contract } from "./action.ts";
import { isMap, type Layer } from "./deploy-file.ts";
import type { Problem } from "./errors.ts";
import { unknownName } from "./nearest.ts";
import { inputNames, isUnset, strayInputs, undecidedInputs, withoutOthers } from "./section-inputs.ts";

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
  /** What the root action's step says about this section, parsed from its YAML input. */
  readonly rootStep?: unknown;
  /** The step's `with:`, empty texts left out. */
  readonly step: Layer;
  readonly only: string | undefined;
}

/** Lays overlay and `with:` over the items of a section (lists merge by name; a changed chooser drops the old adapter's inputs). */
export function layItems(contract: Contract, layers: SectionLayers, problems: Problem[]): readonly RawItem[] {
  const base = readLayer(contract, layers.section, contract.name, problems);
  const overlay = readLayer(contract, layers.overlay, `environments: ${contract.name}`, problems);
  const root = readLayer(contract, layers.rootStep, `with: ${contract.name}`, problems);
  const merged = merge(contract, merge(contract, base, overlay, problems), root, problems);
  const items = merged.items.length === 0 ? [{ name: contract.name, map: {} }] : merged.items;
  const chosen = select(contract, items, layers.only, problems);
  checkStep(contract, layers.step, chosen.length, layers.only, problems);
  return chosen.map(({ name, map }) => {
    const raw = over(contract, map, layers.step);
    const isAlone = items.length === 1 && map.name === undefined;
    const item = {
      name: isAlone ? defaultName(contract, raw) : name,
      raw,
      fromStep: new Set(Object.keys(layers.step)),
    };
    checkUndecided(contract, item, problems);
    return item;
  });
}

interface NamedMap {
  readonly name: string;
  readonly map: Layer;
}

/** One layer of a section; `isList` tells whether it was written as a list. */
interface SectionLayer {
  readonly where: string;
  readonly isList: boolean;
  readonly items: readonly NamedMap[];
}

function readLayer(contract: Contract, value: unknown, where: string, problems: Problem[]): SectionLayer {
  const isList = Array.isArray(value);
  const items = toMaps(contract, value, where, problems).map((map, i) => {
    checkKeys(contract, map, isList ? `${where}[${i}]` : where, problems);
    const given = Object.fromEntries(Object.entries(map).filter(([, text]) => !isUnset(text)));
    return { name: String(given.name ?? defaultName(contract, given)), map: given };
  });
  const names = items.map((item) => item.name);
  for (const name of new Set(names.filter((candidate, i) => names.indexOf(candidate) !== i))) {
    problems.push({ where, what: `two items are called \`${name}\`; give each a \`name\` of its own` });
  }
  return { where, isList, items };
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

function defaultName(contract: Contract, map: Layer): string {
  const [first] = contract.adapters;
  return first === undefined ? contract.name : String(map[first.kind] ?? first.chooser.default ?? contract.name);
}

function checkKeys(contract: Contract, map: Layer, where: string, problems: Problem[]): void {
  const known = [...(contract.isRepeatable ? ["name"] : []), ...inputNames(contract)];
  for (const key of Object.keys(map)) {
    if (!known.includes(key)) problems.push({ where, what: unknownName("key", key, known) });
  }
  if (contract.isRepeatable && !["string", "undefined"].includes(typeof map.name)) {
    problems.push({ where: `${where}: name`, what: "must be text" });
  }
  for (const stray of strayInputs(contract, map)) {
    problems.push({ where: `${where}: ${stray.input}`, what: `belongs to \`${stray.kind}: ${stray.owner}\`` });
  }
}

function merge(contract: Contract, below: SectionLayer, above: SectionLayer, problems: Problem[]): SectionLayer {
  const isList = below.isList || above.isList;
  const [lone] = above.items;
  if (lone === undefined) return below;
  if (!above.isList && below.items.length > 0 && (!below.isList || lone.map.name === undefined)) {
    if (below.items.length > 1) checkEveryItem(contract, lone.map, below.items.length, above.where, problems);
    const items = below.items.map(({ name, map }) => {
      const laid = over(contract, map, lone.map);
      return { name: below.isList ? name : String(laid.name ?? defaultName(contract, laid)), map: laid };
    });
    return { where: below.where, isList, items };
  }
  const merged = below.items.map(({ name, map }) => {
    const match = above.items.find((item) => item.name === name);
    return { name, map: match === undefined ? map : over(contract, map, match.map) };
  });
  const added = above.items.filter((item) => !below.items.some((known) => known.name === item.name));
  return { where: below.where, isList, items: [...merged, ...added] };
}

function over(contract: Contract, below: Layer, above: Layer): Layer {
  const kept = contract.adapters.reduce((map, registry) => withoutOthers(registry, map, above[registry.kind]), below);
  return { ...kept, ...above };
}

function select(contract: Contract, items: readonly NamedMap[], only: string | undefined, problems: Problem[]) {
  if (only === undefined) return items;
  const chosen = items.filter((item) => item.name === only);
  if (chosen.length > 0) return chosen;
  const known = items.map((item) => item.name);
  problems.push({ where: "only", what: unknownName(`item of ${contract.name}`, only, known) });
  return [];
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
  for (const key of Object.keys(step).filter((name) => !(name in contract.inputs))) {
    problems.push({ where: key, what: `${contract.name} has ${count} items; say which one with \`only\`` });
  }
}

/** A map over a list goes onto every item, so it may only hold what every item knows. */
function checkEveryItem(contract: Contract, map: Layer, count: number, where: string, problems: Problem[]): void {
  for (const key of Object.keys(map).filter((name) => !(name in contract.inputs))) {
    problems.push({
      where: `${where}: ${key}`,
      what: `${contract.name} has ${count} items; say which one with \`name\``,
    });
  }
}

/** Where no layer chose an adapter, another adapter's input would be read by nobody. */
function checkUndecided(contract: Contract, item: RawItem, problems: Problem[]): void {
  for (const { input, kind, owner } of undecidedInputs(contract, item.raw)) {
    problems.push({
      where: `${contract.name}: ${input}`,
      what: `is only read with \`${kind}: ${owner}\`; add that line`,
    });
  }
}
