import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { bareAddress as libpqAddress, environment as libpqEnvironment } from "../golang-migrate/address.ts";

/** The address without its password, which lib/pq takes from the environment. */
export function bareAddress(address: Address): string {
  return libpqAddress(address, "")
    .replace(/([?&])x-migrations-table=&?/, "$1")
    .replace(/[?&]$/, "");
}

/** The password and the limits; nothing is sent to Atlas' makers. */
export function environment(address: Address, limits: Limits): Readonly<Record<string, string>> {
  return {
    ...libpqEnvironment(address, limits),
    ATLAS_NO_UPDATE_NOTIFIER: "true",
    ATLAS_NO_ANON_TELEMETRY: "true",
    NO_COLOR: "1",
  };
}
