import { Readable } from "node:stream";
import type { Address } from "./address.ts";
import type { Loaded } from "./client.ts";
import { bucketFailure } from "./failures.ts";

/** An object as the store knows it. */
export interface Held {
  readonly bytes: number;
  readonly etag: string;
  /** The store's own SHA-256 in base64, of the whole or of its parts' digests; null where it keeps none. */
  readonly checksum: string | null;
  /** Who wrote it; null for what is not ours. */
  readonly writer: string | null;
}

export interface Bucket {
  readonly address: Address;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
  /** Sends one command; `doing` completes "could not ...". */
  ask<T>(
    doing: string,
    permission: string,
    act: (loaded: Loaded, how: Sending) => Promise<T>,
    isCleanUp?: boolean,
  ): Promise<T>;
  head(key: string, isCleanUp?: boolean): Promise<Held | null>;
  /** The object's bytes from a position on, as long as it is the same one; null where there is none. */
  get(key: string, from?: number, etag?: string): Promise<{ readonly body: Readable; readonly held: Held } | null>;
  delete(key: string): Promise<void>;
  /** Deletes an object that this writer has written, and no other. */
  deleteOwn(key: string, writer: string): Promise<void>;
}

export interface Sending {
  readonly abortSignal?: AbortSignal;
}

/** The name of the writer among an object's metadata. */
export const writerKey = "deploy-actions-writer";

/** Reads and deletes objects; what puts the house in order is not stopped by `signal`. */
export function bucketAt(address: Address, load: () => Promise<Loaded>, signal: AbortSignal): Bucket {
  const Bucket = address.bucket;
  const ask: Bucket["ask"] = async (doing, permission, act, isCleanUp = false) => {
    if (!isCleanUp) signal.throwIfAborted();
    try {
      return await act(await load(), isCleanUp ? {} : { abortSignal: signal });
    } catch (error) {
      if (!isCleanUp) signal.throwIfAborted();
      throw bucketFailure(doing, address.location, permission, error);
    }
  };
  const head: Bucket["head"] = (Key, isCleanUp) =>
    ask(
      `look for \`${Key}\``,
      "s3:GetObject and s3:ListBucket",
      async ({ sdk, client }, how) => {
        const command = new sdk.HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" });
        const answer = await client.send(command, how).catch(whenMissing);
        return answer === null ? null : heldOf(answer);
      },
      isCleanUp,
    );
  const remove: Bucket["delete"] = (Key) =>
    ask(
      `delete \`${Key}\``,
      "s3:DeleteObject",
      async ({ sdk, client }, how) => {
        await client.send(new sdk.DeleteObjectCommand({ Bucket, Key }), how);
      },
      true,
    );
  return {
    address,
    signal,
    ask,
    head,
    delete: remove,
    async deleteOwn(key, writer) {
      if ((await head(key, true))?.writer === writer) await remove(key);
    },
    get: (Key, from = 0, etag) =>
      ask(`read \`${Key}\``, "s3:GetObject", async ({ sdk, client }, how) => {
        const part = from === 0 ? {} : { Range: `bytes=${from}-` };
        const same = etag === undefined ? {} : { IfMatch: etag };
        const command = new sdk.GetObjectCommand({ Bucket, Key, ...part, ...same });
        const answer = await client.send(command, how).catch(whenMissing);
        if (answer === null) return null;
        const body = answer.Body instanceof Readable ? answer.Body : Readable.from([]);
        return { body, held: heldOf(answer) };
      }),
  };
}

interface Answer {
  readonly ContentLength?: number | undefined;
  readonly ETag?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
}

function heldOf({ ContentLength = 0, ETag = "", ChecksumSHA256, Metadata = {} }: Answer): Held {
  return { bytes: ContentLength, etag: ETag, checksum: ChecksumSHA256 ?? null, writer: Metadata[writerKey] ?? null };
}

function whenMissing(error: {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}): null {
  // A HEAD has no body that could say more than 404.
  if (error.name === "NoSuchKey" || error.name === "NotFound") return null;
  throw error;
}
