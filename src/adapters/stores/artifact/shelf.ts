import type { Effects } from "../../../kit/effects.ts";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Manifest, PassOver } from "../../../stages/ports/store.ts";
import { partsAt } from "../content.ts";
import { newestFirst, parseManifest } from "../manifest.ts";
import { checkName } from "../names.ts";
import { artifactOf, manifestOf, setOf } from "./names.ts";
import { type Artifacts, type Kept, readText } from "./service.ts";

/** Where manifests are looked for. */
export interface Shelf {
  readonly artifacts: Artifacts;
  readonly effects: Effects;
  readonly location: string;
}

/** All backups, newest first; one broken manifest is an error that names it, or is passed over. */
export async function list(shelf: Shelf, passOver?: PassOver): Promise<readonly Manifest[]> {
  const all = await shelf.artifacts.all();
  const names = new Set(all.map(({ name }) => name));
  const manifests: Manifest[] = [];
  const broken: string[] = [];
  for (const kept of all) {
    const set = setOf(kept.name);
    if (set === null) continue;
    const manifest = await look(shelf, set, kept);
    const lost = "broken" in manifest ? undefined : missingOf(manifest, shelf.location, names);
    if ("broken" in manifest) broken.push(`\`${kept.name}\` ${manifest.broken}`);
    else if (lost !== undefined) broken.push(`\`${kept.name}\` names the file \`${lost}\`, which is not there`);
    else manifests.push(manifest);
  }
  if (passOver !== undefined) broken.forEach(passOver);
  if (passOver !== undefined || broken.length === 0) return newestFirst(manifests);
  throw new ServiceError(`\`${shelf.location}\` hold ${broken.length} broken manifest(s): ${broken.join("; ")}`, {
    hint: "Delete these artifacts, and find out what changed them.",
  });
}

function missingOf(manifest: Manifest, location: string, names: ReadonlySet<string>): string | undefined {
  return partsAt(manifest, location).find(({ file }) => !names.has(artifactOf(manifest.name, file)))?.file;
}

async function look({ artifacts, effects }: Shelf, set: string, kept: Kept) {
  return parseManifest(set, await readText(artifacts, kept, effects));
}

/** The manifest of one backup, and its artifact. */
export async function find(shelf: Shelf, name: string): Promise<{ readonly manifest: Manifest; readonly kept: Kept }> {
  checkName(name);
  const kept = await shelf.artifacts.named(manifestOf(name));
  if (kept === null) {
    throw new InputError(`there is no backup \`${name}\` in \`${shelf.location}\``, {
      hint: "Name one that is listed; for backups of other runs, set `artifact-token`. GitHub deletes artifacts when their time is over.",
    });
  }
  const manifest = await look(shelf, name, kept);
  if (!("broken" in manifest)) return { manifest, kept };
  throw new ServiceError(`backup \`${name}\` in \`${shelf.location}\` is broken: \`${kept.name}\` ${manifest.broken}`, {
    hint: "Use another backup, and find out what changed this one.",
  });
}
