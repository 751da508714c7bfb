import type { Slot } from "../../../core/slots.ts";
import { InputError, type Problem } from "../../../kit/errors.ts";
import { type Address, parseAddress } from "./socket.ts";

/** The backend and its two servers, by the names that they have in the configuration. */
export interface Place {
  readonly backend: string;
  readonly servers: Readonly<Record<Slot, string>>;
}

interface Given {
  readonly "haproxy-socket": string;
  readonly "haproxy-backend": string;
  readonly "haproxy-servers": readonly string[];
  readonly "haproxy-state-file": string | undefined;
}

/** The place that the inputs name, and where it is asked; an InputError names everything that is wrong with them. */
export function checkPlace(inputs: Given): Place & { readonly address: Address } {
  const address = parseAddress(inputs["haproxy-socket"]);
  const [blue = "", green = "", ...more] = inputs["haproxy-servers"];
  const backend = inputs["haproxy-backend"];
  // They become words of a command; these are the signs that HAProxy allows in a name.
  const isName = (name: string) => /^[\w.:-]+$/.test(name);
  const areNames = isName(blue) && isName(green) && blue !== green && more.length === 0;
  const file = inputs["haproxy-state-file"];
  const checks: readonly (readonly [string, boolean, string])[] = [
    ["haproxy-socket", address !== null, "must be an absolute path or `tcp:host:port`"],
    ["haproxy-backend", isName(backend), "must be the name of a backend: letters, digits and `-_.:`"],
    ["haproxy-servers", areNames, "must be the names of two servers: that of slot blue, that of slot green"],
    ["haproxy-state-file", file === undefined || file.startsWith("/"), "must be an absolute path"],
  ];
  const problems: readonly Problem[] = checks
    .filter(([, isGood]) => !isGood)
    .map(([where, , what]) => ({ where, what }));
  if (address === null || problems.length > 0) throw new InputError(problems);
  return { address, backend, servers: { blue, green } satisfies Record<Slot, string> };
}
