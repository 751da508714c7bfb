import { executors } from "../../adapters/executors/index.ts";
import type { Item, Recorded, Settings } from "../../kit/action.ts";
import type { AdapterContext, Chosen, Registry } from "../../kit/registry.ts";
import type { Hooks, Opened } from "../../stages/context.ts";

/** What a section needs to open its ports. */
export interface SectionContext extends AdapterContext {
  readonly settings: Settings;
}

/** Opens the adapter that an item chose. */
export function openPort<Port>(registry: Registry<Port>, item: Item, context: SectionContext): Opened<Port> {
  return opened(registry, item.chosen(registry.kind), context);
}

/** As `openPort`, for what works where the item's executor does; the record tells where that is. */
export function openThere<Port>(registry: Registry<Port>, item: Item, context: SectionContext): Opened<Port> {
  const { port: executor, record } = openPort(executors, item, context);
  const found = openPort(registry, item, { ...context, executor });
  return record.name === "local" ? found : { ...found, record: { ...found.record, executor: record } };
}

/** Opens an adapter again as the journal recorded it, where it worked then. */
export function reopenPort<Port>(registry: Registry<Port>, recorded: Recorded, context: SectionContext): Opened<Port> {
  const chosen = context.settings.reopen(registry, recorded);
  if (recorded.executor === undefined) return opened(registry, chosen, context);
  const { port: executor, record } = opened(executors, context.settings.reopen(executors, recorded.executor), context);
  const found = opened(registry, chosen, { ...context, executor });
  return { ...found, record: { ...found.record, executor: record } };
}

function opened<Port>(registry: Registry<Port>, chosen: Chosen, context: SectionContext): Opened<Port> {
  return {
    port: registry.open(chosen, context),
    record: { kind: chosen.kind, name: chosen.name, with: chosen.recorded },
  };
}

interface HookValues {
  readonly before?: readonly (string | readonly string[])[] | undefined;
  readonly after?: readonly (string | readonly string[])[] | undefined;
  readonly "time-limit"?: number | undefined;
}

/** The user's commands around a section, as argument lists, and how long it may take with them. */
export function hooksOf({ before = [], after = [], "time-limit": timeLimit }: HookValues): Hooks {
  const commands = { before: before.map(toWords), after: after.map(toWords) };
  return timeLimit === undefined ? commands : { ...commands, timeLimit };
}

function toWords(command: string | readonly string[]): readonly [string, ...string[]] {
  const [program = "", ...rest] = typeof command === "string" ? command.split(/\s+/) : command;
  return [program, ...rest];
}
