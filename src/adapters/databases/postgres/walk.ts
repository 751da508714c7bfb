import { readBlocks } from "./blocks.ts";
import { readContents } from "./contents.ts";
import { readHead } from "./head.ts";
import { follow, type Reading, startOf } from "./pieces.ts";
import type { Replay } from "./replay.ts";

/**
 * Walks over an archive of `pg_dump -Fc -Z0` from its first byte to its last. A cut anywhere is found, and so is one wrong bit in what
 * holds it together: lengths, ends, ids of data. What nothing else in the archive depends on is left to the checksums around it: rows
 * and other texts, dates, the ids of entries without data.
 * False where it is an archive that only `pg_restore` can read; then nothing is lost of it.
 */
export async function walkArchive(source: Replay): Promise<boolean> {
  const { isKnown } = await follow(readHead(startOf()), beginning(source));
  if (!isKnown) return false;
  await follow(readArchive(), source.chunks());
  return true;
}

function* readArchive(): Reading<void> {
  const cursor = startOf();
  const { minor } = yield* readHead(cursor);
  yield* readBlocks(cursor, yield* readContents(cursor, minor));
}

/** What was read already, and then as much more as is asked for. */
async function* beginning({ kept, more }: Replay): AsyncGenerator<Buffer> {
  for (let i = 0; i < kept.length || (await more()); i += 1) yield kept[i] as Buffer;
}
