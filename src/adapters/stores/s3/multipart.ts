import type { Bucket } from "./bucket.ts";
import type { Loaded } from "./client.ts";
import { headers, merge, sha256, target, type WriteOptions, type Written, whenFree } from "./writing.ts";

/** A part that the store has taken. */
export interface SentPart {
  readonly number: number;
  readonly etag: string;
  readonly sha256: Buffer;
}

/** Begins an object of several parts. */
export function beginParts(bucket: Bucket, key: string, how: WriteOptions): Promise<string> {
  return bucket.ask(`begin to write \`${key}\``, "s3:PutObject", async ({ sdk, client }, sending) => {
    const input = { ...target(bucket, key), ...headers(how), ChecksumAlgorithm: "SHA256" as const };
    const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(input), merge(sending, how));
    return UploadId ?? "";
  });
}

/** Sends one part; the store compares it with its digest. */
export function sendPart(
  bucket: Bucket,
  key: string,
  part: { readonly id: string; readonly number: number; readonly body: Uint8Array; readonly signal: AbortSignal },
): Promise<SentPart> {
  const { id, number, body } = part;
  return bucket.ask(`write part ${number} of \`${key}\``, "s3:PutObject", async ({ sdk, client }, sending) => {
    const digest = sha256(body);
    const input = { ...target(bucket, key), UploadId: id, PartNumber: number, Body: body };
    const command = new sdk.UploadPartCommand({ ...input, ChecksumSHA256: digest.toString("base64") });
    const { ETag = "" } = await client.send(command, merge(sending, part));
    return { number, etag: ETag, sha256: digest };
  });
}

/** Makes one object of the parts, if its name is still free. */
export function completeParts(
  bucket: Bucket,
  key: string,
  upload: { readonly id: string; readonly parts: readonly SentPart[]; readonly signal: AbortSignal },
): Promise<Written> {
  return bucket.ask(`complete \`${key}\``, "s3:PutObject", async ({ sdk, client }, sending) => {
    const Parts = upload.parts.map(({ number, etag, sha256 }) => ({
      PartNumber: number,
      ETag: etag,
      ChecksumSHA256: sha256.toString("base64"),
    }));
    const input = { ...target(bucket, key), UploadId: upload.id, MultipartUpload: { Parts }, IfNoneMatch: "*" };
    const sent = client.send(new sdk.CompleteMultipartUploadCommand(input), merge(sending, upload));
    return whenFree(sent);
  });
}

/** Forgets the parts of an upload; one that is gone already is forgotten. */
export function abortParts(bucket: Bucket, key: string, id: string): Promise<void> {
  const forget = async ({ sdk, client }: Loaded) => {
    await client
      .send(new sdk.AbortMultipartUploadCommand({ ...target(bucket, key), UploadId: id }))
      .catch((error: { readonly name?: string }) => {
        if (error.name !== "NoSuchUpload") throw error;
      });
  };
  return bucket.ask(`forget what was written of \`${key}\``, "s3:AbortMultipartUpload", forget, true);
}

/** The store's checksum of an object of parts: the digest of their digests. */
export function composite(parts: readonly SentPart[]): string {
  return sha256(Buffer.concat(parts.map((part) => part.sha256))).toString("base64");
}
