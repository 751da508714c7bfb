import { join } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Listed, Setup } from "../engine/declaration.ts";

/** The migrations of the folder by their classes' full names, in the order of the classes' own names. */
export async function listClasses({
  exec,
  migrations,
}: Pick<Setup, "exec" | "migrations">): Promise<readonly Listed[]> {
  const names = (await exec.list(migrations)).filter((name) => /^Version\d\w*\.php$/.test(name)).sort();
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(migrations, name);
      const source = (await exec.readFile(path)) ?? "";
      const namespace = /^\s*namespace\s+([\w\\]+)\s*;/m.exec(source)?.[1];
      const called = /^\s*(?:final\s+)?class\s+(\w+)/m.exec(source)?.[1] ?? name.replace(/\.php$/, "");
      return { version: namespace === undefined ? called : `${namespace}\\${called}`, name, path };
    }),
  );
  if (files.length > 0) return files;
  const what = `\`${migrations}\` is not there or holds no migration (files like \`Version20260131120000.php\`)`;
  throw new InputError([{ where: "doctrine-migrations", what }], {
    hint: "Set `doctrine-migrations` to the folder of the migration files, and check that the checkout holds it.",
  });
}
