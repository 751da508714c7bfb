import { statfs } from "node:fs/promises";
import type { Effects } from "../../kit/effects.ts";
import { InputError, ServiceError } from "../../kit/errors.ts";
import { integer, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Store } from "../../stages/ports/store.ts";
import { artifactOf } from "./artifact/names.ts";
import { artifactsOfRepository } from "./artifact/repository.ts";
import { artifactsOfRun } from "./artifact/run.ts";
import { type Artifacts, readArtifact } from "./artifact/service.ts";
import { find, list, type Shelf } from "./artifact/shelf.ts";
import { stageIn } from "./artifact/staging.ts";
import { partOf, watchFor } from "./content.ts";

/** Encrypted backups as artifacts of the run. */
export const artifactStore = defineAdapter<Store>()({
  name: "artifact",
  summary: "Artifacts of GitHub: encrypted backups alone, since everybody who may read the repository can read them.",
  inputs: {
    "artifact-retention-days": integer({
      description: "Days until GitHub deletes them; the repository's own setting when left out, and at most that.",
      min: 1,
      max: 400,
    }),
    "artifact-token": secret({
      description:
        "A token with `actions: read`, to find the backups of other runs as well; `actions: write` to delete them.",
    }),
    "artifact-repository": text({
      description:
        "The repository whose backups are read with `artifact-token`: `owner/name`; the run's own when left out.",
    }),
  },
  open(inputs, { effects }) {
    const own = effects.env("GITHUB_REPOSITORY");
    const repository = inputs["artifact-repository"] ?? own;
    const token = inputs["artifact-token"];
    const run = artifactsOfRun(effects, inputs["artifact-retention-days"]);
    const location = `artifacts of ${repository ?? "this run"}`;
    const artifacts = (): Artifacts =>
      token === undefined ? run : artifactsOfRepository(effects, named(repository), token);
    const shelf = (): Shelf => ({ artifacts: artifacts(), effects, location });
    return {
      location,
      isReadByOthers: true,
      async stage(name) {
        if (repository === own) return stageIn(run, name, { effects, location });
        throw new InputError([
          { where: "artifact-repository", what: "names another repository, which can only be read" },
        ]);
      },
      list: async (passOver) => list(shelf(), passOver),
      read: async (name, file) => read(shelf(), name, file),
      remove: async (name) => remove(shelf(), name),
      freeSpace: () => freeSpace(effects),
    };
  },
});

function named(repository: string | undefined): string {
  if (repository !== undefined) return repository;
  throw new InputError([
    { where: "artifact-repository", what: "is missing: there is no run whose repository it could be" },
  ]);
}

async function read(shelf: Shelf, name: string, file: string) {
  const { artifacts, effects, location } = shelf;
  const part = partOf((await find(shelf, name)).manifest, file, location);
  const kept = await artifacts.named(artifactOf(name, file));
  if (kept !== null) return readArtifact(artifacts, kept, { effects, observe: watchFor(name, part) });
  throw new ServiceError(`\`${file}\` of backup \`${name}\` is not in \`${location}\`: it lies in \`${part.store}\``, {
    hint: "Read it from the store that it lies in. GitHub deletes artifacts when their time is over.",
  });
}

async function remove(shelf: Shelf, name: string): Promise<void> {
  const { manifest, kept } = await find(shelf, name);
  // Without its manifest it is no backup any more, also when this process dies before the next line.
  await shelf.artifacts.delete(kept);
  for (const { file } of manifest.parts) {
    const found = await shelf.artifacts.named(artifactOf(name, file));
    if (found !== null) await shelf.artifacts.delete(found);
  }
}

/** Of this machine: a file waits here until all of it can be uploaded. */
async function freeSpace({ temporary }: Effects): Promise<number | null> {
  const found = await statfs(temporary).catch(() => null);
  return found === null ? null : found.bavail * found.bsize;
}
