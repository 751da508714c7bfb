import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { libpqOptions } from "../engine/limits.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the drivers of PHP, Python and Ruby read past the framework's settings: on PostgreSQL, where they are all built
 * on libpq, the address for settings that leave a part out, and the limits. Drivers of MySQL take no limits from outside.
 */
export function sessionEnvironment(
  { dialect, host, port, user, password, database }: Address,
  limits: Limits,
): Environment {
  // Frameworks break their messages into lines of the terminal's width.
  const common = { COLUMNS: "1000", NO_COLOR: "1" };
  if (dialect !== "postgres") return common;
  return {
    ...common,
    ...{
      PGHOST: host || undefined,
      PGPORT: String(port),
      PGUSER: user || undefined,
      PGPASSWORD: password || undefined,
    },
    ...{ PGDATABASE: database, PGOPTIONS: libpqOptions(limits), PGAPPNAME: "deploy-actions" },
  };
}

/** The address with another scheme: `postgresql`, `mysql2`, `postgresql+psycopg`. SQLite as `scheme:///` and the path. */
export function urlWith(scheme: string, { dialect, url, database }: Address): string {
  return dialect === "sqlite" ? `${scheme}:///${encodeURI(database)}` : url.replace(/^[^:]+/, () => scheme);
}
