import { join } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Setup } from "../engine/declaration.ts";
import { inOrder, type Revision, readRevision } from "./revisions.ts";

/** The revisions of the folder in the order in which Alembic applies them; an InputError where there are none. */
export async function readRevisions({
  exec,
  migrations,
}: Pick<Setup, "exec" | "migrations">): Promise<readonly Revision[]> {
  const names = (await exec.list(migrations)).filter((name) => /^[^._].*\.py$/.test(name)).sort();
  const read = async (name: string) => {
    const path = join(migrations, name);
    return readRevision(name, path, (await exec.readFile(path)) ?? "");
  };
  const found = (await Promise.all(names.map(read))).filter((revision) => revision !== null);
  if (found.length > 0) return inOrder(found);
  const what = `\`${migrations}\` is not there or holds no revision (files with \`revision = \` and \`down_revision = \`)`;
  throw new InputError([{ where: "alembic-migrations", what }], {
    hint: "Set `alembic-migrations` to the folder `versions`, and check that the checkout holds it.",
  });
}
