import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Manifest, Staged } from "../../../stages/ports/store.ts";
import { diskFailure, syncFolder, writeTo } from "../../disk.ts";
import { digestOf, readBack } from "./content.ts";
import { removeLeftovers, stagingPrefix } from "./leftovers.ts";
import { checkName, formatManifest } from "./manifest.ts";
import { linkNew, refuseTaken, writeWhole } from "./names.ts";

/** Opens a hidden file beside the backups; what dead processes left a day ago is removed first. */
export async function stageIn(folder: string, name: string, extension: string, now: number): Promise<Staged> {
  checkName(name, extension);
  const explain = (error: unknown) => diskFailure(`write backup \`${name}\``, folder, error);
  const file = extension === "" ? name : `${name}.${extension}`;
  const staging = join(folder, `${stagingPrefix}${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeLeftovers(folder, now);
    await refuseTaken(folder, name, file);
    const write = writeTo(await open(staging, "wx", 0o600), explain);
    return staged({ folder, name, file, staging, write, explain });
  } catch (error) {
    throw explain(error);
  }
}

function staged(draft: Draft): Staged {
  const { folder, name, file, staging, write, explain } = draft;
  let isOver = false;
  const refuseWhenOver = () => {
    if (isOver) throw new RefusedError(`backup \`${name}\` was published or thrown away already`);
  };
  return {
    write,
    async read() {
      refuseWhenOver();
      return readBack(staging, explain);
    },
    async publish(manifest) {
      refuseWhenOver();
      await publish(draft, manifest);
      isOver = true;
      return { location: join(folder, file) };
    },
    async discard() {
      if (isOver) return;
      isOver = true;
      write.destroy();
      await removeStaging(draft);
    },
  };
}

interface Draft {
  readonly folder: string;
  readonly name: string;
  readonly file: string;
  readonly staging: string;
  readonly write: Staged["write"];
  explain(error: unknown): Error;
}

/** The file first, then its manifest: only the second name makes it a backup. A link never overwrites. */
async function publish(draft: Draft, manifest: Manifest): Promise<void> {
  const { folder, name, file, staging, explain } = draft;
  const written = formatManifest(name, manifest);
  let isNamed = false;
  try {
    await checkContent(draft, manifest);
    await writeWhole(`${staging}.json`, written);
    await linkNew(staging, join(folder, file), name);
    isNamed = true;
    await syncFolder(folder);
    await linkNew(`${staging}.json`, join(folder, `${name}.json`), name);
  } catch (error) {
    if (isNamed) await rm(join(folder, file), { force: true });
    await rm(`${staging}.json`, { force: true });
    throw explain(error);
  }
  await removeStaging(draft);
  await confirm(draft, written);
}

async function removeStaging({ staging, explain }: Draft): Promise<void> {
  try {
    await rm(staging, { force: true });
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
  throw new ServiceError(`the manifest of backup \`${name}\` in \`${folder}\` is not what was written`);
}

async function checkContent({ name, file, staging, write, explain }: Draft, manifest: Manifest): Promise<void> {
  if (!write.writableFinished) throw new RefusedError(`backup \`${name}\` is not written to its end yet`);
  const { bytes, sha256 } = await digestOf(readBack(staging, explain));
  if (bytes === manifest.bytes && sha256 === manifest.sha256 && file === manifest.file) return;
  throw new ServiceError(
    `backup \`${name}\` on the disk (\`${file}\`, ${bytes} bytes, sha256 ${sha256}) is not what its manifest says ` +
      `(\`${manifest.file}\`, ${manifest.bytes} bytes, sha256 ${manifest.sha256})`,
    { hint: "Look at the disk; make the backup again." },
  );
}
