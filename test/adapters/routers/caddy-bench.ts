import { caddyRouter } from "../../../src/adapters/routers/caddy.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { type Caddy, type CaddyOptions, startCaddy } from "../../servers/caddy.ts";
import { plainEffects } from "../plain-effects.ts";
import { openSlots } from "./under-load.ts";

export interface Given {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly effects?: Effects;
  readonly executor?: Executor;
}

/** Parses inputs as the configuration would, and opens the router onto the handler `shop`. */
export function openCaddy({ inputs = {}, effects = plainEffects(), executor }: Given): Router {
  const values = Object.entries(caddyRouter.inputs).map(([name, field]) => {
    const value = { "caddy-id": "shop", ...inputs }[name] ?? field.default;
    return [name, value === undefined ? undefined : field.parse(value)];
  });
  const context = { effects, application: "shop", environment: "test", ...(executor && { executor }) };
  return caddyRouter.open(Object.fromEntries(values), context);
}

/** Two slots behind a Caddy. */
export async function caddyBench(options: CaddyOptions = {}) {
  const slots = await openSlots();
  const caddy: Caddy = await startCaddy(slots.ports.blue, options);
  const [blue, green] = [`127.0.0.1:${slots.ports.blue}`, `127.0.0.1:${slots.ports.green}`];
  const dialled = (...dials: readonly string[]) => dials.map((dial) => ({ dial }));
  const basis = { "caddy-admin": caddy.admin, "caddy-upstreams": `${blue}, ${green}` };
  return {
    slots,
    caddy,
    blue,
    green,
    open: ({ inputs, ...given }: Given = {}) => openCaddy({ ...given, inputs: { ...basis, ...inputs } }),
    /** Somebody else dials these in turn. */
    async edit(...dials: readonly string[]) {
      await caddy.ask("PATCH", "/id/shop", {
        "@id": "shop",
        handler: "reverse_proxy",
        upstreams: dialled(...dials),
        ...(dials.length > 1 && { load_balancing: { selection_policy: { policy: "round_robin" } } }),
      });
    },
    async [Symbol.asyncDispose]() {
      await caddy[Symbol.asyncDispose]();
      await slots[Symbol.asyncDispose]();
    },
  };
}
