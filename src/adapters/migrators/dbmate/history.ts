import type { Migration, MigrationProblem, MigrationState } from "../../../stages/ports/migrator.ts";
import { reading } from "../../databases/sqlite/file.ts";
import { quote } from "../../databases/sqlite/words.ts";

/** The versions in the history table, lowest first; none when there is no such table yet. */
export async function readHistory(path: string, table: string): Promise<readonly string[]> {
  return reading(path, async (database) => {
    const [known] = await database.all("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", table);
    if (known === undefined) return [];
    const rows = await database.all(`SELECT version FROM ${quote(table)} ORDER BY version`);
    return rows.map(({ version }) => String(version));
  });
}

/** Compares the files with the history table. dbmate keeps no checksums, so an edited file cannot be told. */
export function compare(files: readonly Migration[], history: readonly string[]): MigrationState {
  const done = new Set(history);
  const applied = history.map(
    (version) => files.find((file) => file.version === version) ?? { version, name: version },
  );
  const pending = files.filter(({ version }) => !done.has(version));
  const newest = history.at(-1) ?? "";
  const known = new Set(files.map(({ version }) => version));
  const missing: MigrationProblem[] = history
    .filter((version) => !known.has(version))
    .map((version) => ({
      kind: "missing-file",
      version,
      what: `migration \`${version}\` is applied, but this checkout has no file for it: it is older than the database`,
    }));
  const late: MigrationProblem[] = pending
    .filter(({ version }) => version <= newest)
    .map(({ version, name }) => ({
      kind: "out-of-order",
      version,
      what: `migration \`${name}\` is pending, but \`${newest}\` is applied already; give it a higher number`,
    }));
  return { applied, pending, problems: [...missing, ...late] };
}
