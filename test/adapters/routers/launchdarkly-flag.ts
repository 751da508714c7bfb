import { launchdarklyRouter } from "../../../src/adapters/routers/launchdarkly.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import type { Visitor } from "../../servers/launchdarkly/flag.ts";
import { type FakeLaunchDarkly, startLaunchDarkly } from "../../servers/launchdarkly.ts";
import { plainEffects } from "../plain-effects.ts";

/** A fake LaunchDarkly and routers of its flag. */
export interface FlagBench extends AsyncDisposable {
  readonly fake: FakeLaunchDarkly;
  open(inputs?: Readonly<Record<string, unknown>>, effects?: Partial<Effects>): Router;
}

export async function flagBench(): Promise<FlagBench> {
  const fake = await startLaunchDarkly();
  return {
    fake,
    open: (inputs = {}, effects = {}) => openRouter({ ...inputsOf(fake), ...inputs }, plainEffects(effects)),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

export const inputsOf = ({ url, token }: FakeLaunchDarkly) => ({
  "launchdarkly-token": token,
  "launchdarkly-url": url,
  "launchdarkly-project": "shop",
  "launchdarkly-environment": "production",
  "launchdarkly-flag": "checkout",
});

export const visitors: readonly Visitor[] = Array.from({ length: 2000 }, (_, i) => ({ key: `visitor-${i}` }));

/** Parses inputs as the configuration would, and opens the router. */
function openRouter(inputs: Readonly<Record<string, unknown>>, effects: Effects): Router {
  const values = Object.entries(launchdarklyRouter.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  return launchdarklyRouter.open(Object.fromEntries(values), { effects, application: "shop", environment: "test" });
}
