import type { Effects } from "../../../src/kit/effects.ts";
import type { Adapter } from "../../../src/kit/registry.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import type { ProgramName } from "../../../test/servers/programs.ts";
import type { Company } from "../../demo/company.ts";
import type { Place } from "../scene.ts";

/** What a router is measured in. */
export interface Ground extends Place {
  readonly effects: Effects;
  /** Starts the children of one router; they are stopped after it. */
  readonly company: Company;
}

/** A router in front of two slots, with all the traffic going to blue. */
export interface SwitchPlace extends AsyncDisposable {
  readonly router: Router;
  /** Where real traffic comes in; answers say in `x-slot` who gives them. Null where there is no traffic. */
  readonly url: string | null;
  /** Plays what has to answer a change and is not here. */
  played?(): Promise<void>;
}

/** A router, what it needs, and what it promises. */
export interface Subject {
  readonly name: string;
  readonly programs: readonly ProgramName[];
  /** Milliseconds from a decision to its effect. */
  readonly limit: number;
  /** What was in front of the router and behind it. */
  readonly told: string;
  open(ground: Ground): Promise<SwitchPlace>;
}

/** Parses inputs as the configuration would, and opens the router. */
export function openRouter(
  adapter: Adapter<Router>,
  inputs: Readonly<Record<string, string | readonly unknown[]>>,
  effects: Effects,
): Router {
  const values = Object.entries(adapter.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  return adapter.open(Object.fromEntries(values), { effects, application: "bench", environment: "bench" });
}
