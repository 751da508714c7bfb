import { lstat, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { InputError } from "../../../kit/errors.ts";
import type { Scratch } from "../../../stages/ports/database.ts";
import { diskFailure } from "../../disk.ts";
import { sqliteUrl } from "../../migrators/dbmate/url.ts";

const prefix = "deploy-actions-sqlite-";
const file = "scratch.sqlite";

/** A folder of our own that nobody else reads. */
export async function ownFolder(temporary: string, prefix: string): Promise<string> {
  try {
    await mkdir(temporary, { recursive: true });
    return await mkdtemp(join(temporary, prefix));
  } catch (error) {
    throw diskFailure("make a temporary folder", temporary, error);
  }
}

/** A scratch file that is not there yet, in a folder of its own; a kept one lies where the end of this process does not reach. */
export async function makeScratch(effects: Effects, isKept: boolean): Promise<Scratch> {
  const folder = isKept
    ? await ownFolder(keptIn(effects), prefix)
    : await ownFolder(effects.temporary, "sqlite-scratch-");
  return scratchIn(folder);
}

/** A kept scratch of an earlier process, by its name. */
export async function findScratch(effects: Effects, name: string): Promise<Scratch> {
  const folder = dirname(name);
  const isOurs = basename(name) === file && dirname(folder) === keptIn(effects) && basename(folder).startsWith(prefix);
  if (isOurs && (await isPrivateFolder(folder))) return scratchIn(folder);
  throw new InputError(`\`${name}\` is no scratch database that an earlier step has kept`, {
    hint: "It is removed at the end of its job; let the backup of this job keep one.",
  });
}

function keptIn(effects: Effects): string {
  return effects.env("RUNNER_TEMP") ?? tmpdir();
}

function scratchIn(folder: string): Scratch {
  const name = join(folder, file);
  return {
    name,
    url: sqliteUrl(name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Others may write into the system's temporary folder, and may lay a link there. */
async function isPrivateFolder(path: string): Promise<boolean> {
  const [found, self] = await Promise.all([lstat(path).catch(() => null), stat("/proc/self")]);
  return found?.isDirectory() === true && found.uid === self.uid && (found.mode & 0o077) === 0;
}
