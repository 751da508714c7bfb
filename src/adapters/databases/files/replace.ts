import type { Readable } from "node:stream";
import { ServiceError } from "../../../kit/errors.ts";
import type { Facts, Replaced } from "../../../stages/ports/database.ts";
import { countFolder } from "./dump.ts";
import { carryOver } from "./excluded.ts";
import { extractInto } from "./extract.ts";
import type { Folder } from "./folder.ts";
import { stopIfAborted } from "./passage.ts";
import { removeTree } from "./scratch.ts";
import { plainWords } from "./tar.ts";

export interface Replacement {
  readonly body: Readable;
  readonly check: (facts: Facts) => void;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Extracts the archive beside the folder, checks it there, and swaps the two by renaming. What the patterns leave out is
 * in no backup: it is copied from the old folder. For a moment between the two renames nothing is there.
 */
export async function replaceFolder(folder: Folder, { body, check, now, signal }: Replacement): Promise<Replaced> {
  const { executor, path } = folder;
  const stamp = new Date(now).toISOString().replaceAll(/[-:.]/g, "");
  const beside = `${path}.new-${stamp}`;
  const tree = `${beside}/tree`;
  const kept = `${path}.before-${stamp}`;
  try {
    await executor.run(["mkdir", "-m", "700", "--", beside], plainWords);
  } catch (error) {
    body.destroy();
    throw new ServiceError(`\`${beside}\` cannot be made`, {
      hint: "Give this user the right to write into the folder around it: the two are swapped there.",
      cause: error,
    });
  }
  try {
    await executor.makeFolder(tree);
    await extractInto(executor, tree, body, signal);
    check(await countFolder({ executor, path: tree, exclude: [] }, { hashRows: true, ...(signal && { signal }) }));
    await carryOver(folder, tree, signal);
    stopIfAborted(signal);
    await swap(folder, tree, kept);
    return { kept };
  } finally {
    await removeTree(executor, beside);
  }
}

async function swap({ executor, path }: Folder, tree: string, kept: string): Promise<void> {
  await executor.rename(path, kept);
  try {
    await executor.rename(tree, path);
  } catch (error) {
    await executor.rename(kept, path);
    throw error;
  }
}
