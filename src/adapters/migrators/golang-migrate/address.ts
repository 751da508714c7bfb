import { InputError } from "../../../kit/errors.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { libpqOptions } from "../engine/limits.ts";

const input = "golang-migrate-url";
/** What lib/pq understands; anything else it would hand on to the server. */
const parameters = ["sslmode", "sslrootcert", "sslcert", "sslkey", "host", "port"];

/** golang-migrate's driver of MySQL takes a password from the command line alone, where everybody may read it. */
export function refusePassword({ dialect, password }: Address): void {
  if ((dialect !== "mysql" && dialect !== "mariadb") || password === "") return;
  const what = "holds a password, which golang-migrate takes for MySQL on its command line only, in sight of everybody";
  throw new InputError([{ where: input, what }], {
    hint: "Name a user without a password that may come in by a socket (`?socket=/run/mysqld/mysqld.sock`, `IDENTIFIED VIA unix_socket`), or choose another `tool`.",
  });
}

/** The address without its password, as golang-migrate's own drivers want it. */
export function bareAddress(address: Address, table: string): string {
  const { dialect } = address;
  if (dialect === "postgres") return postgresAddress(address, table);
  return dialect === "sqlite" ? sqliteAddress(address, table) : mysqlAddress(address, table);
}

/** What goes with the address in the environment. */
export function environment({ dialect, url, password }: Address, limits: Limits): Readonly<Record<string, string>> {
  if (dialect !== "postgres") return {};
  const own = optionsOf(url).get("options");
  const options = [...(own === null ? [] : [own]), libpqOptions(limits)].join(" ");
  return { PGPASSWORD: password, PGOPTIONS: options, PGCONNECT_TIMEOUT: "15" };
}

function postgresAddress({ url, host }: Address, table: string): string {
  const [, user = "", place = "", path = ""] = /^postgres:\/\/(?:([^:@/]*)[^@/]*@)?([^/?]*)\/([^?]*)/.exec(url) ?? [];
  const query = new URLSearchParams([...optionsOf(url)].filter(([name]) => parameters.includes(name)));
  // lib/pq has no middle way between none and `require`, and begins with the latter.
  if (["prefer", "allow"].includes(query.get("sslmode") ?? "")) query.delete("sslmode");
  if (!query.has("sslmode") && isHere(host)) query.set("sslmode", "disable");
  const [name = table, schema] = table.split(".").reverse();
  if (schema === undefined) query.set("x-migrations-table", table);
  else {
    query.set("x-migrations-table", `"${schema}"."${name}"`);
    query.set("x-migrations-table-quoted", "true");
  }
  return `postgres://${user === "" ? "" : `${user}@`}${place}/${path}?${query}`;
}

function isHere(host: string): boolean {
  return host === "" || host.startsWith("/") || /^(localhost|127(\.\d+){3}|::1)$/.test(host);
}

function sqliteAddress({ database }: Address, table: string): string {
  if (encodeURI(database) !== database || /[?#%]/.test(database)) {
    const what = "has a character in the file's path that golang-migrate would spell in another way";
    throw new InputError([{ where: input, what }], {
      hint: "Keep blanks, `?`, `#`, `%` and accents out of the path.",
    });
  }
  return `sqlite://${database}?${new URLSearchParams({ "x-migrations-table": table })}`;
}

function mysqlAddress({ user, host, port, database, url }: Address, table: string): string {
  const socket = optionsOf(url).get("socket");
  const place = socket === null ? `tcp(${host.includes(":") ? `[${host}]` : host}:${port})` : `unix(${socket})`;
  const query = new URLSearchParams({ "x-migrations-table": table });
  return `mysql://${encodeURIComponent(user)}@${place}/${encodeURIComponent(database)}?${query}`;
}

function optionsOf(url: string): URLSearchParams {
  // Blanks are %20 there, so that a plus is a plus.
  return new URLSearchParams((/\?(.*)$/s.exec(url)?.[1] ?? "").replaceAll("+", "%2B"));
}
