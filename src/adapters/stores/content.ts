import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { InputError, RefusedError, ServiceError } from "../../kit/errors.ts";
import type { Manifest, Part } from "../../stages/ports/store.ts";

/** Size and SHA-256 of one file. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Takes what passes; `end` tells its size and SHA-256. */
export function makeDigest() {
  const hash = createHash("sha256");
  let bytes = 0;
  return {
    add(chunk: Uint8Array): void {
      hash.update(chunk);
      bytes += chunk.length;
    },
    end: (): Digest => ({ bytes, sha256: hash.digest("hex") }),
  };
}

/** Size and SHA-256 of what a stream brings; a run that is cancelled does not read to the end. */
export async function digestOf(body: Readable, signal: AbortSignal): Promise<Digest> {
  const digest = makeDigest();
  for await (const chunk of body) {
    signal.throwIfAborted();
    digest.add(chunk);
  }
  return digest.end();
}

/** Sees every chunk of a file that is read, then null, where it throws if the bytes are not those of the manifest. */
export function watchFor(name: string, part: Part): (chunk: Buffer | null) => void {
  const digest = makeDigest();
  return (chunk) => {
    if (chunk !== null) {
      digest.add(chunk);
      return;
    }
    const { bytes, sha256 } = digest.end();
    if (bytes === part.bytes && sha256 === part.sha256) return;
    throw new ServiceError(
      `backup \`${name}\` is damaged: \`${part.file}\` has ${bytes} bytes and the sha256 ${sha256}, ` +
        `not ${part.bytes} and ${part.sha256}`,
      { hint: "Throw away what was restored from it and use another backup." },
    );
  };
}

/** The manifest's entry of a file, the one of this store before one that lies elsewhere. */
export function partOf(manifest: Manifest, file: string, location: string): Part {
  const found = manifest.parts.filter((part) => part.file === file);
  const part = found.find(({ store }) => store === location) ?? found[0];
  if (part !== undefined) return part;
  const files = manifest.parts.map((known) => `\`${known.file}\``).join(", ");
  throw new InputError(`backup \`${manifest.name}\` has no file \`${file}\``, { hint: `It has ${files}.` });
}

/** The parts of the manifest that this store keeps. */
export function partsAt(manifest: Manifest, location: string): readonly Part[] {
  return manifest.parts.filter(({ store }) => store === location);
}

/** Every file that was staged has to be in the manifest, and every file that the manifest places here has to be staged. */
export function checkStaged(manifest: Manifest, location: string, staged: Iterable<string>): void {
  const files = new Set(staged);
  const parts = partsAt(manifest, location);
  const missing = parts.filter(({ file }) => !files.has(file)).map(({ file }) => file);
  const foreign = [...files].filter((file) => !parts.some((part) => part.file === file));
  const wrong = [
    ...missing.map((file) => `it names \`${file}\`, which was not written to \`${location}\``),
    ...foreign.map((file) => `it does not name \`${file}\`, which was written to \`${location}\``),
  ];
  if (wrong.length === 0) return;
  throw new ServiceError(`the manifest of backup \`${manifest.name}\` is not published: ${wrong.join("; ")}`, {
    hint: "Make the backup again.",
  });
}

/** Refuses a file that is not in its store as the manifest says. */
export function checkDigest(manifest: Manifest, part: Part, found: Digest): void {
  if (found.bytes === part.bytes && found.sha256 === part.sha256) return;
  throw new ServiceError(
    `\`${part.file}\` of backup \`${manifest.name}\` is in \`${part.store}\` with ${found.bytes} bytes and the sha256 ` +
      `${found.sha256}, not as its manifest says with ${part.bytes} bytes and the sha256 ${part.sha256}`,
    { hint: "Look at the store; make the backup again." },
  );
}

/** Refuses to publish what is still being written. */
export function checkFinished(name: string, file: string, isFinished: boolean): void {
  if (!isFinished) throw new RefusedError(`\`${file}\` of backup \`${name}\` is not written to its end yet`);
}

/** Refuses what is done to a set that is published or thrown away. */
export function refuseOver(name: string): never {
  throw new RefusedError(`backup \`${name}\` was published or thrown away already`);
}
