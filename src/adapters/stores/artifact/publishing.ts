import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Manifest } from "../../../stages/ports/store.ts";
import { checkDigest, checkFinished, checkStaged, digestOf, partsAt } from "../content.ts";
import { formatManifest } from "../manifest.ts";
import { artifactOf, manifestOf } from "./names.ts";
import type { RunArtifacts } from "./run.ts";
import { readArtifact, readText } from "./service.ts";
import type { Upload } from "./uploading.ts";

/** A set that is being written into artifacts. */
export interface Draft {
  readonly artifacts: RunArtifacts;
  readonly effects: Effects;
  readonly location: string;
  readonly name: string;
  /** Private, on this machine. */
  readonly folder: string;
  readonly uploads: Map<string, Upload>;
  explain(error: unknown): Error;
}

/** The manifest last of all, read back: with it the set is a backup. */
export async function publish(draft: Draft, manifest: Manifest): Promise<void> {
  const { artifacts, effects, name, folder } = draft;
  const written = formatManifest(name, manifest);
  await checkContent(draft, manifest);
  const path = join(folder, manifestOf(name));
  await writeFile(path, written, { mode: 0o600 }).catch((error) => {
    throw draft.explain(error);
  });
  const kept = await artifacts.upload(path, manifestOf(name));
  try {
    if ((await readText(artifacts, kept, effects)) === written) return;
    throw new ServiceError(`the manifest of backup \`${name}\` came back from \`${draft.location}\` changed`, {
      hint: "Make the backup again.",
    });
  } catch (error) {
    // Nobody may see half of it; the first error says what was wrong.
    await artifacts.delete(kept).catch(() => {});
    throw error;
  }
}

/** What GitHub keeps counts, not what was sent: by the digest that it tells, or else by reading it. */
async function checkContent({ artifacts, effects, name, location, uploads }: Draft, manifest: Manifest): Promise<void> {
  for (const [file, { write }] of uploads) checkFinished(name, file, write.writableFinished);
  checkStaged(manifest, location, uploads.keys());
  for (const part of partsAt(manifest, location)) {
    checkDigest(manifest, part, uploads.get(part.file)?.sent() ?? { bytes: 0, sha256: "" });
    const kept = await artifacts.named(artifactOf(name, part.file));
    if (kept?.digest === `sha256:${part.sha256}`) continue;
    if (kept === null || kept.digest !== null) throw lost(part.file, location);
    checkDigest(manifest, part, await digestOf(await readArtifact(artifacts, kept, { effects }), effects.signal));
  }
}

function lost(file: string, location: string): ServiceError {
  return new ServiceError(`\`${file}\` is not in \`${location}\` as it was uploaded`, {
    hint: "Make the backup again.",
  });
}
