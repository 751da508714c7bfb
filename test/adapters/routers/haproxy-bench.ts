import { haproxyRouter } from "../../../src/adapters/routers/haproxy.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { type Haproxy, type HaproxyOptions, startHaproxy } from "../../servers/haproxy.ts";
import { plainEffects } from "../plain-effects.ts";
import { openSlots } from "./under-load.ts";

export interface Given {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly effects?: Effects;
  readonly executor?: Executor;
}

/** Parses inputs as the configuration would, and opens the router onto the backend `app`. */
export function openHaproxy(socket: string, { inputs = {}, effects = plainEffects(), executor }: Given = {}): Router {
  const given: Readonly<Record<string, string>> = { "haproxy-socket": socket, "haproxy-backend": "app", ...inputs };
  const values = Object.entries(haproxyRouter.inputs).map(([name, field]) => {
    const value = given[name] ?? field.default;
    return [name, value === undefined ? undefined : field.parse(value)];
  });
  const context = { effects, application: "shop", environment: "test", ...(executor && { executor }) };
  return haproxyRouter.open(Object.fromEntries(values), context);
}

/** Two slots behind a HAProxy. */
export async function haproxyBench(options: HaproxyOptions = {}) {
  const slots = await openSlots();
  const haproxy: Haproxy = await startHaproxy(slots.ports, options);
  return {
    slots,
    haproxy,
    open: (given: Given = {}) => openHaproxy(haproxy.socket, given),
    async [Symbol.asyncDispose]() {
      await haproxy[Symbol.asyncDispose]();
      await slots[Symbol.asyncDispose]();
    },
  };
}
