import type { Dialect } from "../../../core/judgement/finding.ts";
import { identifier } from "../engine/catalogue.ts";
import type { History } from "../engine/declaration.ts";

/** goose's table; `<schema>.<table>` is taken apart as goose itself leaves it to the engine. */
export function gooseHistory(table: string, dialect: Dialect): History {
  const [name = table, schema] = table.split(".").reverse();
  const quoted = (schema === undefined ? [name] : [schema, name]).map((part) => identifier(dialect, part)).join(".");
  return {
    table: name,
    ...(schema === undefined ? {} : { schema }),
    sql: `SELECT version_id, CASE WHEN is_applied THEN 1 ELSE 0 END FROM ${quoted} ORDER BY id`,
    read(rows) {
      const applied = new Set<string>();
      for (const [version, isApplied] of rows) {
        // Version 0 is the table itself; old versions of goose wrote a second row where they took something back.
        applied.delete(version ?? "");
        if (version !== null && version !== "0" && isApplied === "1") applied.add(version ?? "");
      }
      return [...applied].map((version) => ({ version }));
    },
  };
}
