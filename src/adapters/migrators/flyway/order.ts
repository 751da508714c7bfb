import type { MigrationProblem } from "../../../stages/ports/migrator.ts";
import type { Listed, Recorded } from "../engine/declaration.ts";

/** Numbers part by part, so that 1.10 comes after 1.9; repeatable migrations after all of them. */
export function compareVersions(a: string, b: string): number {
  const [isLateA, isLateB] = [isRepeatable(a), isRepeatable(b)];
  if (isLateA !== isLateB) return isLateA ? 1 : -1;
  if (isLateA) return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] = [a.split("."), b.split(".")];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [one, other] = [BigInt(left[i] || "0"), BigInt(right[i] || "0")];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

export function isRepeatable(version: string): boolean {
  return version.startsWith("R__");
}

/** Numbers below the highest that is applied. */
export function outOfOrder(files: readonly Listed[], history: readonly Recorded[]): readonly MigrationProblem[] {
  const numbers = history.map(({ version }) => version).filter((version) => /^[\d.]+$/.test(version));
  const applied = new Set(numbers);
  const highest = numbers.reduce((most, one) => (compareVersions(one, most) > 0 ? one : most), "0");
  return files
    .filter(({ version }) => !isRepeatable(version) && !applied.has(version) && compareVersions(version, highest) < 0)
    .map(({ version, name }) => ({
      kind: "out-of-order",
      version,
      what: `migration \`${name}\` is pending, but \`${highest}\` is applied already; give it a higher number`,
    }));
}
