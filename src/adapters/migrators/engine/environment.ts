import type { Fields } from "../../../kit/fields.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Setup, Tool } from "./declaration.ts";

/** What leads tools to a database without being asked: never to another one than the one that was named. */
const strays = [
  ...["DATABASE_URL", "DB_URL", "DB_CONNECTION", "DB_HOST", "DB_PORT", "DB_DATABASE", "DB_USERNAME", "DB_PASSWORD"],
  ...["DB_SOCKET", "SHADOW_DATABASE_URL", "DIRECT_URL", "POSTGRES_URL", "MYSQL_URL", "SQLITE_URL"],
  ...["PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGPASSWORD", "PGPASSFILE", "PGDATABASE", "PGSERVICE"],
  ...["PGSERVICEFILE", "PGOPTIONS", "PGTARGETSESSIONATTRS"],
  ...["MYSQL_HOST", "MYSQL_PWD", "MYSQL_TCP_PORT", "MYSQL_UNIX_PORT"],
];

/** The environment of a call: the machine's without what names databases, and the tool's own. */
export async function environmentOf<F extends Fields>(
  tool: Pick<Tool<F>, "environment">,
  setup: Setup<F>,
  limits: Limits,
): Promise<Readonly<Record<string, string | undefined>>> {
  const blank: Record<string, string | undefined> = Object.fromEntries(strays.map((name) => [name, undefined]));
  // Empty counts as none, and still keeps the one of a `.env` file away.
  const emptied = Object.fromEntries(((await setup.emptied?.()) ?? []).map((name) => [name, ""]));
  return { ...blank, ...emptied, ...tool.environment(setup, limits) };
}
