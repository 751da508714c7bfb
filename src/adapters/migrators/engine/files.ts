import { join } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Listed, Setup } from "./declaration.ts";

interface Form {
  /** The tool's name: the error names its input. */
  readonly tool: string;
  /** The first group is the version. Files of another form are no migrations. */
  readonly pattern: RegExp;
  /** For the error: `20260131120000_add_x.sql`. */
  readonly example: string;
}

/** The files of the migrations' folder in the order of their names. Throws an InputError where there are none. */
export async function listFiles<F extends Fields>(
  { exec, migrations }: Pick<Setup<F>, "exec" | "migrations">,
  { tool, pattern, example }: Form,
): Promise<readonly (Listed & { readonly path: string })[]> {
  const names = [...(await exec.list(migrations))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const files = names.flatMap((name) => {
    const version = pattern.exec(name)?.[1];
    return version === undefined ? [] : [{ version, name, path: join(migrations, name) }];
  });
  if (files.length > 0) return files;
  throw new InputError(
    [
      {
        where: `${tool}-migrations`,
        what: `\`${migrations}\` is not there or holds no migration (files like \`${example}\`)`,
      },
    ],
    { hint: `Set \`${tool}-migrations\` to the folder of the migration files, and check that the checkout holds it.` },
  );
}

/** The text of a migration's file; null where it is gone. */
export async function readMigration({ exec }: Pick<Setup, "exec">, { path }: Listed): Promise<string | null> {
  return path === undefined ? null : exec.readFile(path);
}
