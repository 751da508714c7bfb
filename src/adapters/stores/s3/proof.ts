import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Digest } from "../content.ts";
import type { Bucket } from "./bucket.ts";
import type { Written } from "./writing.ts";

/** What was sent, as the store has to have it. */
export interface Sent extends Digest {
  readonly checksum: string;
}

/** A try that had arrived although its answer was lost finds its own object. */
export async function refuseTaken(
  bucket: Bucket,
  key: string,
  { written, writer }: { readonly written: Written; readonly writer: string },
): Promise<void> {
  if (written === "taken" && (await bucket.head(key))?.writer !== writer) throw taken(bucket, key);
}

/** Says that a name is in use. */
export function taken({ address }: Bucket, key: string): RefusedError {
  return new RefusedError(`\`${key}\` is not written to \`${address.location}\`: it is there already`, {
    hint: "Backups are never overwritten; use another name, or move that object away.",
  });
}

/** Throws unless the store holds what was sent, of this writer; false where it keeps no checksum that says so. */
export async function confirm(
  bucket: Bucket,
  key: string,
  { sent, writer }: { readonly sent: Sent; readonly writer: string },
): Promise<boolean> {
  const held = await bucket.head(key);
  // Some stores add the number of parts.
  const checksum = held?.checksum?.replace(/-\d+$/, "") ?? null;
  const isWhole = held?.bytes === sent.bytes && (checksum === null || checksum === sent.checksum);
  if (isWhole && held.writer === writer) return checksum !== null;
  const found =
    held === null
      ? "is not there"
      : held.writer === writer
        ? `has ${held.bytes} bytes and not the ${sent.bytes} that were sent, or another checksum`
        : "was overwritten by somebody else";
  throw new ServiceError(`\`${key}\` in \`${bucket.address.location}\` ${found}`, {
    hint: "Look at the store; make the backup again.",
  });
}
