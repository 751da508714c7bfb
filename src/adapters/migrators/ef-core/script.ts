import { resolve } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Setup } from "../engine/declaration.ts";

/** What an idempotent script does under the question whether a migration is applied already. */
const block =
  /IF NOT EXISTS\s*\(\s*SELECT 1 FROM [^\n]*? WHERE ["`]?MigrationId["`]? = '([^']+)'\) THEN\s*\n([\s\S]*?)\n\s*END IF;/gi;
const record = /^\s*INSERT INTO ["`.\w]*__EFMigrationsHistory["`]?[\s\S]*?;\s*$/gim;

/** The SQL of a migration, or null where the script does not hold it, or cannot be cut with certainty. */
export async function upOf<F extends Fields>(
  { exec, folder }: Pick<Setup<F>, "exec" | "folder">,
  script: string | undefined,
  version: string,
): Promise<string | null> {
  if (script === undefined) return null;
  const text = await exec.readFile(resolve(folder, script));
  if (text === null) {
    throw new InputError([{ where: "ef-core-script", what: `there is no \`${script}\` in \`${folder}\`` }], {
      hint: "Make it in the build: `dotnet ef migrations script --idempotent --output migrations.sql`.",
    });
  }
  return cut(text, version);
}

/** An `END IF` that is not the script's own means that a statement holds one: then nothing is certain. */
export function cut(script: string, version: string): string | null {
  const blocks = [
    ...script
      .replace(/^\uFEFF/, "")
      .replaceAll("\r\n", "\n")
      .matchAll(block),
  ];
  if (blocks.length === 0 || blocks.length !== (script.match(/\bEND IF\b/gi)?.length ?? 0)) return null;
  const own = blocks.filter(([, id]) => id === version).map(([, , sql = ""]) => sql.replaceAll(record, "").trim());
  return own.length === 0 ? null : `${own.filter((sql) => sql !== "").join("\n")}\n`;
}
