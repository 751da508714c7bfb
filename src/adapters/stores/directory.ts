import { open, rm, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ServiceError } from "../../kit/errors.ts";
import { text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Store } from "../../stages/ports/store.ts";
import { diskFailure, readFrom, syncFolder } from "../disk.ts";
import { partOf, watchFor } from "./content.ts";
import { keptName } from "./directory/links.ts";
import { find, list } from "./directory/shelf.ts";
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
      isReadByOthers: false,
      stage: (name) => stageIn(folder, name, { now: effects.now(), signal: effects.signal }),
      list: (passOver) => guarded("list the backups", () => list(folder, passOver)),
      read: (name, file) => guarded(`read backup \`${name}\``, () => read(folder, name, file)),
      remove: (name) => guarded(`remove backup \`${name}\``, () => remove(folder, name)),
      freeSpace: () => freeSpace(folder),
    };
  },
});

/** A folder that was moved, or is mounted elsewhere, still has its files: the name is looked for, and the bytes are checked. */
async function read(folder: string, name: string, file: string) {
  const part = partOf(await find(folder, name), file, folder);
  try {
    const opened = await open(join(folder, keptName(name, file)), "r");
    return readFrom(opened, (error) => diskFailure(`read backup \`${name}\``, folder, error), watchFor(name, part));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || part.store === folder) throw error;
    throw new ServiceError(`\`${file}\` of backup \`${name}\` is not in \`${folder}\`: it lies in \`${part.store}\``, {
      hint: "Read it from the store that it lies in.",
      cause: error,
    });
  }
}

async function remove(folder: string, name: string): Promise<void> {
  const { parts } = await find(folder, name);
  // Without its manifest it is no backup any more, also when this process dies before the next line.
  await rm(join(folder, `${name}.json`));
  await syncFolder(folder);
  for (const { file } of parts) await rm(join(folder, keptName(name, file)), { force: true });
}

/** Of the disk that the folder is on, or will be on. */
async function freeSpace(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT" && dirname(folder) !== folder;
    return isMissing ? freeSpace(dirname(folder)) : null;
  }
}
