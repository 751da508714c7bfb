import type { CopyWatch } from "../../../stages/ports/database.ts";
import { copyWatch } from "../copy-watch.ts";
import { takeVitals } from "./catalogue.ts";
import { reading } from "./file.ts";

/** Measures a copy before and after: the engine lives in the program that uses it, and tells others nothing of what that does. */
export async function observeCopy(path: string): Promise<CopyWatch> {
  const measure = async () => (await reading(path, takeVitals)).bytes;
  const before = await measure();
  const nothing = async () => ({ statements: null, locks: null, rows: null });
  return copyWatch(nothing, async (seen) => ({ ...seen, size: { before, after: await measure() } }));
}
