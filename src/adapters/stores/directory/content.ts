import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { readFrom } from "../../disk.ts";

/** Size and SHA-256 of what a stream brings. */
export async function digestOf(opening: Promise<Readable>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of await opening) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Opens a file that was just written; `explain` turns a fault into an error of the operator's words. */
export async function readBack(path: string, explain: (error: unknown) => Error): Promise<Readable> {
  try {
    return readFrom(await open(path, "r"), explain);
  } catch (error) {
    throw explain(error);
  }
}
