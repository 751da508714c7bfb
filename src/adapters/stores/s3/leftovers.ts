import { manifestFile } from "./address.ts";
import type { Bucket } from "./bucket.ts";
import { abortParts } from "./multipart.ts";
import { type Found, lastPartOf, objectsIn, openUploads } from "./objects.ts";

/** Nobody writes a backup for a day without sending anything of it. */
const staleAfter = 24 * 60 * 60 * 1000;

/** Removes what runs that died while staging or publishing have left, once all of it is a day old. */
export async function removeLeftovers(bucket: Bucket, now: number): Promise<void> {
  const alive = await abortStale(bucket, now);
  for (const [set, objects] of Map.groupBy(await objectsIn(bucket), (found) => found.set)) {
    if (alive.has(set) || objects.some((found) => isBackup(found) || found.modified >= now - staleAfter)) continue;
    for (const { key } of objects) {
      const writer = (await bucket.head(key))?.writer;
      // What is none of ours stays, wherever it lies.
      if (writer !== undefined && writer !== null) await bucket.deleteOwn(key, writer);
    }
  }
}

function isBackup({ file }: Found): boolean {
  return file === manifestFile;
}

/** The sets that are still being written, by what their uploads show. */
async function abortStale(bucket: Bucket, now: number): Promise<ReadonlySet<string>> {
  const alive = new Set<string>();
  for (const open of await openUploads(bucket)) {
    const isStale = open.begun < now - staleAfter && (await lastPartOf(bucket, open)) < now - staleAfter;
    if (isStale) await abortParts(bucket, open.key, open.id);
    else alive.add(open.set);
  }
  return alive;
}
