import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { libpqOptions } from "../engine/limits.ts";

/** The address and the limits as JDBC wants them. */
export function environment(address: Address, limits: Limits): Readonly<Record<string, string>> {
  const url = address.dialect === "postgres" ? postgresUrl(address, limits) : mysqlUrl(address, limits);
  return { FLYWAY_URL: url, FLYWAY_USER: address.user, FLYWAY_PASSWORD: address.password };
}

/** What libpq and the driver of JDBC call by the same name. */
const shared = ["sslmode", "sslrootcert", "sslcert", "sslkey"];

export function postgresUrl({ url, host, port, database }: Address, limits: Limits): string {
  const given = optionsOf(url);
  const own = given.get("options");
  const options = [...(own === null ? [] : [own]), libpqOptions(limits)].join(" ");
  const kept = shared.flatMap((name) => (given.has(name) ? [[name, given.get(name) ?? ""] as const] : []));
  const query = [...kept, ["options", options] as const].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `jdbc:postgresql://${placeOf(host, port)}/${encodeURIComponent(database)}?${query.join("&")}`;
}

/** `sslMode` of the two drivers: MySQL's words are not MariaDB's. */
const modes: Readonly<Record<string, { readonly mysql: string; readonly mariadb: string }>> = {
  DISABLED: { mysql: "DISABLED", mariadb: "disable" },
  REQUIRED: { mysql: "REQUIRED", mariadb: "trust" },
  VERIFY_CA: { mysql: "VERIFY_CA", mariadb: "verify-ca" },
  VERIFY_IDENTITY: { mysql: "VERIFY_IDENTITY", mariadb: "verify-full" },
};

export function mysqlUrl({ dialect, url, host, port, database }: Address, { lock }: Limits): string {
  const name = dialect === "mariadb" ? "mariadb" : "mysql";
  const seconds = Math.max(1, Math.ceil(lock / 1000));
  const waits = `sessionVariables=lock_wait_timeout=${seconds},innodb_lock_wait_timeout=${seconds}`;
  const mode = modes[optionsOf(url).get("ssl-mode") ?? ""]?.[name];
  const query = [...(mode === undefined ? [] : [`sslMode=${mode}`]), ...(lock === 0 ? [] : [waits])].join("&");
  return `jdbc:${name}://${placeOf(host, port)}/${encodeURIComponent(database)}${query === "" ? "" : `?${query}`}`;
}

function placeOf(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function optionsOf(url: string): URLSearchParams {
  return new URLSearchParams((/\?(.*)$/s.exec(url)?.[1] ?? "").replaceAll("+", "%2B"));
}
