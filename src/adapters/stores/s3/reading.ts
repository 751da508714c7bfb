import { Readable } from "node:stream";
import { ServiceError } from "../../../kit/errors.ts";
import type { Bucket } from "./bucket.ts";
import { bucketFailure } from "./failures.ts";

/** A connection that breaks is made again where it broke, unless it brings nothing this often in a row. */
const mostTries = 5;

/** The bytes of one object; `observe` sees every chunk, then null, and may throw. Null where there is no such object. */
export async function readObject(
  bucket: Bucket,
  key: string,
  observe: (chunk: Buffer | null) => void = () => {},
): Promise<Readable | null> {
  const first = await bucket.get(key);
  if (first === null) return null;
  const { bytes, etag } = first.held;
  return Readable.from(chunks(), { objectMode: false, highWaterMark: 256 * 1024 });

  async function* chunks() {
    let body = first?.body;
    let position = 0;
    for (let failed = 0; ; ) {
      try {
        for await (const chunk of body ?? []) {
          position += chunk.length;
          failed = 0;
          observe(chunk);
          yield chunk as Buffer;
        }
        if (position >= bytes) break;
        throw Object.assign(new Error("premature end"), { code: "ECONNRESET" });
      } catch (error) {
        if (error instanceof ServiceError || ++failed >= mostTries) throw explain(error);
        body = (await bucket.get(key, position, etag))?.body;
      }
    }
    observe(null);
  }

  function explain(error: unknown): Error {
    return bucketFailure(`read \`${key}\``, bucket.address.location, "s3:GetObject", error);
  }
}

/** A small object as text; null where there is none. */
export async function readText(bucket: Bucket, key: string): Promise<string | null> {
  const body = await readObject(bucket, key);
  if (body === null) return null;
  const parts: Buffer[] = [];
  for await (const chunk of body) parts.push(chunk);
  return String(Buffer.concat(parts));
}
