import { RefusedError } from "../../../kit/errors.ts";
import type { MigrationProblem } from "../../../stages/ports/migrator.ts";
import type { Listed, Recorded } from "../engine/declaration.ts";
import { headsOf, type Revision } from "./revisions.ts";

/** What `downgrade` has to be told, where that takes back exactly this revision. */
export function parentOf(ordered: readonly Revision[], { version, name }: Listed, before: Listed | null): string {
  const follows = ordered.find((one) => one.version === version)?.follows ?? [];
  const [parent] = follows;
  if (follows.length === 1 && parent !== undefined) return parent;
  if (follows.length === 0 && before === null) return "base";
  throw new RefusedError(`\`${name}\` is not taken back: Alembic would take back more than this revision`, {
    hint: "It joins or begins a branch. Take it back by hand, or go forward with a new revision.",
  });
}

/** Several heads: Alembic itself would not know which one is meant. */
export function branches(ordered: readonly Revision[], history: readonly Recorded[]): readonly MigrationProblem[] {
  const heads = headsOf(ordered);
  if (heads.length < 2) return [];
  const applied = new Set(history.map(({ version }) => version));
  const names = heads.map(({ name }) => `\`${name}\``).join(" and ");
  const what = `${names} are put on no common revision: join them by \`alembic merge heads\`, or put the newer one on the other`;
  return heads
    .filter(({ version }) => !applied.has(version))
    .map(({ version }) => ({ kind: "out-of-order", version, what }));
}
