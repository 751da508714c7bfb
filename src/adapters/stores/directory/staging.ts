import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Manifest, Staged } from "../../../stages/ports/store.ts";
import { diskFailure, readFrom, syncFolder, writeTo } from "../../disk.ts";
import { removeLeftovers, stagingPrefix } from "./leftovers.ts";
import { checkName, formatManifest } from "./manifest.ts";

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

async function digestOf(opening: Promise<Readable>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of await opening) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

async function readBack(path: string, explain: (error: unknown) => Error): Promise<Readable> {
  try {
    return readFrom(await open(path, "r"), explain);
  } catch (error) {
    throw explain(error);
  }
}

async function writeWhole(path: string, content: string): Promise<void> {
  const file = writeTo(await open(path, "wx", 0o600), (error) => error as Error);
  file.end(content);
  await finished(file);
}

async function linkNew(from: string, to: string, name: string): Promise<void> {
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

async function refuseTaken(folder: string, name: string, file: string): Promise<void> {
  const names = new Set(await readdir(folder));
  for (const used of [`${name}.json`, file]) if (names.has(used)) throw taken(name, join(folder, used));
}

function taken(name: string, path: string): RefusedError {
  return new RefusedError(`backup \`${name}\` is not written: \`${path}\` is there already`, {
    hint: "Backups are never overwritten; use another name, or move that file away.",
  });
}
