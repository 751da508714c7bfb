import type { Dialect } from "../../../core/judgement/finding.ts";
import type { Row } from "../../../stages/ports/migration-target.ts";
import { identifier } from "../engine/catalogue.ts";
import type { History, Listed, Recorded } from "../engine/declaration.ts";
import { compareVersions, isRepeatable } from "./order.ts";

const columns = ["version", "description", "type", "script", "checksum", "success"];

/** `schema.table`, or the table alone. */
export function placeOf(table: string): readonly string[] {
  const dot = table.indexOf(".");
  return dot < 0 ? [table] : [table.slice(0, dot), table.slice(dot + 1)];
}

export function flywayHistory(given: string, dialect: Dialect): History {
  const place = placeOf(given);
  const [table = given, schema] = [...place].reverse();
  const name = (part: string) => identifier(dialect, part);
  const success = `CASE WHEN ${name("success")} THEN 1 ELSE 0 END`;
  const asked = [...columns.slice(0, -1).map(name), success].join(", ");
  return {
    table,
    ...(schema === undefined ? {} : { schema }),
    sql: `SELECT ${asked} FROM ${place.map(name).join(".")} ORDER BY ${name("installed_rank")}`,
    read: readRows,
  };
}

function readRows(rows: readonly Row[], files: readonly Listed[]): readonly Recorded[] {
  const found = new Map<string, Recorded>();
  for (const [version = null, description, type = "", script, checksum, success] of rows) {
    // Flyway tells of a schema that it has created in a row of its own.
    if (type === "SCHEMA") continue;
    const key = version ?? nameOf(script ?? description ?? "");
    found.delete(key);
    if (type === "DELETE" || type?.startsWith("UNDO")) continue;
    if (type?.includes("BASELINE")) {
      for (const file of below(files, key)) found.set(file, { version: file });
      continue;
    }
    const record = { version: key, name: script ?? key, ...(checksum == null ? {} : { checksum }) };
    found.set(key, success === "1" ? record : { ...record, isDirty: true });
  }
  return [...found.values()].filter((record) => !isToRunAgain(record, files));
}

/** A repeatable migration that has changed is pending, and not an edited one. */
function isToRunAgain({ version, checksum }: Recorded, files: readonly Listed[]): boolean {
  const file = isRepeatable(version) ? files.find((one) => one.version === version) : undefined;
  return file?.checksum !== undefined && checksum !== undefined && file.checksum !== checksum;
}

function below(files: readonly Listed[], baseline: string): readonly string[] {
  const numbers = files.map(({ version }) => version).filter((version) => !isRepeatable(version));
  return numbers.filter((version) => compareVersions(version, baseline) <= 0);
}

function nameOf(script: string): string {
  return script.replace(/^.*\//, "").replace(/\.sql$/, "");
}
