import { createHash } from "node:crypto";
import { type Bucket, type Sending, writerKey } from "./bucket.ts";

/** How objects are kept; the same for all files of a store. */
export interface Keeping {
  readonly storageClass: string | undefined;
  /** Until when nobody may delete it. */
  readonly lockedUntil: Date | undefined;
}

/** `taken` means that the store refused: an object of that name is there. */
export type Written = "written" | "taken";

/** Writes a small object whose name has to be free. */
export function putNew(bucket: Bucket, key: string, body: Uint8Array, how: WriteOptions): Promise<Written> {
  return bucket.ask(`write \`${key}\``, "s3:PutObject", async ({ sdk, client }, sending) => {
    const ChecksumSHA256 = sha256(body).toString("base64");
    const input = { ...target(bucket, key), ...headers(how), Body: body, ChecksumSHA256, IfNoneMatch: "*" };
    return whenFree(client.send(new sdk.PutObjectCommand(input), merge(sending, how)));
  });
}

export interface WriteOptions {
  readonly writer: string;
  readonly keeping: Keeping;
  readonly signal?: AbortSignal;
}

/** A retry whose first try had arrived finds its own object there, or no upload any more: the caller looks who wrote it. */
export async function whenFree(sending: Promise<unknown>): Promise<Written> {
  try {
    await sending;
    return "written";
  } catch (error) {
    const { name = "", $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 412 || /^(ConditionalRequestConflict|NoSuchUpload)$/.test(name)) return "taken";
    throw error;
  }
}

/** Which object a command is about. */
export function target({ address }: Bucket, Key: string) {
  return { Bucket: address.bucket, Key };
}

/** What an object carries from its beginning on. */
export function headers({ writer, keeping: { storageClass, lockedUntil } }: WriteOptions) {
  return {
    ContentType: "application/octet-stream",
    Metadata: { [writerKey]: writer },
    ...(storageClass === undefined ? {} : { StorageClass: storageClass as "STANDARD" }),
    ...(lockedUntil === undefined
      ? {}
      : { ObjectLockMode: "GOVERNANCE" as const, ObjectLockRetainUntilDate: lockedUntil }),
  };
}

/** Stopped by the run as well as by the upload. */
export function merge({ abortSignal }: Sending, { signal }: { readonly signal?: AbortSignal }): Sending {
  const signals = [abortSignal, signal].filter((one) => one !== undefined);
  return signals.length === 0 ? {} : { abortSignal: AbortSignal.any(signals) };
}

/** As a store wants it. */
export function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
