import type { Dialect } from "../../../core/judgement/finding.ts";
import { InputError } from "../../../kit/errors.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { withLimits } from "../engine/limits.ts";

/** What goose calls the engine. */
export const drivers: Readonly<Record<Dialect, string>> = {
  postgres: "postgres",
  mysql: "mysql",
  mariadb: "mysql",
  sqlite: "sqlite3",
};

/** The address as goose's drivers want it, with the limits in it. */
export function limited(address: Address, limits: Limits): string {
  if (address.dialect === "postgres") return withLimits(address, limits);
  if (address.dialect === "sqlite") return `${address.database}?_pragma=busy_timeout(${limits.lock})`;
  const { user, password, database } = address;
  if (user.includes(":")) {
    throw new InputError(
      [{ where: "goose-url", what: "has a colon in the user's name, which goose's driver splits" }],
      {
        hint: "Migrate as a user without a colon in its name.",
      },
    );
  }
  const parameters = [...secured(address), ...waits(limits)].join("&");
  // The driver takes the last slash and the last @ for the ends of the parts, and decodes only the database's name.
  const all = `${user}:${password}@${placeOf(address)}/${encodeURIComponent(database)}`;
  return parameters === "" ? all : `${all}?${parameters}`;
}

/** `-certfile` where the address names an authority: goose then verifies the server by it. */
export function certificate({ dialect, url }: Address): readonly string[] {
  const file = dialect === "mysql" || dialect === "mariadb" ? optionsOf(url).get("ssl-ca") : null;
  return file === null ? [] : [`-certfile=${file}`];
}

function placeOf({ host, port, url }: Address): string {
  const socket = optionsOf(url).get("socket");
  if (socket !== null) return `unix(${socket})`;
  return `tcp(${host.includes(":") ? `[${host}]` : host}:${port})`;
}

function waits({ lock }: Limits): readonly string[] {
  if (lock === 0) return [];
  const seconds = Math.max(1, Math.ceil(lock / 1000));
  return [`lock_wait_timeout=${seconds}`, `innodb_lock_wait_timeout=${seconds}`];
}

const encryption: Readonly<Record<string, string>> = {
  PREFERRED: "preferred",
  REQUIRED: "skip-verify",
  VERIFY_CA: "true",
  VERIFY_IDENTITY: "true",
};

function secured({ url }: Address): readonly string[] {
  const how = encryption[optionsOf(url).get("ssl-mode") ?? ""];
  return how === undefined ? [] : [`tls=${how}`];
}

function optionsOf(url: string): URLSearchParams {
  return new URLSearchParams(/\?(.*)$/s.exec(url)?.[1] ?? "");
}
