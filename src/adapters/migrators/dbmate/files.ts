import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ActionError, InputError } from "../../../kit/errors.ts";
import type { Migration } from "../../../stages/ports/migrator.ts";
import { diskFailure } from "../../disk.ts";

/** What dbmate takes for a migration: the digits are the version. */
const migrationFile = /^(\d+).*\.sql$/;
const input = "dbmate-migrations";

/** The folder's migrations in the order in which dbmate applies them. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = await namesIn(folder);
  const migrations = names
    .map((name) => ({ version: migrationFile.exec(name)?.[1] ?? "", name }))
    .filter(({ version }) => version !== "")
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (migrations.length === 0)
    throw refusal(`\`${folder}\` holds no migration (files like \`20260131120000_add_x.sql\`)`);
  const twins = migrations.filter(({ version }) => migrations.filter((one) => one.version === version).length > 1);
  if (twins.length === 0) return migrations;
  throw refusal(`two migrations have the same version: ${twins.map(({ name }) => `\`${name}\``).join(", ")}`);
}

/** The two halves of a migration file; a half is absent when dbmate's own reading of the file is in doubt. */
export async function readHalves(folder: string, name: string): Promise<{ up?: string; down?: string }> {
  const text = await readFile(join(folder, name), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw diskFailure(`read migration \`${name}\``, folder, error);
  });
  return text === null ? {} : splitHalves(text);
}

/** Cuts at the `-- migrate:` lines; anything but one up half followed by one down half is not knowable. */
export function splitHalves(text: string): { up?: string; down?: string } {
  const marks = [...text.matchAll(/^--\s*migrate:(up|down)(?=\s|$).*$/gm)];
  const [up, down] = marks;
  const isInOrder = up?.[1] === "up" && (down === undefined || down[1] === "down") && marks.length <= 2;
  if (!isInOrder || hasStatement(text.slice(0, up.index))) return {};
  if (down === undefined) return { up: text.slice(up.index) };
  const taken = text.slice(down.index);
  return { up: text.slice(up.index, down.index), ...(hasStatement(taken) ? { down: taken } : {}) };
}

/** False for blanks and comments alone: such a half does nothing, and takes nothing back. */
function hasStatement(sql: string): boolean {
  return sql.replace(/--.*$|\/\*[\s\S]*?\*\/|[\s;]/gm, "") !== "";
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw refusal(`there is no folder \`${folder}\``);
    if (code === "ENOTDIR") throw refusal(`\`${folder}\` is not a folder`);
    throw diskFailure("list the migrations", folder, error);
  }
}

function refusal(what: string): ActionError {
  const hint = `Set \`${input}\` to the folder of the migration files, and check that the checkout holds it.`;
  return new InputError([{ where: input, what }], { hint });
}
