import { ServiceError } from "../../../kit/errors.ts";
import type { Manifest } from "../../../stages/ports/store.ts";
import { checkDigest, checkFinished, checkStaged, digestOf, partsAt } from "../content.ts";
import { formatManifest } from "../manifest.ts";
import type { Bucket } from "./bucket.ts";
import { refuseTaken } from "./proof.ts";
import { readObject, readText } from "./reading.ts";
import type { Upload } from "./uploading.ts";
import { type Keeping, putNew, type Written } from "./writing.ts";

/** A set that is being written into a bucket. */
export interface Draft {
  readonly bucket: Bucket;
  readonly name: string;
  readonly manifestKey: string;
  readonly uploads: Map<string, Upload>;
  readonly writer: string;
  readonly keeping: Keeping;
  warn(line: string): void;
}

/** The manifest, last of all: with it the set is a backup. */
export async function publish(draft: Draft, manifest: Manifest): Promise<void> {
  const { bucket, manifestKey, writer } = draft;
  const written = formatManifest(draft.name, manifest);
  await checkContent(draft, manifest);
  try {
    await refuseTaken(bucket, manifestKey, { written: await putManifest(draft, written), writer });
    if ((await readText(bucket, manifestKey)) !== written) {
      throw new ServiceError(
        `the manifest \`${manifestKey}\` in \`${bucket.address.location}\` is not what was written`,
        {
          hint: "Look at the store; make the backup again.",
        },
      );
    }
  } catch (error) {
    // Nobody may see half of it; the first error says what was wrong.
    await bucket.deleteOwn(manifestKey, writer).catch(() => {});
    throw error;
  }
  await tellUnsafe(draft, written);
}

/** The same manifest once more: a store that takes it does not care for what is there. */
async function tellUnsafe(draft: Draft, written: string): Promise<void> {
  const answer = await putManifest(draft, written).catch(() => "taken" as const);
  if (answer === "taken") return;
  draft.warn(
    `${draft.bucket.address.location} ignores \`If-None-Match\`: two backups that are written under one name at the same ` +
      "moment can overwrite each other. Use names that are never the same, or a store that knows conditional writes.",
  );
}

function putManifest({ bucket, manifestKey, writer, keeping }: Draft, written: string): Promise<Written> {
  // The storage class is for what is large and seldom read.
  return putNew(bucket, manifestKey, Buffer.from(written), {
    writer,
    keeping: { ...keeping, storageClass: undefined },
  });
}

/** What the store holds counts, not what was sent: by its own checksum, or else by reading it. */
async function checkContent({ bucket, name, uploads }: Draft, manifest: Manifest): Promise<void> {
  for (const [file, { write }] of uploads) checkFinished(name, file, write.writableFinished);
  checkStaged(manifest, bucket.address.location, uploads.keys());
  for (const part of partsAt(manifest, bucket.address.location)) {
    const upload = uploads.get(part.file);
    if (upload === undefined) continue;
    checkDigest(manifest, part, upload.sent());
    if (await upload.confirm()) continue;
    const body = await readObject(bucket, upload.key);
    if (body !== null) checkDigest(manifest, part, await digestOf(body, bucket.signal));
  }
}
