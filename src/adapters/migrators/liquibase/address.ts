import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Setup } from "../engine/declaration.ts";
import { mysqlUrl, postgresUrl } from "../flyway/address.ts";
import { placeOf } from "./history.ts";

/** The commands that reach the database. */
const commands = ["UPDATE", "UPDATE_COUNT", "ROLLBACK_COUNT"];

/** The address, the limits and the places of the files and of the history. */
export function environment(
  { address, migrations, table }: Pick<Setup, "address" | "migrations" | "table">,
  limits: Limits,
): Readonly<Record<string, string>> {
  const url = address.dialect === "postgres" ? postgresUrl(address, limits) : mysqlUrl(address, limits);
  const given = { URL: url, USERNAME: address.user, PASSWORD: address.password };
  const { name, schema } = placeOf(table);
  return {
    // A `liquibase.properties` that names the command, as `liquibase.command.update.url`, counts before a general variable.
    ...Object.fromEntries(
      ["", ...commands.map((command) => `${command}_`)].flatMap((command) =>
        Object.entries(given).map(([key, value]) => [`LIQUIBASE_COMMAND_${command}${key}`, value]),
      ),
    ),
    LIQUIBASE_SEARCH_PATH: migrations,
    LIQUIBASE_DATABASE_CHANGELOG_TABLE_NAME: name,
    ...(schema === undefined ? {} : { LIQUIBASE_LIQUIBASE_SCHEMA_NAME: schema }),
    // Whoever holds its lock is told at once: a job that was killed holds it for ever.
    LIQUIBASE_CHANGELOG_LOCK_WAIT_TIME_IN_MINUTES: "0",
    LIQUIBASE_CHANGELOG_LOCK_POLL_RATE: "1",
    LIQUIBASE_SHOW_BANNER: "false",
    LIQUIBASE_HEADLESS: "true",
    LIQUIBASE_ANALYTICS_ENABLED: "false",
    LIQUIBASE_LOG_LEVEL: "off",
  };
}
