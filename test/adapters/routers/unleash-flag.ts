import { unleashRouter } from "../../../src/adapters/routers/unleash.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { plainEffects } from "../plain-effects.ts";

/** Parses inputs as the configuration would, and opens the router. */
export function openRouter(inputs: Readonly<Record<string, unknown>>, effects: Partial<Effects> = {}): Router {
  const values = Object.entries(unleashRouter.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  const context = { effects: plainEffects(effects), application: "shop", environment: "test" };
  return unleashRouter.open(Object.fromEntries(values), context);
}
