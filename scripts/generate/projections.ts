import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { actions } from "../../src/actions/index.ts";
import type { Action } from "../../src/kit/action.ts";
import { manifestOf } from "./manifest.ts";
import { deploySchema } from "./schema.ts";
import { actionTable, fill, tablesOf } from "./tables.ts";
import { verdictTable } from "./verdict-table.ts";

/** Every file that follows from the contracts and the verdict table: path from the repository's root to its text. */
export async function projections(root: string): Promise<ReadonlyMap<string, string>> {
  const loaded = await loadActions();
  const files = new Map([["schema/deploy.schema.json", deploySchema()]]);
  for (const action of loaded) {
    const isRoot = action.name === "deploy";
    const folder = isRoot ? "" : `actions/${action.name}/`;
    files.set(`${folder}action.yml`, manifestOf(action));
    const tables = { ...tablesOf(action), ...(isRoot ? { actions: actionTable(loaded) } : {}) };
    const page = `${folder}README.md`;
    if (existsSync(join(root, page))) files.set(page, fill(page, readFileSync(join(root, page), "utf8"), tables));
  }
  const migrations = "docs/migrations.md";
  const text = readFileSync(join(root, migrations), "utf8");
  return files.set(migrations, fill(migrations, text, { verdicts: verdictTable() }));
}

/** Every action, the root action first. */
export async function loadActions(): Promise<readonly Action[]> {
  return Promise.all(Object.values(actions).map((load) => load()));
}

/** What a run would change: files to write, and folders of actions that are no more. */
export function differences(
  root: string,
  files: ReadonlyMap<string, string>,
): { readonly changed: readonly string[]; readonly stale: readonly string[] } {
  const current = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : null);
  const changed = [...files].filter(([path, text]) => current(path) !== text).map(([path]) => path);
  const folders = existsSync(join(root, "actions")) ? readdirSync(join(root, "actions")) : [];
  const stale = folders
    .map((name) => `actions/${name}/action.yml`)
    .filter((path) => current(path) !== null && !files.has(path));
  return { changed, stale };
}
