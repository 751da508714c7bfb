import type { MigrationProblem } from "../../../stages/ports/migrator.ts";
import type { Listed, Recorded } from "../engine/declaration.ts";

/**
 * Drizzle applies only what has a greater number than the newest applied one, and says nothing of what it skips. Those
 * that stand before an applied one in the journal are found by their place already.
 */
export function skipped(files: readonly Listed[], history: readonly Recorded[]): readonly MigrationProblem[] {
  const applied = new Set(history.map(({ version }) => version));
  const last = files.findLastIndex(({ version }) => applied.has(version));
  const highest = Math.max(-1, ...history.map(({ version }) => Number(version)));
  return files.flatMap(({ version, name }, index) => {
    const before = Math.max(highest, ...files.slice(0, index).map((file) => Number(file.version)));
    if (index < last || applied.has(version) || Number(version) > before) return [];
    const what = `migration \`${name}\` has the number ${version} (\`when\` in meta/_journal.json), which is not greater than ${before}: Drizzle would skip it without a word; generate it again`;
    return [{ kind: "out-of-order", version, what }];
  });
}
