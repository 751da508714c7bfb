import { type Address, readKey } from "./address.ts";
import type { Bucket } from "./bucket.ts";

/** One object below the store's folder. */
export interface Found {
  readonly key: string;
  readonly set: string;
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** An upload in parts that is not completed. */
export interface OpenUpload {
  readonly key: string;
  readonly set: string;
  readonly id: string;
  readonly begun: number;
}

/** Everything below the folder, or of one set, however many pages that takes. */
export async function objectsIn(bucket: Bucket, set?: string): Promise<readonly Found[]> {
  const { address } = bucket;
  const Prefix = set === undefined ? address.prefix : `${address.prefix}${set}/`;
  const found: Found[] = [];
  await bucket.ask("list the backups", "s3:ListBucket", async ({ sdk, client }, how) => {
    for (let token: string | undefined, more = true; more; ) {
      const next = token === undefined ? {} : { ContinuationToken: token };
      const page = await client.send(new sdk.ListObjectsV2Command({ Bucket: address.bucket, Prefix, ...next }), how);
      for (const { Key = "", Size = 0, LastModified } of page.Contents ?? []) {
        const read = readKey(address, Key);
        if (read !== null) found.push({ key: Key, ...read, bytes: Size, modified: LastModified?.getTime() ?? 0 });
      }
      token = page.NextContinuationToken;
      more = page.IsTruncated === true && token !== undefined;
    }
  });
  return found;
}

/** Uploads below the folder that nobody has completed. */
export async function openUploads(bucket: Bucket): Promise<readonly OpenUpload[]> {
  const { address } = bucket;
  const found: OpenUpload[] = [];
  const doing = "look for unfinished uploads";
  await bucket.ask(doing, "s3:ListBucketMultipartUploads", async ({ sdk, client }, how) => {
    for (let from: { KeyMarker?: string; UploadIdMarker?: string } | null = {}; from !== null; ) {
      const input = { Bucket: address.bucket, Prefix: address.prefix, ...from };
      const page = await client.send(new sdk.ListMultipartUploadsCommand(input), how);
      for (const { Key = "", UploadId = "", Initiated } of page.Uploads ?? []) {
        const set = setOf(address, Key);
        if (set !== null) found.push({ key: Key, set, id: UploadId, begun: Initiated?.getTime() ?? 0 });
      }
      from = nextPage(page);
    }
  });
  return found;
}

interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly NextKeyMarker?: string | undefined;
  readonly NextUploadIdMarker?: string | undefined;
}

function nextPage({ IsTruncated, NextKeyMarker = "", NextUploadIdMarker = "" }: Page) {
  if (IsTruncated !== true || NextKeyMarker === "") return null;
  return { KeyMarker: NextKeyMarker, ...(NextUploadIdMarker === "" ? {} : { UploadIdMarker: NextUploadIdMarker }) };
}

function setOf(address: Address, key: string): string | null {
  return readKey(address, key)?.set ?? null;
}

/** When the last part of an upload arrived; 0 where none has. */
export async function lastPartOf(bucket: Bucket, { key, id }: OpenUpload): Promise<number> {
  const doing = `look at the unfinished upload of \`${key}\``;
  return bucket.ask(doing, "s3:ListMultipartUploadParts", async ({ sdk, client }, how) => {
    const input = { Bucket: bucket.address.bucket, Key: key, UploadId: id };
    let last = 0;
    for (let marker: string | undefined, more = true; more; ) {
      const next = marker === undefined ? {} : { PartNumberMarker: marker };
      const page = await client.send(new sdk.ListPartsCommand({ ...input, ...next }), how);
      for (const { LastModified } of page.Parts ?? []) last = Math.max(last, LastModified?.getTime() ?? 0);
      marker = page.NextPartNumberMarker;
      more = page.IsTruncated === true && marker !== undefined;
    }
    return last;
  });
}
