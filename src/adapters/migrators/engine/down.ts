import { join } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Migration, Preview } from "../../../stages/ports/migrator.ts";
import type { Listed, Setup, Tool } from "./declaration.ts";
import type { Look } from "./state.ts";

/** False for blanks and comments alone: such SQL does nothing, and takes nothing back. */
export function hasStatement(sql: string): boolean {
  return sql.replace(/--.*$|\/\*[\s\S]*?\*\/|[\s;]/gm, "") !== "";
}

/** The preview with the DOWN file in it, where the tool itself has no way back. */
export function withDownFiles<F extends Fields>(tool: Tool<F>, setup: Setup<F>, folder: string | null, look: Look) {
  return async (migration: Migration): Promise<Preview> => {
    const file = await look.file(migration);
    const told = file === undefined ? {} : await tool.preview(file, setup);
    if (tool.rollBack !== undefined) return told;
    const down = await downFor(tool, setup, folder, file ?? migration);
    return { ...told, hasDown: down !== null, ...(down === null ? {} : { down }) };
  };
}

async function downFor<F extends Fields>(tool: Tool<F>, setup: Setup<F>, folder: string | null, migration: Listed) {
  if (tool.downOf === undefined) return folder === null ? null : readDown(tool.name, setup, folder, migration);
  const text = await tool.downOf(setup, migration);
  return text !== null && hasStatement(text) ? text : null;
}

/** The text of the DOWN file of a migration; null where there is none or nothing in it. */
export async function readDown<F extends Fields>(
  name: string,
  { exec }: Pick<Setup<F>, "exec">,
  folder: string,
  { version }: Migration,
): Promise<string | null> {
  const files = (await exec.list(folder)).filter((file) => isOf(file, version));
  if (files.length > 1) {
    const what = `holds several DOWN files of \`${version}\`: ${files.map((file) => `\`${file}\``).join(", ")}`;
    throw new InputError([{ where: `${name}-down`, what }], { hint: "Keep one." });
  }
  const [file] = files;
  const text = file === undefined ? null : await exec.readFile(join(folder, file));
  return text !== null && hasStatement(text) ? text : null;
}

/** `20260101_x.sql` and `20260101.sql`, but not `202601012_x.sql`. */
function isOf(file: string, version: string): boolean {
  return file.endsWith(".sql") && file.startsWith(version) && !/^[A-Za-z0-9]/.test(file.slice(version.length));
}
