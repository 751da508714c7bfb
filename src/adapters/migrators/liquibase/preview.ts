import type { Preview } from "../../../stages/ports/migrator.ts";
import type { Setup } from "../engine/declaration.ts";
import { hasStatement } from "../engine/down.ts";
import type { Changeset } from "./changelog.ts";
import { type Asked, askOffline } from "./offline.ts";

/** Both directions as Liquibase writes them; an empty way down is none. */
export async function previewChangeset(
  tool: Asked,
  setup: Setup,
  changelog: string,
  { path, up, rows }: Changeset,
): Promise<Preview> {
  const words = ["rollback-count-sql", "--count=1", `--changelog-file=${changelog}`];
  const { result, sql } = await askOffline(tool, setup, words, rows);
  const down = result.code === 0 ? sql.replace(/^[\s\S]*?^-- Rolling Back ChangeSet: .*$/m, "") : "";
  const source = await setup.exec.readFile(path);
  return {
    up,
    ...(hasStatement(down) ? { hasDown: true, down } : { hasDown: false }),
    ...(source === null ? {} : { source }),
  };
}
