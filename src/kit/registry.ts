import type { Effects } from "./effects.ts";
import type { Executor } from "./executor.ts";
import { choice, type Field, type Fields, type Values } from "./fields.ts";

/** The adapter that a section chose: its name, its parsed inputs, and what may be written into the journal. */
export interface Chosen {
  readonly kind: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The inputs as the user wrote them, with `$NAME` unexpanded; secrets written as plain text are left out. */
  readonly recorded: Readonly<Record<string, unknown>>;
}

/** What the release being deployed is called; hosts and routers label what they start with it. */
export interface AdapterContext {
  readonly effects: Effects;
  /** Where the section's commands run: this machine where it is absent. */
  readonly executor?: Executor;
  readonly application: string;
  readonly environment: string;
}

export interface Adapter<Port, F extends Fields = Fields> {
  readonly name: string;
  readonly summary: string;
  /** Every name begins with the adapter's own name, so that inputs of two adapters never collide. */
  readonly inputs: F;
  /** Reads nothing and changes nothing: opening is cheap. Bad combinations of inputs throw an InputError. */
  open(inputs: Values<F>, context: AdapterContext): Port;
}

/** Adapters of one port, with the input that chooses among them. */
export interface Registry<Port> {
  /** The choosing input: `database`, `store`, `tool`, `host`, `router`, `metrics`, `executor`. */
  readonly kind: string;
  readonly description: string;
  readonly chooser: Field<string | undefined>;
  readonly adapters: readonly Adapter<Port>[];
  find(name: string): Adapter<Port> | undefined;
  open(chosen: Chosen, context: AdapterContext): Port;
}

/** Declares an adapter; the port is named, the inputs are inferred. */
export function defineAdapter<Port>() {
  return <const F extends Fields>(adapter: Adapter<Port, F>): Adapter<Port, F> => adapter;
}

/** Gathers the adapters of one port. A new adapter is one more line here. */
export function registry<Port>(
  kind: string,
  options: { readonly description: string; readonly default?: string },
  // biome-ignore lint/suspicious/noExplicitAny: each adapter has inputs of its own
  adapters: readonly Adapter<Port, any>[],
): Registry<Port> {
  const choices = adapters.map((adapter) => adapter.name);
  checkRegistry(kind, options.default, adapters);
  const find = (name: string) => adapters.find((adapter) => adapter.name === name);
  return {
    kind,
    description: options.description,
    chooser: { ...choice({ ...options, choices }), required: options.default === undefined },
    adapters,
    find,
    open(chosen, context) {
      const adapter = find(chosen.name);
      if (adapter === undefined) throw new Error(`no ${kind} is called ${chosen.name}`);
      return adapter.open(chosen.values, context);
    },
  };
}

/** The same registry where the section can do without: the chooser is not required. */
export function optional<Port>(of: Registry<Port>): Registry<Port> {
  return { ...of, chooser: { ...of.chooser, required: false } };
}

/** What the types cannot say: nobody's names collide and the default exists. A defect, not an input error. */
function checkRegistry(kind: string, fallback: string | undefined, adapters: readonly Adapter<unknown>[]): void {
  const names = adapters.map((adapter) => adapter.name);
  if (fallback !== undefined && !names.includes(fallback))
    throw new Error(`the default ${kind} ${fallback} is unknown`);
  const owners = new Map<string, string>();
  for (const [i, { name, inputs }] of adapters.entries()) {
    if (names.indexOf(name) !== i) throw new Error(`two adapters of ${kind} are called ${name}`);
    for (const input of Object.keys(inputs)) {
      if (!input.startsWith(`${name}-`)) throw new Error(`input ${input} of ${kind} ${name} must begin with ${name}-`);
      if (owners.has(input)) throw new Error(`input ${input} belongs to ${kind} ${owners.get(input)} and to ${name}`);
      owners.set(input, name);
    }
  }
}
