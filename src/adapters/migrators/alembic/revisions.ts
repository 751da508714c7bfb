import { InputError } from "../../../kit/errors.ts";
import type { Listed } from "../engine/declaration.ts";

/** A revision as its file tells it. */
export interface Revision extends Listed {
  readonly path: string;
  /** `down_revision`: what it is put on. */
  readonly follows: readonly string[];
  /** `depends_on`. */
  readonly needs: readonly string[];
}

/** Reads a file of `versions`; null where it is none of a revision. */
export function readRevision(name: string, path: string, source: string): Revision | null {
  const version = valuesOf(source, "revision")?.[0];
  const follows = valuesOf(source, "down_revision");
  if (version === undefined || follows === null) return null;
  return { version, name, path, follows, needs: valuesOf(source, "depends_on") ?? [] };
}

/** Texts that are assigned at the margin, with or without a type: `None`, one text, a tuple, a list. */
function valuesOf(source: string, name: string): readonly string[] | null {
  const assigned = new RegExp(String.raw`^${name}\s*(?::[^=\n]+)?=\s*(None\b|[([][^)\]]*[)\]]|["'][^"'\n]*["'])`, "m");
  const value = assigned.exec(source)?.[1];
  return value === undefined ? null : [...value.matchAll(/["']([^"'\n]*)["']/g)].map(([, text = ""]) => text);
}

/** The order in which Alembic applies them: each after what it is put on. Throws an InputError where a file is missing. */
export function inOrder(revisions: readonly Revision[]): readonly Revision[] {
  const byVersion = new Map(revisions.map((revision) => [revision.version, revision]));
  const ordered = new Map<string, Revision>();
  const open = new Set<string>();
  const visit = (revision: Revision): void => {
    if (ordered.has(revision.version)) return;
    if (open.has(revision.version)) throw broken(`\`${revision.name}\` comes before itself`);
    open.add(revision.version);
    for (const parent of parentsOf(revision)) {
      const found = byVersion.get(parent);
      if (found === undefined) throw broken(`no file holds revision \`${parent}\`, which \`${revision.name}\` names`);
      visit(found);
    }
    ordered.set(revision.version, revision);
  };
  for (const revision of revisions) visit(revision);
  return [...ordered.values()];
}

/** Whatever is applied where these are the heads, oldest first; heads without a file come last. */
export function appliedBy(heads: readonly string[], ordered: readonly Revision[]): readonly string[] {
  const known = ordered.map(({ version }) => version);
  const unknown = heads.filter((head) => !known.includes(head));
  // This checkout is older than the database: what it holds is below the head that it does not know.
  if (unknown.length > 0) return [...known, ...unknown];
  const applied = new Set(heads);
  for (const revision of [...ordered].reverse()) {
    if (applied.has(revision.version)) for (const parent of parentsOf(revision)) applied.add(parent);
  }
  return known.filter((version) => applied.has(version));
}

/** Revisions that nothing is put on. */
export function headsOf(ordered: readonly Revision[]): readonly Revision[] {
  const below = new Set(ordered.flatMap(({ follows }) => follows));
  return ordered.filter(({ version }) => !below.has(version));
}

function parentsOf({ follows, needs }: Revision): readonly string[] {
  return [...follows, ...needs];
}

function broken(what: string): InputError {
  return new InputError([{ where: "alembic-migrations", what }], {
    hint: "Set `alembic-migrations` to the one folder that holds all revisions, and name each by its whole identifier.",
  });
}
