import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ServiceError } from "../../kit/errors.ts";
import { text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Store } from "../../stages/ports/store.ts";
import { diskFailure, readFrom, syncFolder } from "../disk.ts";
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
      stage: (name, extension) => stageIn(folder, name, extension, effects.now()),
      list: () => guarded("list the backups", () => list(folder)),
      read: (name) => guarded(`read backup \`${name}\``, () => read(folder, name)),
      remove: (name) => guarded(`remove backup \`${name}\``, () => remove(folder, name)),
    };
  },
});

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
