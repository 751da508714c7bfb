import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ServiceError } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";

type Files = Pick<
  Executor,
  "readFile" | "writeFile" | "makeFolder" | "makePrivateFolder" | "remove" | "rename" | "list"
>;

/** The files of this machine; relative paths start from `folder`, private folders are made in `temporary`. */
export function localFiles(folder: string, temporary: string): Files {
  const at = (path: string) => resolve(folder, path);
  return {
    readFile: (path) => attempt("read", path, () => readRegular(at(path)), null),
    writeFile: (path, data, { mode }) => attempt("write", path, () => replace(at(path), data, mode)),
    makeFolder: (path) => attempt("create", path, async () => void (await mkdir(at(path), { recursive: true }))),
    makePrivateFolder: (prefix) => attempt("create", temporary, () => privateFolder(temporary, prefix)),
    remove: (path) => attempt("remove", path, () => rm(at(path), { recursive: true, force: true })),
    rename: (from, to) => attempt("rename", from, () => rename(at(from), at(to))),
    list: (path) => attempt("list", path, async () => (await readdir(at(path))).sort(), []),
  };
}

/** A pipe or a device may never come to an end: whoever opens it without waiting can tell, and refuses it. */
async function readRegular(path: string): Promise<string> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const facts = await file.stat();
  if (!facts.isFile() && !facts.isDirectory()) throw Object.assign(new Error(), { code: notRegular });
  // Awaited here: the file is closed when this ends.
  return await file.readFile("utf8");
}

async function privateFolder(temporary: string, prefix: string): Promise<string> {
  await mkdir(temporary, { recursive: true });
  return mkdtemp(join(temporary, prefix));
}

/** Opens a file that programs append to; only its owner may read it. */
export function openLog(path: string): Promise<FileHandle> {
  return attempt("write", path, async () => {
    await mkdir(dirname(path), { recursive: true });
    return open(path, "a", 0o600);
  });
}

async function replace(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await using file = await open(temporary, "wx", mode);
    // The umask has had its say at open; what was asked for is what counts.
    await file.chmod(mode);
    await file.writeFile(data);
    await file.sync();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await using parent = await open(folder, "r");
  await parent.sync();
}

async function attempt<T>(deed: string, path: string, act: () => Promise<T>, absent?: T): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    if (absent !== undefined && (code === "ENOENT" || code === "ENOTDIR")) return absent;
    throw fileFailure(deed, path, code, error);
  }
}

/** The code for what is neither a file nor a folder. */
export const notRegular = "not a regular file";

/** What the file system said, in the operator's words. */
export function fileFailure(deed: string, path: string, code: string, cause: unknown): ServiceError {
  return new ServiceError(`cannot ${deed} \`${path}\`: ${meanings[code] ?? code}`, {
    hint: remedies[code] ?? "Look at the path, at who owns it, and at the file system.",
    cause,
  });
}

const meanings: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "the disk is full",
  EFBIG: "the limit for the size of a file is reached",
  EDQUOT: "the quota of the user is used up",
  EROFS: "the file system is read-only",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is a file",
  ENOENT: "it does not exist",
  [notRegular]: "it is no regular file",
};

const remedies: Readonly<Record<string, string>> = {
  EACCES: "Give the user that runs this the right to it, or choose another path.",
  EPERM: "Give the user that runs this the right to it, or choose another path.",
  ENOSPC: "Make room on the disk (`df -h` shows how much is left) and run this again.",
};
