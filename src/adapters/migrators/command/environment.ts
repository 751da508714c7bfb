import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { libpqOptions } from "../engine/limits.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** The address in the forms that programs look for, and the limits where there are variables for them. */
export function commandEnvironment({ address }: { readonly address: Address }, limits: Limits): Variables {
  const times = {
    MIGRATION_LOCK_TIMEOUT_MS: String(limits.lock),
    MIGRATION_STATEMENT_TIMEOUT_MS: String(limits.statement),
  };
  return { DATABASE_URL: address.url, ...times, ...partsOf(address, limits) };
}

function partsOf({ dialect, host, port, user, password, database }: Address, limits: Limits): Variables {
  const given = (text: string) => (text === "" ? undefined : text);
  if (dialect === "sqlite") return {};
  if (dialect === "postgres") {
    const place = { PGHOST: given(host), PGPORT: String(port), PGDATABASE: database };
    return { ...place, PGUSER: given(user), PGPASSWORD: given(password), PGOPTIONS: libpqOptions(limits) };
  }
  const place = { MYSQL_HOST: host, MYSQL_TCP_PORT: String(port), MYSQL_DATABASE: database };
  return { ...place, MYSQL_USER: given(user), MYSQL_PWD: given(password) };
}
