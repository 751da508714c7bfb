import { basename } from "node:path";
import { InputError, RefusedError } from "../kit/errors.ts";
import type { Migrator } from "./ports/migrator.ts";
import type { Repository } from "./ports/repository.ts";

/** Migrations are read from the checkout: it has to be the release's own, or another one's would be applied. */
export async function requireOwnFiles(
  repository: Pick<Repository, "resolve" | "changes">,
  migrator: Migrator,
  commit: string,
): Promise<void> {
  const head = await repository.resolve("HEAD");
  if (head !== commit) {
    const what = `the checkout is at ${head.slice(0, 8)}, and the migrations of ${commit.slice(0, 8)} are still to be applied; check out that commit`;
    throw new InputError([{ where: "release", what }]);
  }
  const { pending } = await migrator.state();
  const found = uncommittedMigrations(await repository.changes(), pending);
  if (found.length > 0) throw new RefusedError(found.join("; "), { hint: "Commit them, or put them away." });
}

/** Pending migrations that the checkout holds and the commit does not. */
export function uncommittedMigrations(
  changed: readonly string[],
  pending: readonly { readonly name: string }[],
): readonly string[] {
  const names = new Set(changed.map((path) => basename(path)));
  return pending
    .filter(({ name }) => names.has(name))
    .map(({ name }) => `\`${name}\` is changed or new in the checkout and no part of the commit`);
}
