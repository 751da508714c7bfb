import type { Dialect } from "../../../core/judgement/finding.ts";
import { identifier } from "../engine/catalogue.ts";
import type { History, Recorded } from "../engine/declaration.ts";

/** What Liquibase calls a changeset in its messages: `db/changelog/shop.sql::add-people::ann`. */
export function versionOf(path: string, id: string, author: string): string {
  return `${path.replace(/^classpath:\/*/, "")}::${id}::${author}`;
}

/** `schema.table`, or the table alone. */
export function placeOf(table: string): { readonly name: string; readonly schema?: string } {
  const dot = table.indexOf(".");
  return dot < 0 ? { name: table } : { schema: table.slice(0, dot), name: table.slice(dot + 1) };
}

export function liquibaseHistory(given: string, dialect: Dialect): History {
  const { name, schema } = placeOf(given);
  // Liquibase leaves a name in capitals unquoted, which PostgreSQL makes small.
  const table = dialect === "postgres" && name === name.toUpperCase() ? name.toLowerCase() : name;
  const place = [...(schema === undefined ? [] : [schema]), table].map((part) => identifier(dialect, part)).join(".");
  return {
    table,
    ...(schema === undefined ? {} : { schema }),
    // `tag` writes a row of its own where there is none yet.
    sql: `SELECT filename, id, author, md5sum FROM ${place} WHERE filename <> 'liquibase-internal' ORDER BY dateexecuted, orderexecuted`,
    read: (rows, files) => {
      const known = new Map(files.map((file) => [file.version, file.checksum]));
      return rows.map(([path, id, author, sum]): Recorded => {
        const version = versionOf(path ?? "", id ?? "", author ?? "");
        // Sums of another version of the algorithm cannot be compared: Liquibase itself takes them as they are.
        const isComparable = sum?.split(":")[0] === known.get(version)?.split(":")[0];
        return { version, ...(sum != null && isComparable ? { checksum: sum } : {}) };
      });
    },
  };
}
