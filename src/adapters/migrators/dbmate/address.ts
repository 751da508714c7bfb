import { InputError } from "../../../kit/errors.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { withLimits } from "../engine/limits.ts";
import { sqliteUrl } from "./url.ts";

/** The address as dbmate's drivers (Go's lib/pq, go-sql-driver and sqlite3) read it, with the limits. */
export function dbmateUrl(address: Address, limits: Limits): string {
  if (address.dialect === "sqlite") return sqliteUrl(address.database);
  if (address.dialect === "postgres") return withLimits({ ...address, url: withoutTls(address) }, limits);
  return withLimits({ ...address, url: goTls(address.url) }, limits);
}

/** lib/pq insists on TLS where nothing is said, which no server on this machine has; libpq does without. */
function withoutTls({ url, host }: Address): string {
  const isLocal = ["", "localhost", "127.0.0.1", "::1"].includes(host) || host.startsWith("/");
  if (!isLocal || /[?&]sslmode=/.test(url)) return url;
  return `${url}${url.includes("?") ? "&" : "?"}sslmode=disable`;
}

const modes: Readonly<Record<string, string>> = {
  DISABLED: "false",
  PREFERRED: "preferred",
  REQUIRED: "skip-verify",
  VERIFY_CA: "true",
  VERIFY_IDENTITY: "true",
};

/** `ssl-mode` in the words of Go's driver, which takes what it does not know for a variable of the server. */
function goTls(url: string): string {
  const [place = "", query = ""] = url.split("?");
  const pairs = query.split("&").filter((pair) => pair !== "");
  if (pairs.some((pair) => /^ssl-(ca|cert|key)=/.test(pair))) {
    throw new InputError([{ where: "dbmate-url", what: "names certificates, which dbmate cannot take for MySQL" }], {
      hint: "Put the authority among those that the machine trusts, and write `ssl-mode=VERIFY_IDENTITY` alone.",
    });
  }
  const told = pairs.map((pair) => pair.replace(/^ssl-mode=(.*)$/, (_, mode) => `tls=${modes[mode] ?? "true"}`));
  return told.length === 0 ? place : `${place}?${told.join("&")}`;
}
