import { createHash } from "node:crypto";
import { join } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Listed, Setup } from "../engine/declaration.ts";

/** The folders of the migrations in the order of their names; each holds one `migration.sql`. */
export async function prismaFiles<F extends Fields>({ exec, migrations }: Setup<F>): Promise<readonly Listed[]> {
  const names = (await exec.list(migrations)).filter((name) => /^\d/.test(name));
  const found = await Promise.all(
    [...names]
      .sort((a, b) => (a < b ? -1 : 1))
      .map(async (version): Promise<Listed> => {
        const path = join(migrations, version, "migration.sql");
        const text = await exec.readFile(path);
        if (text === null) throw refusal(`\`${version}\` holds no \`migration.sql\``);
        return { version, name: version, path, checksum: createHash("sha256").update(text).digest("hex") };
      }),
  );
  if (found.length > 0) return found;
  throw refusal(`\`${migrations}\` is not there or holds no migration (folders like \`20260131120000_add_x\`)`);
}

function refusal(what: string): InputError {
  return new InputError([{ where: "prisma-migrations", what }], {
    hint: "Set `prisma-migrations` to the folder beside the schema that `prisma migrate dev` writes, and check that the checkout holds all of it.",
  });
}
