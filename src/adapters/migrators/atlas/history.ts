import { identifier, literal } from "../engine/catalogue.ts";
import type { History, Listed, Recorded, Setup } from "../engine/declaration.ts";

const name = "atlas_schema_revisions";

/** The schema of the table, whose own name cannot be chosen. */
export function schemaOf(table: string): string {
  return table.replace(/\.atlas_schema_revisions$/, "");
}

export function atlasHistory({ table }: Pick<Setup, "table">): History {
  return {
    table: name,
    schema: schemaOf(table),
    sql: `SELECT version, description, type, applied, total, error FROM ${quoted(table)} ORDER BY executed_at, version`,
    read: (rows, files) =>
      rows.flatMap(([version, description, type, applied, total, error]): readonly Recorded[] => {
        // Atlas keeps what it tells its makers' service in rows of their own.
        if (version == null || version.startsWith(".")) return [];
        if (type === "1") return below(files, version);
        const isWhole = applied === total && (error ?? "") === "";
        return [{ version, ...(description ? { name: description } : {}), ...(isWhole ? {} : { isDirty: true }) }];
      }),
  };
}

export function forgetting(table: string, version: string): string {
  return `DELETE FROM ${quoted(table)} WHERE version = ${literal("postgres", version)}`;
}

/** A baseline stands for all files up to its own. */
function below(files: readonly Listed[], baseline: string): readonly Recorded[] {
  const known = files.map(({ version }) => version).filter((version) => version <= baseline);
  return (known.length === 0 ? [baseline] : known).map((version) => ({ version }));
}

function quoted(table: string): string {
  return [schemaOf(table), name].map((part) => identifier("postgres", part)).join(".");
}
