import { InputError } from "../../../kit/errors.ts";
import type { Preview } from "../../../stages/ports/migrator.ts";
import type { Listed, Setup } from "../engine/declaration.ts";
import { listFiles, readMigration } from "../engine/files.ts";

/** The files of the folder by their names, which is Atlas' order. */
export async function listVersions(setup: Setup): Promise<readonly Listed[]> {
  const form = { tool: "atlas", pattern: /^([^_.][^_]*?)(?:_.*)?\.sql$/, example: "20260131120000_add_x.sql" };
  const files = await listFiles(setup, form);
  for (const file of files) {
    if (!/^--\s*atlas:checkpoint/m.test((await readMigration(setup, file)) ?? "")) continue;
    const what = `holds a checkpoint, \`${file.name}\`, in whose place an empty database would skip what is before it`;
    throw new InputError([{ where: "atlas-migrations", what }], { hint: "Checkpoints are not known here." });
  }
  return files;
}

/** A file with checks or a delimiter of its own is no plain SQL. */
export async function previewOf(migration: Listed, setup: Setup): Promise<Preview> {
  const source = await readMigration(setup, migration);
  if (source === null) return {};
  return /^--\s*atlas:(txtar|delimiter)/m.test(source) ? { source } : { source, up: source };
}
