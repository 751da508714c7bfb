import type { Effects } from "./effects.ts";
import type { ActionError } from "./errors.ts";
import type { Fields, Values } from "./fields.ts";
import type { Chosen, Registry } from "./registry.ts";

/** What may be asked of a section: its inputs, the ports it chooses adapters for, whether it may be a list. */
export interface Contract<F extends Fields = Fields> {
  readonly name: string;
  readonly inputs: F;
  /** Ports whose adapters the section chooses; the first one gives an item its default name. */
  // biome-ignore lint/suspicious/noExplicitAny: registries of different ports stand side by side
  readonly adapters: readonly Registry<any>[];
  readonly isRepeatable: boolean;
}

/** One map of a section, parsed: `name` tells it from its siblings. */
export interface Item<F extends Fields = Fields> {
  readonly name: string;
  readonly values: Values<F>;
  /** Throws when the section does not choose that kind. */
  chosen(kind: string): Chosen;
}

/** The configuration that this run sees: deploy.yml, its overlay, and the step's own `with:`. */
export interface Settings {
  /** False when neither deploy.yml nor `with:` says anything about the section. */
  has(section: string): boolean;
  /** The section's items, parsed for the given slot; throws one InputError that names every problem. */
  items<F extends Fields>(contract: Contract<F>, slot?: string): readonly Item<F>[];
  /** Expands `$NAME` in inputs that the journal recorded and parses them again. */
  reopen(registry: Registry<unknown>, recorded: Recorded, slot?: string): Chosen;
  /** Canonical JSON of what was asked, unexpanded: part of the plan's digest. */
  readonly fingerprintText: string;
}

/** An adapter as the journal keeps it. */
export interface Recorded {
  readonly kind: string;
  readonly name: string;
  readonly with: Readonly<Record<string, unknown>>;
  /** Where it works, where that is not the machine of the run. */
  readonly executor?: Recorded;
}

export interface Outcome {
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown for the job summary. */
  readonly summary?: string;
  /** The failure that was foreseen: outputs are set all the same, then the step fails. */
  readonly failure?: ActionError;
  /** What `cleanUp` has to know at the end of the job; no secret. */
  readonly state?: Readonly<Record<string, string>>;
}

/** Everything an action's `run` receives. */
export interface Task<Common extends Fields = Fields> {
  readonly common: Values<Common>;
  /** The configuration for one commit: `$RELEASE` in it is that commit. */
  configure(commit: string): Settings;
  readonly effects: Effects;
}

export interface Action<F extends Fields = Fields> extends Contract<F> {
  /** One sentence, shown by GitHub and by `--help`. */
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: the common inputs are declared in actions/common.ts
  run(task: Task<any>): Promise<Outcome>;
  /** Runs at the end of the job, whatever has happened, with the state that `run` has left. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  cleanUp?(task: Task<any>, state: Readonly<Record<string, string>>): Promise<Outcome>;
}

/** Declares an action: its contract and about ten lines that call a stage. */
export function defineAction<const F extends Fields>(action: Action<F>): Action<F> {
  return action;
}
