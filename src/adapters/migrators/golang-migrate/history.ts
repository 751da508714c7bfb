import type { Dialect } from "../../../core/judgement/finding.ts";
import { identifier } from "../engine/catalogue.ts";
import type { History } from "../engine/declaration.ts";

/**
 * The table holds the newest version and nothing else, so every file up to it counts as applied: a file that came in late
 * cannot be told from one that ran.
 */
export function positionHistory(table: string, dialect: Dialect): History {
  const [name = table, schema] = table.split(".").reverse();
  const quoted = (schema === undefined ? [name] : [schema, name]).map((part) => identifier(dialect, part)).join(".");
  return {
    table: name,
    ...(schema === undefined ? {} : { schema }),
    sql: `SELECT version, CASE WHEN dirty THEN 1 ELSE 0 END FROM ${quoted}`,
    read(rows, files) {
      const [[version = null, dirty = null] = []] = rows;
      if (version === null) return [];
      const earlier = BigInt(version) < 0n ? [] : files.filter((file) => BigInt(file.version) < BigInt(version));
      return [...earlier.map((file) => ({ version: file.version })), { version, isDirty: dirty === "1" }];
    },
  };
}
