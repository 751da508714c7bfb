import type { Readable } from "node:stream";
import { ServiceError } from "../../../kit/errors.ts";
import type { StagedPart, StagedSet } from "../../../stages/ports/store.ts";
import { refuseOver } from "../content.ts";
import { checkFile, checkName } from "../names.ts";
import { manifestFile } from "./address.ts";
import type { Bucket } from "./bucket.ts";
import { objectsIn } from "./objects.ts";
import { taken } from "./proof.ts";
import { type Draft, publish } from "./publishing.ts";
import { readObject } from "./reading.ts";
import { keyOf } from "./shelf.ts";
import { type Upload, type UploadOptions, upload } from "./uploading.ts";

export interface StageOptions extends UploadOptions {
  warn(line: string): void;
}

/** Begins a set: its objects come into being one by one, and its manifest last. */
export async function stageIn(bucket: Bucket, name: string, options: StageOptions): Promise<StagedSet> {
  checkName(name);
  const manifestKey = keyOf(bucket, name, manifestFile);
  // Listing tells a bucket that is not there, and keys that are wrong: a HEAD has no words for it.
  const found = await objectsIn(bucket, name);
  if (found.some(({ key }) => key === manifestKey)) throw taken(bucket, manifestKey);
  return staged({ bucket, name, manifestKey, uploads: new Map(), ...options }, options);
}

function staged(draft: Draft, options: UploadOptions): StagedSet {
  const { bucket, name, uploads } = draft;
  let isOver = false;
  const refuseWhenOver = () => {
    if (isOver) refuseOver(name);
  };
  return {
    async part(file) {
      checkFile(file);
      refuseWhenOver();
      const key = keyOf(bucket, name, file);
      await uploads.get(file)?.abandon();
      uploads.delete(file);
      if ((await bucket.head(key)) !== null) throw taken(bucket, key);
      refuseWhenOver();
      const begun = upload(bucket, key, options);
      uploads.set(file, begun);
      return {
        write: begun.write,
        read: async () => (isOver ? refuseOver(name) : readBack(bucket, begun)),
      } satisfies StagedPart;
    },
    async publish(manifest) {
      refuseWhenOver();
      await publish(draft, manifest);
      isOver = true;
      return { location: `${bucket.address.location}: ${draft.manifestKey}` };
    },
    async discard() {
      if (isOver) return;
      isOver = true;
      // All of them, also when one cannot be removed.
      const ends = await Promise.allSettled([...uploads.values()].map((one) => one.abandon()));
      const failed = ends.find((end) => end.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    },
  };
}

async function readBack(bucket: Bucket, { key, confirm }: Upload): Promise<Readable> {
  await confirm();
  const body = await readObject(bucket, key);
  if (body !== null) return body;
  throw new ServiceError(`\`${key}\` in \`${bucket.address.location}\` is not there any more`, {
    hint: "Look at the store; make the backup again.",
  });
}
