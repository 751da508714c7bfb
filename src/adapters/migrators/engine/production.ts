import { resolve } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { ActionError, CancelledError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Address } from "../../targets/address.ts";

/** The database that a copy stands for; `url` is the address as it was written. */
export interface Production {
  readonly url: string;
  readonly address: Address;
}

type World = { readonly exec: Executor; readonly effects: Effects };

/** Names of the variables that programs inherit there and whose value leads to this database; asked once. */
export function leadingTo(production: Production, { exec, effects }: World): () => Promise<readonly string[]> {
  let known: Promise<readonly string[]> | null = null;
  return () => {
    known ??= look();
    return known;
  };

  async function look(): Promise<readonly string[]> {
    const found = (await inherited({ exec, effects })).filter(([, value]) => leads(value)).map(([name]) => name);
    if (found.length > 0) effects.log.info(`Rehearse without ${found.join(", ")}: production's address stands there`);
    return found;
  }

  function leads(value: string): boolean {
    const { url, address } = production;
    if (value === "") return false;
    if ([url, address.url].some((one) => value === one || value === effects.redact(one))) return true;
    return address.dialect === "sqlite"
      ? resolve(effects.folder, pathIn(value)) === address.database
      : placesIn(value).some((place) => isSame(place, address));
  }
}

/** What programs print is redacted; here the values are known. */
async function inherited({ exec, effects }: World): Promise<readonly (readonly [string, string])[]> {
  try {
    const { stdout } = await exec.run(["env", "-0"]);
    return stdout.split("\0").flatMap((line) => {
      const at = line.indexOf("=");
      if (at < 1) return [];
      const name = line.slice(0, at);
      return [[name, (exec.isHere ? effects.env(name) : undefined) ?? line.slice(at + 1)] as const];
    });
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    return [];
  }
}

interface Place {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user?: string;
  readonly password?: string;
}

/** The same server, or the same login to a database of the same name: a pooler's address has another host. */
function isSame(place: Place, address: Address): boolean {
  if (place.database !== address.database) return false;
  const isLogin = place.user === address.user && place.password === address.password && address.password !== "";
  const port = place.port === "" ? (address.dialect === "postgres" ? 5432 : 3306) : Number(place.port);
  return isLogin || (sameHost(place.host) === sameHost(address.host) && port === address.port);
}

function sameHost(host: string): string {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return ["localhost", "::1", ""].includes(name) ? "127.0.0.1" : name;
}

const url = /^(?:jdbc:)?(?!https?:)[a-z][a-z0-9+.-]*:\/\/(?:([^:@/?#]*)(?::([^?#]*))?@)?([^/?#@]*)\/([^?#;]*)/i;
const go = /^(?:([^:@]*)(?::(.*))?@)?tcp\(([^)]*)\)\/([^?]*)/;

/** Where a value leads, read as a URL, as Go's drivers write it, or as words such as `host=a dbname=b`. */
function placesIn(value: string): readonly Place[] {
  const [, user, password, hosts, database] = url.exec(value) ?? go.exec(value) ?? [];
  if (hosts !== undefined && database !== undefined) {
    const login = { user: plain(user ?? ""), password: plain(password ?? ""), database: plain(database) };
    return hosts.split(",").map((one) => {
      const [, host = "", port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(one) ?? [];
      return { ...login, host, port };
    });
  }
  const word = (names: string) => new RegExp(`(?:^|[\\s;:])(?:${names})\\s*=\\s*'?([^\\s;']+)`, "i").exec(value)?.[1];
  const named = word("dbname|database|initial catalog");
  const host = word("host|server|data source");
  return named === undefined || host === undefined ? [] : [{ host, port: word("port") ?? "", database: named }];
}

function pathIn(value: string): string {
  return plain(value.replace(/^(?:sqlite3?|file):(?:\/\/)?/i, "").replace(/\?.*$/, ""));
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
