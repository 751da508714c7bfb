import { resolve } from "node:path";
import type { Address } from "../../targets/address.ts";

/** Whether a text is an address of this database, or holds one. `folder`: where relative paths of SQLite files begin. */
export function leadsTo(value: string, address: Address, folder: string): boolean {
  if (value === "") return false;
  return address.dialect === "sqlite"
    ? resolve(folder, pathIn(value)) === address.database
    : placesIn(value).some((place) => isSame(place, address));
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
