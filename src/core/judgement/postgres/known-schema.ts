import type { KnownSchema } from "../readable.ts";
import { joined } from "./tree.ts";
import type { TypeNamed } from "./type-names.ts";

const own = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')";

/** Asks the database for what `readKnownSchema` reads. */
export const knownSchemaQuery = `SELECT 'column', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), pg_table_is_visible(c.oid)::text FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND ${own} UNION ALL SELECT 'index', n.nspname, c.relname, '', CASE WHEN x.indisunique OR x.indisexclusion THEN 'unique' ELSE 'plain' END, pg_table_is_visible(c.oid)::text FROM pg_catalog.pg_index AS x JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE ${own}`;

/** What the database holds, by the names that statements may say. */
export function readKnownSchema(rows: readonly (readonly (string | null)[])[]): KnownSchema {
  const columns: Record<string, string> = {};
  const indexes: Record<string, "unique" | "plain"> = {};
  for (const [kind, schema, relation, column, told, isVisible] of rows) {
    const parts = [relation ?? "", column ?? ""];
    const names = [joined([schema ?? "", ...parts]), ...(isVisible === "true" ? [joined(parts)] : [])];
    for (const name of names) {
      if (kind === "column") columns[name] = told ?? "";
      else indexes[name] = told === "plain" ? "plain" : "unique";
    }
  }
  return { columns, indexes };
}

const engineNames: Readonly<Record<string, string>> = {
  smallint: "int2",
  integer: "int4",
  bigint: "int8",
  "character varying": "varchar",
  text: "text",
  numeric: "numeric",
};

/** The engine's own words for a type. */
export function readFormattedType(text: string): TypeNamed {
  const [, name = "", limits = ""] = /^([a-z ]+?)(?:\(([\d,]+)\))?$/.exec(text) ?? [];
  const known = engineNames[name];
  if (known === undefined)
    return { name: text, limits: [], isArray: text.endsWith("[]"), isKnown: false, isSerial: false };
  return {
    ...{ name: known, isArray: false, isKnown: true, isSerial: false },
    limits: limits === "" ? [] : limits.split(",").map(Number),
  };
}
