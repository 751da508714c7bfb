import type { MigrationProblem, MigrationState } from "../../../stages/ports/migrator.ts";
import type { Listed, Recorded } from "./declaration.ts";

/** What the files and the history table say about each other; `isOrdered` is false where a late number is no problem. */
export function compare(files: readonly Listed[], history: readonly Recorded[], isOrdered: boolean): MigrationState {
  const byVersion = new Map(files.map((file) => [file.version, file]));
  const done = history.filter(({ isDirty }) => isDirty !== true);
  const applied = new Set(done.map(({ version }) => version));
  const pending = files.filter(({ version }) => !applied.has(version));
  return {
    applied: done.map(({ version, name }) => ({ version, name: byVersion.get(version)?.name ?? name ?? version })),
    pending: pending.map(({ version, name }) => ({ version, name })),
    problems: [
      ...history.filter(({ isDirty }) => isDirty === true).map(dirty),
      ...done.filter(({ version }) => !byVersion.has(version)).map(missing),
      ...(isOrdered ? late(files, pending, done) : []),
      ...done.flatMap((record) => edited(byVersion.get(record.version), record)),
    ],
  };
}

function dirty({ version, name }: Recorded): MigrationProblem {
  return {
    kind: "dirty",
    version,
    what: `migration \`${name ?? version}\` was begun and did not end well: look at what it has left, then mend it and its row in the history table by hand`,
  };
}

function missing({ version }: Recorded): MigrationProblem {
  return {
    kind: "missing-file",
    version,
    what: `migration \`${version}\` is applied, but this checkout has no file for it: it is older than the database`,
  };
}

function edited(file: Listed | undefined, { version, checksum }: Recorded): readonly MigrationProblem[] {
  if (file?.checksum === undefined || checksum === undefined || file.checksum === checksum) return [];
  const what = `migration \`${file.name}\` was edited after it had been applied: put its file back, and write a new migration`;
  return [{ kind: "edited", version, what }];
}

function late(files: readonly Listed[], pending: readonly Listed[], done: readonly Recorded[]) {
  const place = new Map(files.map(({ version }, index) => [version, index]));
  const newest = done.reduce<Recorded | null>((found, one) => {
    const index = place.get(one.version) ?? -1;
    return index > (found === null ? -1 : (place.get(found.version) ?? -1)) ? one : found;
  }, null);
  const last = newest === null ? -1 : (place.get(newest.version) ?? -1);
  const unknown = highest(done.filter(({ version }) => !place.has(version)));
  return pending.flatMap(({ version, name }): readonly MigrationProblem[] => {
    const after = (place.get(version) ?? 0) < last ? newest?.version : isBelow(version, unknown) ? unknown : undefined;
    if (after === undefined) return [];
    const what = `migration \`${name}\` is pending, but \`${after}\` is applied already; give it a higher number`;
    return [{ kind: "out-of-order", version, what }];
  });
}

/** Numbers can be compared even where the file that bore one is gone. */
function highest(records: readonly Recorded[]): string | undefined {
  const numbers = records.map(({ version }) => version).filter((version) => /^\d+$/.test(version));
  return numbers.reduce<string | undefined>((most, one) => (isBelow(one, most) ? most : one), undefined);
}

function isBelow(version: string, other: string | undefined): boolean {
  return other !== undefined && /^\d+$/.test(version) && BigInt(version) < BigInt(other);
}
