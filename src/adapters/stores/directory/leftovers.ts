import type { Stats } from "node:fs";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../../../stages/ports/store.ts";
import { parseManifest } from "../manifest.ts";
import { keptName } from "./links.ts";

/** Names that begin like this are not backups yet. */
export const stagingPrefix = ".staging-";
/** Nobody writes a backup for a day without touching one of its files. */
const staleAfter = 24 * 60 * 60 * 1000;

interface Found {
  readonly name: string;
  readonly modified: number;
  readonly inode: number;
}

/** Removes what processes that died while staging or publishing have left, once all of it is a day old. */
export async function removeLeftovers(folder: string, now: number): Promise<void> {
  const groups = Map.groupBy(await stagedIn(folder), ({ name }) => name.split(".", 2).join("."));
  for (const [staging, files] of groups) {
    if (files.some(({ modified }) => modified >= now - staleAfter)) continue;
    await removeUnlisted(folder, staging, files);
    for (const { name } of files) await rm(join(folder, name), { force: true });
  }
}

async function stagedIn(folder: string): Promise<readonly Found[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(stagingPrefix));
  const found = await Promise.all(
    names.map(async (name) => {
      const stats = await look(join(folder, name));
      return stats === null ? [] : [{ name, modified: stats.mtimeMs, inode: stats.ino }];
    }),
  );
  return found.flat();
}

/** A file that had got its name, but not its manifest, is known by being the same file as a staged one. */
async function removeUnlisted(folder: string, staging: string, files: readonly Found[]): Promise<void> {
  const manifest = readDraft(await readFile(join(folder, `${staging}.json`), "utf8").catch(() => ""));
  if (manifest === null || (await readdir(folder)).includes(`${manifest.name}.json`)) return;
  for (const { file } of manifest.parts) {
    const path = join(folder, keptName(manifest.name, file));
    const kept = await look(path);
    if (kept !== null && files.some(({ inode }) => inode === kept.ino)) await rm(path, { force: true });
  }
}

function look(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}

function readDraft(written: string): Manifest | null {
  try {
    const { name } = JSON.parse(written) as { name?: unknown };
    const manifest = parseManifest(String(name), written);
    return "broken" in manifest ? null : manifest;
  } catch {
    return null;
  }
}
