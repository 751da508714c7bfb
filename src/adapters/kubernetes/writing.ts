import { ConflictError, LostError } from "./failures.ts";

/** Writes; where nobody knows whether that was done, it is looked for, and the failure stands only where it was not. */
export async function written(write: () => Promise<void>, isDone: () => Promise<boolean>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof LostError) || !(await isDone())) throw error;
  }
}

/** Reads and writes anew where somebody else was quicker, three times at most: for what has to be put back whatever is there. */
export async function insisting(readAndWrite: () => Promise<void>): Promise<void> {
  for (let left = 2; ; left--) {
    try {
      await readAndWrite();
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || left === 0) throw error;
    }
  }
}
