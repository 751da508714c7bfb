import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Manifest, PassOver } from "../../../stages/ports/store.ts";
import { partsAt } from "../content.ts";
import { newestFirst, parseManifest } from "../manifest.ts";
import { checkName } from "../names.ts";
import { keptName } from "./links.ts";

/** All backups of the folder, newest first; one broken manifest is an error that names it, or is passed over. */
export async function list(folder: string, passOver?: PassOver): Promise<readonly Manifest[]> {
  const manifests: Manifest[] = [];
  const broken: string[] = [];
  for (const file of await namesIn(folder)) {
    if (file.startsWith(".") || !file.endsWith(".json")) continue;
    const manifest = await look(folder, file.slice(0, -".json".length));
    // Another run may remove a backup between the two looks.
    if (manifest === null) continue;
    if ("broken" in manifest) broken.push(`\`${file}\` ${manifest.broken}`);
    else manifests.push(manifest);
  }
  if (passOver !== undefined) broken.forEach(passOver);
  else if (broken.length > 0) {
    throw new ServiceError(`\`${folder}\` holds ${broken.length} broken manifest(s): ${broken.join("; ")}`, {
      hint: "Move these files out of the folder and find out what changed them; it has to hold backups alone.",
    });
  }
  return newestFirst(manifests);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The manifest and a first look at its files here; null when there is no such backup. */
async function look(folder: string, name: string): Promise<Manifest | { readonly broken: string } | null> {
  const written = await readFile(join(folder, `${name}.json`), "utf8").catch(whenMissing);
  if (written === null) return null;
  const manifest = parseManifest(name, written);
  if ("broken" in manifest) return manifest;
  for (const { file, bytes } of partsAt(manifest, folder)) {
    const kept = keptName(name, file);
    const found = await stat(join(folder, kept)).catch(whenMissing);
    if (found === null) {
      const isGone = (await stat(join(folder, `${name}.json`)).catch(whenMissing)) === null;
      return isGone ? null : { broken: `names the file \`${kept}\`, which is not there` };
    }
    if (found.size !== bytes) return { broken: `says ${bytes} bytes, but \`${kept}\` has ${found.size}` };
  }
  return manifest;
}

/** The manifest of one backup. */
export async function find(folder: string, name: string): Promise<Manifest> {
  checkName(name);
  const manifest = await look(folder, name);
  if (manifest === null) {
    throw new InputError(`there is no backup \`${name}\` in \`${folder}\``, { hint: "Name one that is listed." });
  }
  if (!("broken" in manifest)) return manifest;
  throw new ServiceError(`backup \`${name}\` in \`${folder}\` is broken: \`${name}.json\` ${manifest.broken}`, {
    hint: "Use another backup, and find out what changed this one.",
  });
}

function whenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
