import { open, rm } from "node:fs/promises";
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { ServiceError } from "../../../kit/errors.ts";
import { writeTo } from "../../disk.ts";
import { type Digest, makeDigest } from "../content.ts";
import type { RunArtifacts } from "./run.ts";
import type { Kept } from "./service.ts";

/** One file of a set: written to the disk first, since GitHub's package uploads files alone. */
export interface Upload {
  readonly write: Writable;
  sent(): Digest;
  /** What GitHub keeps of it; null before it has all of it. */
  kept(): Kept | null;
  /** Leaves nothing of it behind. */
  abandon(): Promise<void>;
}

/** Writes a private file, and uploads it at its end. */
export async function upload(
  artifacts: RunArtifacts,
  { path, name }: { readonly path: string; readonly name: string },
  explain: (error: unknown) => Error,
): Promise<Upload> {
  const file = writeTo(await open(path, "wx", 0o600), explain);
  const digest = makeDigest();
  let sent: Digest = { bytes: 0, sha256: "" };
  let kept: Kept | null = null;
  let ending: Promise<void> | undefined;
  const end = async () => {
    file.end();
    await finished(file);
    sent = digest.end();
    const uploaded = await artifacts.upload(path, name);
    kept = uploaded;
    await rm(path, { force: true });
    if (uploaded.digest === null || uploaded.digest === `sha256:${sent.sha256}`) return;
    throw new ServiceError(
      `artifact \`${name}\` was uploaded with other bytes than were written (${uploaded.digest})`,
      {
        hint: "Look at the disk of this machine; make the backup again.",
      },
    );
  };
  const write: Writable = new Writable({
    write(chunk: Buffer, _encoding, next) {
      digest.add(chunk);
      file.write(chunk, next);
    },
    final(next) {
      ending = end();
      ending.then(() => next(), next);
    },
    destroy(error, closed) {
      file.destroy();
      closed(error);
    },
  });
  file.on("error", (error) => write.destroy(error));
  return {
    write,
    sent: () => sent,
    kept: () => kept,
    async abandon() {
      const isClosed = finished(file).catch(() => {});
      write.destroy();
      await isClosed;
      await ending?.catch(() => {});
      await rm(path, { force: true });
      if (kept !== null) await artifacts.delete(kept);
    },
  };
}
