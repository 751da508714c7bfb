import { link, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import { writeTo } from "../../disk.ts";

/** The name under which the folder keeps a file of a set. */
export function keptName(name: string, file: string): string {
  return `${name}.${file}`;
}

/** Writes a new private file and brings it onto the disk. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const file = writeTo(await open(path, "wx", 0o600), (error) => error as Error);
  file.end(content);
  await finished(file);
}

/** Gives a file one more name; a name that is taken stays as it is. */
export async function linkNew(from: string, to: string, name: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw taken(name, to);
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP") throw error;
    throw new ServiceError(`backup \`${name}\` cannot be published: \`${to}\` may not be linked (${code})`, {
      hint: "Name a folder on a file system with hard links, so that nothing can be overwritten.",
      cause: error,
    });
  }
}

/** Refuses early what the link would refuse late. */
export async function refuseTaken(folder: string, name: string, used: string): Promise<void> {
  if ((await readdir(folder)).includes(used)) throw taken(name, join(folder, used));
}

function taken(name: string, path: string): RefusedError {
  return new RefusedError(`backup \`${name}\` is not written: \`${path}\` is there already`, {
    hint: "Backups are never overwritten; use another name, or move that file away.",
  });
}
