import type { CopyWatch, Database, Scratch } from "../../../src/stages/ports/database.ts";

/** The watch of an adapter that has one. */
export async function observe(database: Database, scratch: Scratch, signal?: AbortSignal): Promise<CopyWatch> {
  const watch = await database.observe?.(scratch, signal);
  if (watch === undefined) throw new Error("this database cannot be watched");
  return watch;
}
