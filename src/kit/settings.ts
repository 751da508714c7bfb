import type { Contract, Item, Recorded, Settings } from "./action.ts";
import type { DeployFile, Layer } from "./deploy-file.ts";
import { InputError, type Problem } from "./errors.ts";
import type { Names } from "./expand.ts";
import { fieldReader, type Read, type Source } from "./field-reader.ts";
import type { Field, Fields, Values } from "./fields.ts";
import { layItems, type RawItem } from "./layers.ts";
import { unknownName } from "./nearest.ts";
import type { Chosen, Registry } from "./registry.ts";
import { givesNothingAway } from "./secrets.ts";
import { isUnset } from "./section-inputs.ts";

export interface SettingsSource {
  readonly file: DeployFile | null;
  /** The action that runs and what its step says, empty texts left out. */
  readonly action: string;
  readonly step: Layer;
  readonly only: string | undefined;
  /** The root action's YAML inputs, parsed: section name to map or list. They lie over the overlay. */
  readonly rootStep?: Layer;
  readonly names: Names;
  mask(secret: string): void;
}

/** The configuration as one run sees it; nothing is expanded or parsed before a section is asked for. */
export function openSettings(source: SettingsSource): Settings {
  const layersOf = (section: string) => ({
    section: source.file?.base[section],
    overlay: source.file?.overlay[section],
    rootStep: source.rootStep?.[section],
    step: section === source.action ? source.step : {},
    only: section === source.action ? source.only : undefined,
  });
  return {
    has(section) {
      const { section: base, overlay, rootStep, step } = layersOf(section);
      return [base, overlay, rootStep].some((layer) => layer !== undefined) || Object.keys(step).length > 0;
    },
    items<F extends Fields>(contract: Contract<F>, slot = "idle"): readonly Item<F>[] {
      const problems: Problem[] = [];
      const raws = layItems(contract, layersOf(contract.name), problems);
      const read = fieldReader(withSlot(source, slot), problems);
      const items = raws.map((raw) => readItem(contract, raw, read, raws.length > 1));
      if (problems.length > 0) throw new InputError(problems);
      return items;
    },
    reopen(registry, recorded, slot = "idle") {
      const problems: Problem[] = [];
      const chosen = readRecorded(registry, recorded, fieldReader(withSlot(source, slot), problems), problems);
      if (problems.length > 0) {
        throw new InputError(problems, {
          hint: "The journal names these inputs; give the same environment as the deployment had.",
        });
      }
      return chosen;
    },
    fingerprintText: canonical([source.file, source.rootStep ?? {}, stepKeys(source)]),
  };
}

/** The names alone: a value may be a secret. Nothing where the step says nothing, so that two actions can agree. */
function stepKeys({ action, step }: SettingsSource): readonly unknown[] {
  const keys = Object.keys(step).sort();
  return keys.length === 0 ? [] : [action, keys];
}

/** JSON with sorted keys: equal configurations, equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, node: unknown) => {
    if (typeof node !== "object" || node === null || Array.isArray(node)) return node;
    return Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function withSlot(source: SettingsSource, slot: string): Source {
  const { names, mask } = source;
  return { names: { ...names, builtIn: { ...names.builtIn, SLOT: slot } }, mask };
}

function readItem<F extends Fields>(contract: Contract<F>, item: RawItem, read: Read, isOneOfMany: boolean): Item<F> {
  const section = isOneOfMany ? `${contract.name} (${item.name})` : contract.name;
  const readInput = (name: string, field: Field<unknown>, isRecorded = false) => {
    const isFromStep = item.fromStep.has(name);
    return read({ where: `${section}: ${name}`, field, raw: item.raw[name], isFromStep, isRecorded });
  };
  const values = Object.entries(contract.inputs).map(([name, field]) => [name, readInput(name, field)] as const);
  const chosen = new Map<string, Chosen>();
  for (const registry of contract.adapters) {
    const name = read({
      where: `${section}: ${registry.kind}`,
      field: registry.chooser,
      raw: item.raw[registry.kind],
      isLiteral: true,
    });
    if (typeof name !== "string") continue;
    const isRecordable = (input: string, field: Field<unknown>) => {
      return !(field.kind === "secret" && item.fromStep.has(input)) && mayBeWritten(field, item.raw[input]);
    };
    const readRecordable = (input: string, field: Field<unknown>) => readInput(input, field, true);
    chosen.set(registry.kind, readAdapter(registry, name, item.raw, readRecordable, isRecordable));
  }
  return {
    name: item.name,
    values: Object.fromEntries(values) as Values<F>,
    chosen(kind) {
      const found = chosen.get(kind);
      if (found !== undefined) return found;
      const where = `${section}: ${kind}`;
      throw new InputError([{ where, what: "is needed here; name one in deploy.yml or in `with:`" }]);
    },
  };
}

function readRecorded(registry: Registry<unknown>, recorded: Recorded, read: Read, problems: Problem[]): Chosen {
  const where = `${recorded.kind} ${recorded.name}`;
  const adapter = registry.find(recorded.name);
  if (adapter === undefined) {
    const known = registry.adapters.map(({ name }) => name);
    problems.push({ where: "journal", what: unknownName(recorded.kind, recorded.name, known) });
  }
  for (const input of Object.keys(recorded.with)) {
    if (adapter === undefined || input in adapter.inputs) continue;
    problems.push({ where, what: unknownName("input", input, Object.keys(adapter.inputs)) });
  }
  const readInput = (input: string, field: Field<unknown>) => {
    return read({ where: `${where}: ${input}`, field, raw: recorded.with[input] });
  };
  return readAdapter(registry, recorded.name, recorded.with, readInput, (input, field) => {
    return mayBeWritten(field, recorded.with[input]);
  });
}

function readAdapter(
  registry: Registry<unknown>,
  name: string,
  raw: Layer,
  read: (input: string, field: Field<unknown>) => unknown,
  isRecordable: (input: string, field: Field<unknown>) => boolean,
): Chosen {
  const inputs = Object.entries(registry.find(name)?.inputs ?? {});
  const values = inputs.map(([input, field]) => [input, read(input, field)] as const);
  const recorded = inputs
    .filter(([input, field]) => !isUnset(raw[input]) && isRecordable(input, field))
    .map(([input]) => [input, raw[input]] as const);
  return { kind: registry.kind, name, values: Object.fromEntries(values), recorded: Object.fromEntries(recorded) };
}

/** False for a secret that would stand in the journal as it is. */
function mayBeWritten(field: Field<unknown>, raw: unknown): boolean {
  return field.kind !== "secret" || (typeof raw === "string" && givesNothingAway(raw));
}
