import type { Recorded, Setup } from "../engine/declaration.ts";
import { type Changeset, partsOf } from "./changelog.ts";
import { type Asked, askOffline } from "./offline.ts";
import { editedIn } from "./output.ts";

/**
 * The history without what Liquibase would run again because it has changed (`runOnChange`), and with the sums that it
 * accepts (`validCheckSum`): of the sums that differ only Liquibase knows what they mean.
 */
export async function settled(
  tool: Asked,
  setup: Setup,
  changelog: string,
  { files, history }: { readonly files: readonly Changeset[]; readonly history: readonly Recorded[] },
): Promise<readonly Recorded[]> {
  const sums = new Map(history.map(({ version, checksum }) => [version, checksum]));
  const other = files.filter(({ version, checksum }) => (sums.get(version) ?? checksum) !== checksum);
  if (other.length === 0) return history;
  const columns = other[0]?.rows[0] ?? [];
  const place = columns.indexOf("MD5SUM");
  const rows = other.map(({ version, rows: [, row = []] }) => row.with(place, sums.get(version) ?? ""));
  const words = ["update-sql", `--changelog-file=${changelog}`];
  const { result, sql } = await askOffline(tool, setup, words, [columns, ...rows]);
  const edited = new Set(editedIn(result));
  const differing = new Set(other.map(({ version }) => version));
  const again = partsOf(sql, [...differing]);
  return history
    .filter(({ version }) => !again.has(version))
    .map(({ version, ...record }) =>
      differing.has(version) && !edited.has(version) ? { version } : { version, ...record },
    );
}
