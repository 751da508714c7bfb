import { createHash } from "node:crypto";
import { open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InputError, ServiceError } from "../../kit/errors.ts";
import { text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Manifest, Store } from "../../stages/ports/store.ts";
import { diskFailure, readFrom, syncFolder } from "../disk.ts";
import { checkName, parseManifest } from "./directory/manifest.ts";
import { stageIn } from "./directory/staging.ts";

/** Backups as files in one folder, each with its manifest beside it. */
export const directoryStore = defineAdapter<Store>()({
  name: "directory",
  summary: "A folder on this machine or on a mounted disk, kept for backups alone.",
  inputs: {
    "directory-path": text({ description: "The folder; made on the first backup.", required: true }),
  },
  open(inputs, { effects }) {
    const folder = resolve(effects.folder, inputs["directory-path"]);
    const guarded = async <T>(doing: string, act: () => Promise<T>): Promise<T> => {
      try {
        return await act();
      } catch (error) {
        throw diskFailure(doing, folder, error);
      }
    };
    return {
      location: folder,
      stage: (name, extension) => stageIn(folder, name, extension, effects.now()),
      list: () => guarded("list the backups", () => list(folder)),
      read: (name) => guarded(`read backup \`${name}\``, () => read(folder, name)),
      remove: (name) => guarded(`remove backup \`${name}\``, () => remove(folder, name)),
    };
  },
});

async function list(folder: string): Promise<readonly Manifest[]> {
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
  if (broken.length > 0) {
    throw new ServiceError(`\`${folder}\` holds ${broken.length} broken manifest(s): ${broken.join("; ")}`, {
      hint: "Move these files out of the folder and find out what changed them; it has to hold backups alone.",
    });
  }
  return manifests.sort((a, b) => compare(b.createdAt, a.createdAt) || compare(b.name, a.name));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The manifest and a first look at its file; null when there is no such backup. */
async function look(folder: string, name: string): Promise<Manifest | { readonly broken: string } | null> {
  const written = await readFile(join(folder, `${name}.json`), "utf8").catch(whenMissing);
  if (written === null) return null;
  const manifest = parseManifest(name, written);
  if ("broken" in manifest) return manifest;
  const found = await stat(join(folder, manifest.file)).catch(whenMissing);
  if (found === null) {
    const isGone = (await stat(join(folder, `${name}.json`)).catch(whenMissing)) === null;
    return isGone ? null : { broken: `names the file \`${manifest.file}\`, which is not there` };
  }
  if (found.size === manifest.bytes) return manifest;
  return { broken: `says ${manifest.bytes} bytes, but \`${manifest.file}\` has ${found.size}` };
}

async function read(folder: string, name: string) {
  const manifest = await find(folder, name);
  const hash = createHash("sha256");
  const check = (chunk: Buffer | null) => {
    if (chunk !== null) {
      hash.update(chunk);
      return;
    }
    const found = hash.digest("hex");
    if (found === manifest.sha256) return;
    throw new ServiceError(`backup \`${name}\` is damaged: its sha256 is ${found}, not ${manifest.sha256}`, {
      hint: "Throw away what was restored from it and use another backup.",
    });
  };
  const file = await open(join(folder, manifest.file), "r");
  return readFrom(file, (error) => diskFailure(`read backup \`${name}\``, folder, error), check);
}

async function remove(folder: string, name: string): Promise<void> {
  const { file } = await find(folder, name);
  // Without its manifest it is no backup any more, also when this process dies before the next line.
  await rm(join(folder, `${name}.json`));
  await syncFolder(folder);
  await rm(join(folder, file), { force: true });
}

async function find(folder: string, name: string): Promise<Manifest> {
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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
