import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import type { ReleaseFiles } from "../../stages/take-back.ts";
import { diskFailure } from "../disk.ts";
import { gitRepository } from "./git.ts";

/** The files of one commit: the checkout where it is at that commit, else a folder of our own, as git has them. */
export async function openReleaseFiles(effects: Effects, commit: string): Promise<ReleaseFiles> {
  const repository = gitRepository(effects);
  const head = await repository.resolve("HEAD");
  if (head === commit) return { folder: effects.folder, [Symbol.asyncDispose]: async () => undefined };
  // Says what to do where the checkout does not hold it.
  await repository.resolve(commit);
  const folder = await ownFolder(effects.temporary);
  const files: ReleaseFiles = {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
  try {
    const archive = ["git", "-C", effects.folder, "archive", "--format=tar", commit] as const;
    const { stdout, done } = effects.exec.pipe([archive, ["tar", "-x", "-C", folder, "-f", "-"]]);
    stdout.resume();
    await done;
    return files;
  } catch (error) {
    await files[Symbol.asyncDispose]();
    throw error;
  }
}

async function ownFolder(temporary: string): Promise<string> {
  try {
    await mkdir(temporary, { recursive: true });
    return await mkdtemp(join(temporary, "release-files-"));
  } catch (error) {
    throw diskFailure("make a temporary folder", temporary, error);
  }
}
