import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { libpqOptions } from "../engine/limits.ts";

const modes: Readonly<Record<string, string>> = {
  disable: "Disable",
  allow: "Allow",
  prefer: "Prefer",
  require: "Require",
  "verify-ca": "VerifyCA",
  "verify-full": "VerifyFull",
};

/** The variable that .NET's configuration reads for a connection string: a colon in a path is two underscores there. */
export function efCoreEnvironment(address: Address, name: string, limits: Limits): Readonly<Record<string, string>> {
  const variable = name.includes(":") ? name.replaceAll(":", "__") : `ConnectionStrings__${name}`;
  return { [variable]: connectionString(address, limits), DOTNET_NOLOGO: "1" };
}

/** As Npgsql and MySqlConnector read it. Without a limit of its own a command of EF Core ends after 30 seconds. */
export function connectionString(address: Address, limits: Limits): string {
  const { dialect, host, port, user, password, database } = address;
  const seconds = String(Math.ceil(limits.statement / 1000));
  const parts =
    dialect === "postgres"
      ? {
          ...{ Host: host, Port: String(port), Username: user, Password: password, Database: database },
          ...{ Options: libpqOptions(limits), "Command Timeout": seconds, Pooling: "false", ...transport(address) },
        }
      : {
          ...{ Server: host, Port: String(port), "User ID": user, Password: password, Database: database },
          ...{ "Default Command Timeout": seconds, Pooling: "false" },
        };
  return Object.entries(parts)
    .map(([key, value]) => `${key}=${quoted(value)}`)
    .join(";");
}

/** Semicolons, quotes, equals signs and blanks at the ends are safe between double quotes, which are doubled inside. */
function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

function transport({ url }: Address): Readonly<Record<string, string>> {
  const asked = new URL(url).searchParams;
  const mode = modes[asked.get("sslmode") ?? ""];
  const root = asked.get("sslrootcert");
  return {
    ...(mode === undefined ? {} : { "SSL Mode": mode }),
    ...(root === null ? {} : { "Root Certificate": root }),
  };
}
