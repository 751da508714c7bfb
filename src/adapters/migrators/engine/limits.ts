import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "./declaration.ts";

/** The limits for programs of libpq (psql, psycopg, Ruby's pg, PHP's pgsql): the value of PGOPTIONS. */
export function libpqOptions({ lock, statement }: Limits): string {
  return `-c lock_timeout=${lock} -c statement_timeout=${statement}`;
}

/**
 * The address with the limits in it, for drivers that read no PGOPTIONS. PostgreSQL: `?options=-c lock_timeout=…`, which
 * pgx, lib/pq, node's pg, postgres.js, libpq, JDBC and Prisma's engine hand on. MySQL and MariaDB: `?lock_wait_timeout=…`,
 * which only Go's driver sets as variables of the session; they have no limit for statements that change something.
 * SQLite: as it is.
 */
export function withLimits({ dialect, url }: Pick<Address, "dialect" | "url">, limits: Limits): string {
  if (dialect === "sqlite") return url;
  if (dialect === "postgres") return withOptions(url, libpqOptions(limits));
  if (limits.lock === 0) return url;
  const seconds = Math.max(1, Math.ceil(limits.lock / 1000));
  return `${url}${url.includes("?") ? "&" : "?"}lock_wait_timeout=${seconds}&innodb_lock_wait_timeout=${seconds}`;
}

/** Blanks as %20: a plus is not a blank to every driver. */
function withOptions(url: string, options: string): string {
  const code = encodeURIComponent(options);
  const given = /([?&]options=)([^&]*)/.exec(url);
  if (given === null) return `${url}${url.includes("?") ? "&" : "?"}options=${code}`;
  return url.replace(given[0], () => `${given[1]}${given[2]}%20${code}`);
}
