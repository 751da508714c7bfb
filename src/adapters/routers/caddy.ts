import { InputError, RefusedError } from "../../kit/errors.ts";
import { flag, list, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { type Admin, edited, openAdmin } from "./caddy/admin.ts";
import { type Address, parseAddress } from "./caddy/connection.ts";
import {
  type Dials,
  type Entries,
  entriesOf,
  parseEntries,
  printEntries,
  readHandler,
  shareOfGreen,
  writeHandler,
} from "./caddy/handler.ts";
import { splittingRouter } from "./splitting/splitting.ts";

/**
 * Splits by the upstreams of one `reverse_proxy` handler of a running Caddy. Caddy opens its ports anew with each change:
 * what it is answering it answers to the end, but a connection that is just being opened may break. On Linux
 * `net.ipv4.tcp_migrate_req=1` hands over those that wait in the queue of the port.
 */
export const caddyRouter = defineAdapter<Router>()({
  name: "caddy",
  summary:
    "The upstreams of one `reverse_proxy` handler in a running Caddy, through its admin API. A change may break a connection that is just being opened. The split lives in Caddy's memory: a reload of its configuration file loses it, and so does a restart without `caddy run --resume`.",
  inputs: {
    "caddy-admin": text({
      description: "Where its admin API listens, seen from where the commands run: `http://host:port` or `unix//path`.",
      default: "http://127.0.0.1:2019",
    }),
    "caddy-id": text({ description: "The `@id` of the handler in Caddy's JSON.", required: true }),
    "caddy-upstreams": list({
      description: "The `dial` addresses of slot blue and slot green: `127.0.0.1:3001, 127.0.0.1:3002`.",
      required: true,
    }),
    "caddy-weights": flag({
      description:
        "`true` divides the requests by any percentage, in turn (`round_robin`): a visitor may meet both releases in one visit. `false` knows 0 and 100.",
      default: "false",
    }),
  },
  open(inputs, { effects, executor = effects.exec }) {
    const { address, dials } = checked(inputs);
    const path = `/id/${inputs["caddy-id"]}`;
    return caddyOf({ admin: openAdmin(address, executor, effects), path, dials, mayShare: inputs["caddy-weights"] });
  },
});

interface Place {
  readonly admin: Admin;
  readonly path: string;
  readonly dials: Dials;
  readonly mayShare: boolean;
}

function caddyOf({ admin, path, dials, mayShare }: Place): Router {
  const write = async (entries: Entries, expected: string | null) => {
    const { value, etag } = await admin.get(path);
    if (expected !== null && printEntries(readHandler(value, dials, mayShare)) !== expected) throw edited();
    await admin.replace(path, writeHandler(value, dials, entries, mayShare), etag);
  };
  return splittingRouter({
    granularity: mayShare ? "any" : "all-or-nothing",
    async load() {
      const entries = readHandler((await admin.get(path)).value, dials, mayShare);
      return { green: shareOfGreen(entries), raw: printEntries(entries) };
    },
    store: (green, { raw }) => write(entriesOf(green, mayShare), raw),
    async put(raw) {
      const entries = parseEntries(raw, mayShare);
      await write(entries, null).catch((error: unknown) => {
        // Whatever is there now is to go, so an edit in between is no reason to stop.
        if (error instanceof RefusedError) return write(entries, null);
        throw error;
      });
    },
    // The admin API has answered when the new configuration was running, and only what runs is read from it.
    effect: async () => "in-effect",
    async inFlight(slot) {
      const { value } = await admin.get("/reverse_proxy/upstreams");
      const found = Array.isArray(value) ? value.find((one) => one.address === dials[slot]) : undefined;
      // Older versions do not count a slot any more once it has left the list.
      return Number.isInteger(found?.num_requests) ? found.num_requests : null;
    },
  });
}

function checked(inputs: {
  readonly "caddy-admin": string;
  readonly "caddy-id": string;
  readonly "caddy-upstreams": readonly string[];
}): { readonly address: Address; readonly dials: Dials } {
  const address = parseAddress(inputs["caddy-admin"]);
  const [blue = "", green = "", ...more] = inputs["caddy-upstreams"];
  const areDials = [blue, green].every((dial) => /^\S+$/.test(dial)) && blue !== green && more.length === 0;
  const checks: readonly (readonly [string, boolean, string])[] = [
    ["caddy-admin", address !== null, "must be `http://host:port` or `unix//path`, without a user name or password"],
    ["caddy-id", /^[\w.-]+$/.test(inputs["caddy-id"]), "must be letters, digits and `-_.`"],
    ["caddy-upstreams", areDials, "must be two addresses: that of slot blue, that of slot green"],
  ];
  const problems = checks.filter(([, isGood]) => !isGood).map(([where, , what]) => ({ where, what }));
  if (address === null || problems.length > 0) throw new InputError(problems);
  return { address, dials: { blue, green } };
}
