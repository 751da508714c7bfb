import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../../../stages/ports/store.ts";
import { parseManifest } from "./manifest.ts";

/** Names that begin like this are not backups yet. */
export const stagingPrefix = ".staging-";
/** Nobody writes a backup for a day without touching its file. */
const staleAfter = 24 * 60 * 60 * 1000;

/** Removes what processes that died while staging or publishing have left, once it is a day old. */
export async function removeLeftovers(folder: string, now: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(stagingPrefix));
  // Sorted, a staged file comes before the manifest that was written for it.
  for (const name of names.sort()) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found === null || found.mtimeMs >= now - staleAfter) continue;
    await removeUnlisted(folder, name, found.ino);
    await rm(join(folder, name), { force: true });
  }
}

/** A file that had got its name, but not its manifest, is known by being the same file as the staged one. */
async function removeUnlisted(folder: string, staging: string, inode: number): Promise<void> {
  const manifest = readDraft(await readFile(join(folder, `${staging}.json`), "utf8").catch(() => ""));
  if (manifest === null || (await readdir(folder)).includes(`${manifest.name}.json`)) return;
  const found = await stat(join(folder, manifest.file)).catch(() => null);
  if (found?.ino === inode) await rm(join(folder, manifest.file), { force: true });
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
