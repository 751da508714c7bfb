import type { Case } from "./case.ts";
import { literal, type ObjectName } from "./names.ts";

/** Asks for triggers of the table that fire on an event; those of SQLite are only told by their text, so any counts. */
export function firesOn(kase: Case, table: ObjectName, event: "INSERT" | "UPDATE") {
  const of = `\`${table.shown}\``;
  const probe = kase.isSqlite
    ? { asks: `triggers of ${of}`, sql: ofSqlite(table) }
    : { asks: `${event} triggers of ${of}`, sql: `SELECT count(*) FROM ${triggersOf(table, event)}` };
  return { by: "probe", probe } as const;
}

function ofSqlite({ schema, name }: ObjectName): string {
  const place = schema === null ? "sqlite_master" : `"${schema.replaceAll('"', '""')}".sqlite_master`;
  return `SELECT count(*) FROM ${place} WHERE type = 'trigger' AND lower(tbl_name) = lower('${name.replaceAll("'", "''")}')`;
}

/** For MySQL and MariaDB: what stands after FROM. */
export function triggersOf({ schema, name }: ObjectName, event: "INSERT" | "UPDATE"): string {
  const place = schema === null ? "DATABASE()" : literal(schema);
  return `information_schema.triggers WHERE event_object_schema = ${place} AND event_object_table = ${literal(name)} AND event_manipulation = '${event}'`;
}
