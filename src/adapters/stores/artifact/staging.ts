import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { RefusedError } from "../../../kit/errors.ts";
import type { StagedSet } from "../../../stages/ports/store.ts";
import { diskFailure } from "../../disk.ts";
import { refuseOver } from "../content.ts";
import { checkFile, checkName } from "../names.ts";
import { artifactOf, manifestOf } from "./names.ts";
import { type Draft, publish } from "./publishing.ts";
import type { RunArtifacts } from "./run.ts";
import { readArtifact } from "./service.ts";
import { upload } from "./uploading.ts";

/** Begins a set: its files become artifacts one by one, and its manifest last. */
export async function stageIn(
  artifacts: RunArtifacts,
  name: string,
  { effects, location }: { readonly effects: Effects; readonly location: string },
): Promise<StagedSet> {
  checkName(name);
  if ((await artifacts.named(manifestOf(name))) !== null) throw taken(name, location);
  const explain = (error: unknown) => diskFailure(`write backup \`${name}\``, effects.temporary, error);
  const folder = await mkdtemp(join(effects.temporary, "staging-")).catch((error) => {
    throw explain(error);
  });
  return staged({ artifacts, effects, location, name, folder, uploads: new Map(), explain });
}

function staged(draft: Draft): StagedSet {
  const { artifacts, effects, name, uploads, folder } = draft;
  const state = { isOver: false };
  const end = async () => {
    state.isOver = true;
    await rm(folder, { recursive: true, force: true });
  };
  return {
    async part(file) {
      checkFile(file);
      if (state.isOver) refuseOver(name);
      if (!file.endsWith(".age")) throw unencrypted(file);
      await uploads.get(file)?.abandon();
      uploads.delete(file);
      const artifact = artifactOf(name, file);
      const begun = await upload(artifacts, { path: join(folder, artifact), name: artifact }, draft.explain);
      uploads.set(file, begun);
      return {
        write: begun.write,
        async read() {
          const kept = begun.kept();
          if (state.isOver || kept === null) refuseOver(name);
          return readArtifact(artifacts, kept, { effects });
        },
      };
    },
    async publish(manifest) {
      if (state.isOver) refuseOver(name);
      await publish(draft, manifest);
      await end();
      return { location: `${draft.location}: ${manifestOf(name)}` };
    },
    async discard() {
      if (state.isOver) return;
      await end();
      const ends = await Promise.allSettled([...uploads.values()].map((one) => one.abandon()));
      const failed = ends.find((one) => one.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    },
  };
}

function taken(name: string, location: string): RefusedError {
  return new RefusedError(`backup \`${name}\` is not written: it is in \`${location}\` already`, {
    hint: "Backups are never overwritten; use another name.",
  });
}

function unencrypted(file: string): RefusedError {
  return new RefusedError(
    `\`${file}\` is not encrypted: everybody who may read the repository can read its artifacts`,
    {
      hint: "Set `encrypt-to` to an age recipient, or use another store.",
    },
  );
}
