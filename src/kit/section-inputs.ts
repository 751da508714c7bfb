import type { Contract } from "./action.ts";
import type { Layer } from "./deploy-file.ts";
import type { Registry } from "./registry.ts";

/** Every input that the section knows: its own, the choosers, and each adapter's. */
export function inputNames(contract: Contract): string[] {
  const adapters = contract.adapters.flatMap((registry) => [
    registry.kind,
    ...registry.adapters.flatMap((adapter) => Object.keys(adapter.inputs)),
  ]);
  return [...Object.keys(contract.inputs), ...adapters];
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
