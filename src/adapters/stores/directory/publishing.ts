import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { ServiceError } from "../../../kit/errors.ts";
import type { Manifest } from "../../../stages/ports/store.ts";
import { readFrom, syncFolder } from "../../disk.ts";
import { checkDigest, checkFinished, checkStaged, digestOf, partsAt } from "../content.ts";
import { formatManifest } from "../manifest.ts";
import { keptName, linkNew, writeWhole } from "./links.ts";

/** A set that is being written into a folder. */
export interface Draft {
  readonly folder: string;
  readonly name: string;
  /** What the names of its files begin with until they are published. */
  readonly staging: string;
  readonly files: Map<string, { readonly path: string; readonly write: Writable }>;
  readonly signal: AbortSignal;
  /** Turns a fault into an error of the operator's words. */
  explain(error: unknown): Error;
}

/** The files first, then the manifest: only that name makes it a backup. A link never overwrites. */
export async function publish(draft: Draft, manifest: Manifest): Promise<void> {
  const { folder, name, staging, files, explain } = draft;
  const written = formatManifest(name, manifest);
  const linked: string[] = [];
  try {
    await checkContent(draft, manifest);
    await writeWhole(`${staging}.json`, written);
    // In one order, so that of two that use the same names one wins.
    for (const [file, { path }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const kept = join(folder, keptName(name, file));
      await linkNew(path, kept, name);
      linked.push(kept);
    }
    await syncFolder(folder);
    await linkNew(`${staging}.json`, join(folder, `${name}.json`), name);
  } catch (error) {
    for (const path of linked) await rm(path, { force: true });
    await rm(`${staging}.json`, { force: true });
    throw explain(error);
  }
  await confirm(draft, written);
}

/** What was staged, and the manifest's own staging file. */
export async function removeStaging({ staging, files, explain }: Draft): Promise<void> {
  try {
    for (const { path } of files.values()) await rm(path, { force: true });
    await rm(`${staging}.json`, { force: true });
  } catch (error) {
    throw explain(error);
  }
}

async function confirm({ folder, name, explain }: Draft, written: string): Promise<void> {
  try {
    await syncFolder(folder);
    if ((await readFile(join(folder, `${name}.json`), "utf8")) === written) return;
  } catch (error) {
    throw explain(error);
  }
  throw new ServiceError(`the manifest of backup \`${name}\` in \`${folder}\` is not what was written`, {
    hint: "Look at the disk; make the backup again.",
  });
}

/** What the disk gives back counts, not what was sent to it. */
async function checkContent(draft: Draft, manifest: Manifest): Promise<void> {
  const { folder, name, files, signal, explain } = draft;
  for (const [file, { write }] of files) checkFinished(name, file, write.writableFinished);
  checkStaged(manifest, folder, files.keys());
  for (const part of partsAt(manifest, folder)) {
    const path = files.get(part.file)?.path ?? "";
    checkDigest(manifest, part, await digestOf(await readBack(path, explain), signal));
  }
}

/** Opens a file that was just written. */
export async function readBack(path: string, explain: Draft["explain"]): Promise<Readable> {
  try {
    return readFrom(await open(path, "r"), explain);
  } catch (error) {
    throw explain(error);
  }
}
