import { InputError } from "../../../kit/errors.ts";
import { foreign, variables, words } from "./keywords.ts";

/** Where a database is and who asks, as the environment of libpq's programs: nothing secret is ever on a command line. */
export interface Address {
  /** Host name, or the folder of a unix socket; empty for the client's default socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  /** Key words of libpq that were given beside those. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads the address as libpq does, every part percent-decoded; `input` is named in the InputError, the address is not. */
export function parseAddress(url: string, input: string): Address {
  const refuse = (what: string, hint: string) => new InputError([{ where: input, what }], { hint });
  const form = "Write `postgres://user:password@host:port/database?sslmode=require`.";
  const encode =
    "Percent-encode the special characters of user and password: `@` is `%40`, `/` is `%2F`, `:` is `%3A`.";
  const found = /^postgres(?:ql)?:\/\/(?:([^@/]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(url);
  if (found === null) throw refuse("is no PostgreSQL address", form);
  const decode = (text: string) => {
    try {
      const decoded = decodeURIComponent(text);
      if (!decoded.includes("\0")) return decoded;
    } catch {}
    throw refuse("has a percent sign that encodes nothing", "Write `%25` for a percent sign.");
  };
  const [, credentials, place = "", path = "", query = ""] = found;
  if (place.includes("@")) throw refuse("has an `@` too many", encode);
  if (place.includes(",")) throw refuse("names several hosts", "Name one: a snapshot belongs to one server.");
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(place);
  const [user, ...rest] = (credentials ?? "").split(":");
  const given: Record<string, string> = {};
  for (const pair of query.split("&").filter((pair) => pair !== "")) {
    const [key = "", ...value] = pair.split("=");
    given[decode(key)] = decode(value.join("="));
  }
  const { host, port, user: named, password, dbname, ...others } = given;
  for (const key of Object.keys(others)) {
    if (Object.hasOwn(variables, key) || words.test(key) || foreign.test(key)) continue;
    throw refuse(`has the parameter \`${key.slice(0, 40)}\`, which is none of libpq's`, "Leave it out.");
  }
  const number = port ?? parts?.[2] ?? "5432";
  if (parts === null || !/^\d{1,5}$/.test(number || "5432")) throw refuse("has a port that is no number", encode);
  const database = dbname ?? decode(path);
  if (database === "") throw refuse("names no database", form);
  return {
    host: host ?? decode(parts[1] ?? "").replace(/^\[(.*)\]$/, "$1"),
    port: Number(number || "5432"),
    user: named ?? (user ? decode(user) : undefined),
    password: password ?? (rest.length > 0 ? decode(rest.join(":")) : undefined),
    database,
    parameters: others,
  };
}

/** The environment in which libpq finds this server and nothing else; the variables of the machine do not count. */
export function environmentOf(address: Address): Readonly<Record<string, string | undefined>> {
  const blank = Object.values(variables).map((name) => [name, undefined] as const);
  const set = Object.entries(address.parameters).filter(([key]) => Object.hasOwn(variables, key));
  const { PGPASSFILE: _, ...none } = Object.fromEntries(blank);
  return {
    ...none,
    ...{ PGSERVICE: undefined, PGSERVICEFILE: undefined, PGDATABASE: undefined, PGCLIENTENCODING: undefined },
    ...{ LC_ALL: "C", PGAPPNAME: "deploy-actions", PGCONNECT_TIMEOUT: "15", PGPORT: String(address.port) },
    ...{ PGHOST: address.host || undefined, PGUSER: address.user, PGPASSWORD: address.password },
    ...Object.fromEntries(set.map(([key, value]) => [variables[key] as string, value])),
  };
}

/** The connection string of a command line: the database's name, nothing secret. */
export function targetOf(address: Address): string {
  const extra = Object.entries(address.parameters).filter(([key]) => words.test(key));
  const pairs = [["dbname", address.database] as const, ...extra];
  return pairs.map(([key, value]) => `${key}='${value.replaceAll(/['\\]/g, "\\$&")}'`).join(" ");
}

/** The address for tools; holds the password. */
export function urlOf({ host, port, user = "", password, database, parameters }: Address): string {
  const secret = password === undefined ? "" : `:${encodeURIComponent(password)}`;
  const isSocket = host === "" || host.startsWith("/");
  const all = isSocket && host !== "" ? { host, ...parameters } : parameters;
  const query = Object.entries(all).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const place = isSocket ? "" : `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const who = user === "" && secret === "" ? "" : `${encodeURIComponent(user)}${secret}@`;
  const port_ = isSocket ? [`port=${port}`] : [];
  const end = [...query, ...port_].join("&");
  return `postgres://${who}${place}/${encodeURIComponent(database)}${end === "" ? "" : `?${end}`}`;
}
