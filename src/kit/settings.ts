import type { Contract, Item, Recorded, Settings } from "./action.ts";
import type { DeployFile, Layer } from "./deploy-file.ts";
import { InputError, type Problem } from "./errors.ts";
import { expand, hasReference, type Names } from "./expand.ts";
import { type Field, FieldProblem, type Fields, type Values } from "./fields.ts";
import { layItems, type RawItem } from "./layers.ts";
import type { Chosen, Registry } from "./registry.ts";

export interface SettingsSource {
  readonly file: DeployFile | null;
  /** The action that runs and what its step says, empty texts left out. */
  readonly action: string;
  readonly step: Layer;
  readonly only: string | undefined;
  readonly names: Names;
  mask(secret: string): void;
}

/** The configuration as one run sees it; nothing is expanded or parsed before a section is asked for. */
export function openSettings(source: SettingsSource): Settings {
  const layersOf = (section: string) => ({
    section: source.file?.base[section],
    overlay: source.file?.overlay[section],
    step: section === source.action ? source.step : {},
    only: section === source.action ? source.only : undefined,
  });
  return {
    has(section) {
      const { section: base, overlay, step } = layersOf(section);
      return base !== undefined || overlay !== undefined || Object.keys(step).length > 0;
    },
    items<F extends Fields>(contract: Contract<F>, slot = "idle"): readonly Item<F>[] {
      const problems: Problem[] = [];
      const raws = layItems(contract, layersOf(contract.name), problems);
      const reader = fieldReader(withSlot(source, slot), problems);
      const items = raws.map((raw) => readItem(contract, raw, reader, raws.length > 1));
      if (problems.length > 0) throw new InputError(problems);
      return items;
    },
    reopen(registry, recorded) {
      const problems: Problem[] = [];
      const chosen = readChosen(registry, recorded, fieldReader(source, problems));
      if (problems.length > 0) {
        throw new InputError(problems, {
          hint: "The journal names these inputs; give the same environment as the deployment had.",
        });
      }
      return chosen;
    },
    fingerprintText: JSON.stringify([source.file, source.action, Object.keys(source.step).sort()]),
  };
}

function withSlot(source: SettingsSource, slot: string): SettingsSource {
  return { ...source, names: { ...source.names, builtIn: { ...source.names.builtIn, SLOT: slot } } };
}

type Read = (where: string, field: Field<unknown>, raw: unknown, isFromStep: boolean) => unknown;

function readItem<F extends Fields>(contract: Contract<F>, item: RawItem, read: Read, isOneOfMany: boolean): Item<F> {
  const place = (name: string) =>
    isOneOfMany ? `${contract.name} (${item.name}): ${name}` : `${contract.name}: ${name}`;
  const values = Object.entries(contract.inputs).map(([name, field]) => {
    return [name, read(place(name), field, item.raw[name], item.fromStep.has(name))] as const;
  });
  const chosen = new Map<string, Chosen>();
  for (const registry of contract.adapters) {
    const name = read(
      place(registry.kind),
      registry.chooser,
      item.raw[registry.kind],
      item.fromStep.has(registry.kind),
    );
    if (typeof name !== "string") continue;
    chosen.set(
      registry.kind,
      readAdapter(registry, name, item.raw, (input, field, raw) => {
        return read(place(input), field, raw, item.fromStep.has(input));
      }),
    );
  }
  return {
    name: item.name,
    values: Object.fromEntries(values) as Values<F>,
    chosen(kind) {
      const found = chosen.get(kind);
      if (found !== undefined) return found;
      throw new InputError([{ where: place(kind), what: "is needed here; name one in deploy.yml or in `with:`" }]);
    },
  };
}

function readChosen(registry: Registry<unknown>, recorded: Recorded, read: Read): Chosen {
  return readAdapter(registry, recorded.name, recorded.with, (input, field, raw) => {
    return read(`${recorded.kind} ${recorded.name}: ${input}`, field, raw, false);
  });
}

function readAdapter(
  registry: Registry<unknown>,
  name: string,
  raw: Layer,
  read: (input: string, field: Field<unknown>, raw: unknown) => unknown,
): Chosen {
  const adapter = registry.find(name);
  const inputs = Object.entries(adapter?.inputs ?? {});
  const values = inputs.map(([input, field]) => [input, read(input, field, raw[input])] as const);
  const recorded = inputs
    .filter(([input, field]) => isRecordable(field, raw[input]))
    .map(([input]) => [input, raw[input]] as const);
  return { kind: registry.kind, name, values: Object.fromEntries(values), recorded: Object.fromEntries(recorded) };
}

function isRecordable(field: Field<unknown>, raw: unknown): boolean {
  if (raw === undefined || raw === "" || raw === null) return false;
  return field.kind !== "secret" || (typeof raw === "string" && hasReference(raw));
}

/** Reads one input: default, expansion, required, then the field's own parser. Problems are gathered, not thrown. */
function fieldReader(source: Pick<SettingsSource, "names" | "mask">, problems: Problem[]): Read {
  return (where, field, raw, isFromStep) => {
    const given = raw === undefined || raw === null || raw === "" ? field.default : raw;
    if (given === undefined) {
      if (field.required) problems.push({ where, what: "is required" });
      return undefined;
    }
    const isLiteral = isFromStep && field.kind === "secret";
    const { value, taken, missing, forbidden } = isLiteral
      ? { value: given, taken: [String(given)], missing: [], forbidden: [] }
      : expand(given, source.names);
    if (field.kind === "secret") for (const text of [...taken, String(value)]) source.mask(text);
    for (const name of missing) problems.push({ where, what: `the environment variable ${name} is not set` });
    for (const name of forbidden) {
      problems.push({ where, what: `${name} may not be read here; add it to \`env-allow\` in the workflow step` });
    }
    if (missing.length + forbidden.length > 0) return undefined;
    return value === "" ? undefined : parse(where, field, value, problems);
  };
}

function parse(where: string, field: Field<unknown>, value: unknown, problems: Problem[]): unknown {
  try {
    return field.parse(value);
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    problems.push({ where, what: field.kind === "secret" ? "is not valid (its value is not shown)" : error.message });
    return undefined;
  }
}
