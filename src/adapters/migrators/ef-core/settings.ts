import { resolve } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Setup } from "../engine/declaration.ts";

/**
 * Refuses a name that the settings beside the bundle do not know: what we say by the environment would be read by nobody,
 * and the bundle would go where the settings lead it.
 */
export async function checkSettings<F extends Fields>(
  { exec, folder }: Pick<Setup<F>, "exec" | "folder">,
  name: string,
): Promise<void> {
  const text = await exec.readFile(resolve(folder, "appsettings.json"));
  if (text === null || !/"ConnectionStrings"/i.test(text) || name.includes(":")) return;
  if (text.toLowerCase().includes(`"${name.toLowerCase()}"`)) return;
  const what = `\`appsettings.json\` has connection strings, but none called \`${name}\``;
  throw new InputError([{ where: "ef-core-connection-name", what }], {
    hint: "Name the one that the program reads: otherwise a rehearsal would migrate the database in the settings, and not the copy.",
  });
}
