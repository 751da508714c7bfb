import { InputError } from "../../../kit/errors.ts";
import type { Listed, Setup } from "../engine/declaration.ts";
import { listFiles } from "../engine/files.ts";
import { sameText } from "./same-text.ts";

/** The migrations of `supabase/migrations`, with what tells whether one was edited. */
export async function listSupabase(setup: Setup): Promise<readonly Listed[]> {
  const form = { tool: "supabase", pattern: /^([0-9]+)_.*\.sql$/, example: "20260131120000_add_x.sql" };
  const files = await listFiles(setup, form);
  const downs = files.filter(({ name }) => /\.down\.sql$/i.test(name));
  if (downs.length > 0) {
    const names = downs.map(({ name }) => `\`${name}\``).join(", ");
    throw new InputError([{ where: "supabase-migrations", what: `${names} would be applied forward` }], {
      hint: "Move DOWN files to `supabase/rollback/<version>_name.sql` (`supabase-down`).",
    });
  }
  return Promise.all(
    files.map(async (file) => ({ ...file, ...sameText([(await setup.exec.readFile(file.path)) ?? ""]) })),
  );
}
