import type { Contract } from "./action.ts";
import type { Layer } from "./deploy-file.ts";
import type { Field, Fields } from "./fields.ts";
import type { Registry } from "./registry.ts";

/** An input as the documentation tells it. */
export interface NamedInput {
  readonly name: string;
  readonly field: Field<unknown>;
  /** The line that makes somebody read it, as `router: flagd`; null where the section itself does. */
  readonly onlyFor: string | null;
}

/** Every input that the section knows: the choosers with their adapters' inputs, then its own. */
export function sectionInputs(contract: Contract): readonly NamedInput[] {
  const named = (inputs: Fields, onlyFor: string | null) =>
    Object.entries(inputs).map(([name, field]) => ({ name, field, onlyFor }));
  const adapters = contract.adapters.flatMap((registry) => [
    ...named({ [registry.kind]: registry.chooser }, null),
    ...registry.adapters.flatMap((adapter) => named(adapter.inputs, `${registry.kind}: ${adapter.name}`)),
  ]);
  return [...adapters, ...named(contract.inputs, null)];
}

/** The names of every input that the section knows. */
export function inputNames(contract: Contract): readonly string[] {
  return sectionInputs(contract).map(({ name }) => name);
}

/** True for what says nothing: absent, null, blank text. */
export function isUnset(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/** An input and the adapter that alone reads it. */
export interface AdapterInput {
  readonly input: string;
  readonly kind: string;
  readonly owner: string;
}

/** Inputs of an adapter that the same layer does not choose. */
export function strayInputs(contract: Contract, map: Layer): readonly AdapterInput[] {
  return contract.adapters.flatMap((registry) => {
    const chosen = map[registry.kind];
    // A misspelt choice is one problem, not one per input.
    if (typeof chosen !== "string" || registry.find(chosen) === undefined) return [];
    return given(registry, map).filter(({ owner }) => owner !== chosen);
  });
}

/** Inputs that nobody reads because no layer chose their adapter and the default is another one, or none. */
export function undecidedInputs(contract: Contract, map: Layer): readonly AdapterInput[] {
  return contract.adapters.flatMap((registry) => {
    if (!isUnset(map[registry.kind]) || registry.chooser.required) return [];
    return given(registry, map).filter(({ owner }) => owner !== registry.chooser.default);
  });
}

/** The map without the inputs of adapters other than the one that a higher layer chooses. */
export function withoutOthers(registry: Registry<unknown>, map: Layer, chosen: unknown): Layer {
  if (chosen === undefined || chosen === map[registry.kind]) return map;
  const dropped = new Set(given(registry, map).flatMap(({ input, owner }) => (owner === chosen ? [] : [input])));
  return Object.fromEntries(Object.entries(map).filter(([key]) => !dropped.has(key)));
}

function given(registry: Registry<unknown>, map: Layer): readonly AdapterInput[] {
  return registry.adapters.flatMap((adapter) => {
    const names = Object.keys(adapter.inputs).filter((input) => !isUnset(map[input]));
    return names.map((input) => ({ input, kind: registry.kind, owner: adapter.name }));
  });
}
