/** What a database holds: exact rows per table, the number of objects per kind, and what its own check complains about. */
export interface Facts {
  readonly tables: Readonly<Record<string, number>>;
  readonly objects: Readonly<Record<string, number>>;
  /** Empty when the engine's own integrity check found nothing. */
  readonly integrity: readonly string[];
  /** Rows that break a foreign key: a fault of the data that a true copy has as well. */
  readonly orphans: readonly string[];
  readonly migrationHead?: string;
  /** A digest of the rows of each table, whatever their order; only where it was asked for. */
  readonly hashes?: Readonly<Record<string, string>>;
}

/** Where a restored copy differs from the snapshot it was made of. */
export function compareFacts(source: Facts, copy: Facts): readonly string[] {
  return [
    ...[...new Set([...source.integrity, ...copy.integrity])].map((complaint) => `integrity: ${complaint}`),
    ...countsThatDiffer("rows of", source.tables, copy.tables),
    ...countsThatDiffer("number of", source.objects, copy.objects),
    ...orphansThatDiffer(source.orphans, copy.orphans),
    ...headThatDiffers(source.migrationHead, copy.migrationHead),
    ...hashesThatDiffer(source.hashes, copy.hashes),
  ];
}

type Counts = Readonly<Record<string, number>>;

function countsThatDiffer(kind: "rows of" | "number of", wanted: Counts, found: Counts): readonly string[] {
  // No trigger is as good as none that was counted; a table without rows is not the same as no table.
  const isMissing = (name: string) => kind === "rows of" && Object.hasOwn(wanted, name) !== Object.hasOwn(found, name);
  const counted = (counts: Counts, name: string) => (Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0);
  return namesOf(wanted, found).flatMap((name) => {
    const [before, after] = [counted(wanted, name), counted(found, name)];
    if (before !== after) return [`${kind} ${name}: ${before} became ${after}`];
    if (!isMissing(name)) return [];
    return [Object.hasOwn(wanted, name) ? `table ${name}: it is gone` : `table ${name}: it was not there before`];
  });
}

function orphansThatDiffer(source: readonly string[], copy: readonly string[]): readonly string[] {
  const [wanted, found] = [[...source].sort(), [...copy].sort()];
  const isEqual = wanted.length === found.length && wanted.every((orphan, i) => orphan === found[i]);
  return isEqual ? [] : [`orphans: ${copy.join(", ") || "none"}`];
}

function headThatDiffers(source: string | undefined, copy: string | undefined): readonly string[] {
  return source === copy ? [] : [`migration head: ${source ?? "none"} became ${copy ?? "none"}`];
}

type Hashes = Facts["hashes"];

function hashesThatDiffer(source: Hashes, copy: Hashes): readonly string[] {
  if (source === undefined || copy === undefined) return [];
  return namesOf(source, copy)
    .filter((name) => source[name] !== copy[name])
    .map((name) => `rows of ${name}: their digest differs`);
}

function namesOf(first: object, second: object): readonly string[] {
  return [...new Set([...Object.keys(first), ...Object.keys(second)])];
}
