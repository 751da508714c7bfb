import { identifier, literal } from "./engine/catalogue.ts";
import type { Command, Setup } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { readMigration } from "./engine/files.ts";
import { environment } from "./flyway/address.ts";
import { listScripts } from "./flyway/files.ts";
import { flywayHistory, placeOf } from "./flyway/history.ts";
import { outOfOrder } from "./flyway/order.ts";
import { said, stoppedAt } from "./flyway/output.ts";

/**
 * Flyway, called with `migrate` alone. `undo` belongs to a paid edition, so the way back is a folder of DOWN files. What a
 * configuration could make dangerous is said on the command line, which counts before it: no baseline of a database that
 * is not known, nothing out of order, no `clean`.
 */
export const flywayMigrator = declareMigrator({
  name: "flyway",
  summary: "Flyway 10 to 13: `V1__x.sql` and repeatable `R__x.sql`; migrations in Java are not known here.",
  dialects: ["postgres", "mysql", "mariadb"],
  install: "https://documentation.red-gate.com/flyway, the command-line edition",
  defaults: { command: "flyway", migrations: "sql", table: "flyway_schema_history" },
  // A repeatable migration may come after any number; what is out of order is told below.
  isOrdered: false,
  takesAnyFolder: true,
  list: listScripts,
  history: (setup) => flywayHistory(setup.table, setup.address.dialect),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    // What Flyway will put into a placeholder only its own configuration tells.
    return source.includes("${") ? { source } : { source, up: source };
  },
  environment: ({ address }, limits) => environment(address, limits),
  apply: (setup) => ({ words: words(setup) }),
  forget({ table, address: { dialect } }, { version, name }) {
    const column = version.startsWith("R__") ? "script" : "version";
    const place = placeOf(table).map((part) => identifier(dialect, part));
    const value = literal(dialect, column === "script" ? name : version);
    return [`DELETE FROM ${place.join(".")} WHERE ${identifier(dialect, column)} = ${value}`];
  },
  said,
  stoppedAt,
  problems: (_, files, history) => outOfOrder(files, history),
});

function words({ migrations, table }: Pick<Setup, "migrations" | "table">): Command["words"] {
  const [name = table, schema] = [...placeOf(table)].reverse();
  return [
    ...[`-locations=filesystem:${migrations}`, `-table=${name}`],
    ...(schema === undefined ? [] : [`-defaultSchema=${schema}`]),
    ...["-baselineOnMigrate=false", "-outOfOrder=false", "-validateOnMigrate=true", "-cleanDisabled=true"],
    // A repeatable one that has changed is not in the folder of the next migrations, and not missing either.
    ...["-ignoreMigrationPatterns=*:future,repeatable:missing", "-group=false", "-color=never", "migrate"],
  ];
}
