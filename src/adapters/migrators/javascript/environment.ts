import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { libpqOptions, withLimits } from "../engine/limits.ts";

/**
 * The address as programs of Node read it. The limits reach PostgreSQL by the address and PGOPTIONS; drivers of MySQL
 * take none from outside.
 */
export function nodeEnvironment(address: Address, limits: Limits): Readonly<Record<string, string | undefined>> {
  const { dialect, url, host, port, user, password, database } = address;
  const common = { FORCE_COLOR: undefined, NO_COLOR: "1" };
  if (dialect === "postgres") {
    const session = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database };
    return { ...common, ...session, PGOPTIONS: libpqOptions(limits), DATABASE_URL: withLimits(address, limits) };
  }
  return {
    ...common,
    DATABASE_URL: url,
    MYSQL_HOST: host,
    MYSQL_PORT: String(port),
    MYSQL_USER: user,
    MYSQL_PASSWORD: password,
    MYSQL_DATABASE: database,
  };
}
