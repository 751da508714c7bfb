import { InputError } from "../../../kit/errors.ts";
import type { Address } from "../engine/declaration.ts";

/** Where the framework's own settings lead. */
export interface Destination {
  readonly host: string;
  readonly port: string;
  readonly database: string;
}

/**
 * Settings that name a database of their own would lead a rehearsal to production: refused before anything is run.
 * What the settings leave out comes from the environment.
 */
export function checkDestination(tool: string, found: Destination, address: Address, hint: string): void {
  if (leadsTo(found, address)) return;
  const place = found.host === "" ? found.database : `${found.host}:${found.port}/${found.database}`;
  const what = `the settings of this checkout lead to \`${place}\` and not to the database that is named here`;
  throw new InputError([{ where: `${tool}-url`, what }], { hint });
}

function leadsTo({ host, port, database }: Destination, address: Address): boolean {
  if (address.dialect === "sqlite") return database === address.database;
  const isThere = host === "" || sameHost(host) === sameHost(address.host);
  return (
    isThere && (port === "" || Number(port) === address.port) && (database === "" || database === address.database)
  );
}

function sameHost(host: string): string {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return ["localhost", "::1"].includes(name) ? "127.0.0.1" : name;
}
