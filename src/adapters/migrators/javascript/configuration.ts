import { resolve } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Setup } from "../engine/declaration.ts";

/** What a configuration may read to reach the database that was named. */
const address = /\b(DATABASE_URL|PGHOST|PGDATABASE|MYSQL_HOST|MYSQL_DATABASE)\b/;

/**
 * Refuses a configuration file that cannot reach another database than the one written in it: a rehearsal would migrate
 * production, and not the copy.
 */
export async function checkConfiguration<F extends Fields>(
  { exec, folder }: Pick<Setup<F>, "exec" | "folder">,
  file: string,
  input: string,
): Promise<void> {
  const text = await exec.readFile(resolve(folder, file));
  if (text === null) {
    throw new InputError([{ where: input, what: `there is no \`${file}\` in \`${folder}\`` }], {
      hint: `Set \`${input}\` to the configuration file that the tool is started with.`,
    });
  }
  if (address.test(text)) return;
  throw new InputError([{ where: input, what: `\`${file}\` does not read \`DATABASE_URL\`` }], {
    hint: "Let it take the address from `process.env.DATABASE_URL`: only then a rehearsal reaches the copy and not production.",
  });
}
