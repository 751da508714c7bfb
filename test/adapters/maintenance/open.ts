import type { Effects } from "../../../src/kit/effects.ts";
import type { Adapter } from "../../../src/kit/registry.ts";
import type { Maintenance } from "../../../src/stages/ports/maintenance.ts";
import { testEffects } from "../../effects.ts";

/** Parses inputs as the configuration would, and opens the adapter. */
export function openMode(
  adapter: Adapter<Maintenance>,
  given: Readonly<Record<string, unknown>>,
  effects: Effects = testEffects(),
): Maintenance {
  const values = Object.entries(adapter.inputs).map(([name, field]) => {
    const value = given[name] ?? field.default;
    return [name, value === undefined ? undefined : field.parse(value)];
  });
  return adapter.open(Object.fromEntries(values), { effects, application: "shop", environment: "test" });
}

/** What a visitor gets. */
export async function visitOf(url: string) {
  const response = await fetch(url, { redirect: "manual" });
  await response.body?.cancel();
  return { status: response.status, retryAfter: response.headers.get("retry-after") };
}
