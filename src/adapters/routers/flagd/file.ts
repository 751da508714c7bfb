import { randomUUID } from "node:crypto";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { FlagPlace } from "./place.ts";

/** A file of this machine. */
export function filePlace(path: string): FlagPlace {
  return {
    name: path,
    read: () => readText(path),
    replace: (text, expected) => replaceText(path, text, expected),
    missing: (example) =>
      new InputError([{ where: "flagd-file", what: `there is no file \`${path}\`` }], {
        hint: `Create \`${path}\` with the slot that is live now listed first: ${example}`,
      }),
  };
}

/** The file's text; null when there is no such file. */
async function readText(path: string): Promise<string | null> {
  try {
    // Bytes that are not text would be written back as something else.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw new ServiceError(`the flag file \`${path}\` cannot be read: ${(error as Error).message}`, {
      hint: `Make \`${path}\` a file that this user can read.`,
      cause: error,
    });
  }
}

/** Replaces the file in one step, provided that it still holds `expected`; mode and owner stay, and readers never see a half. */
async function replaceText(path: string, text: string, expected: string): Promise<void> {
  try {
    // A rename would turn a symbolic link into a file and leave what it points at behind.
    const target = await realpath(path);
    const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
    try {
      await writeDurably(temporary, text, target);
      if ((await readFile(target, "utf8")) !== expected) throw editedMeanwhile(path);
      await rename(temporary, target);
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(dirname(target));
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    throw new ServiceError(`the flag file \`${path}\` cannot be written: ${(error as Error).message}`, {
      hint: `Let this user own \`${path}\` and write into its folder.`,
      cause: error,
    });
  }
}

/** Somebody else has changed the file since this router looked. */
export function editedMeanwhile(name: string): RefusedError {
  return new RefusedError(`the flag file \`${name}\` was edited by somebody else since it was last read`, {
    hint: "Look at the edit, then run this step again: it starts from what the file says then.",
  });
}

async function writeDurably(temporary: string, text: string, like: string): Promise<void> {
  const { mode, uid, gid } = await stat(like);
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(text);
    const own = await file.stat();
    if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid);
    await file.chmod(mode & 0o7777);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
