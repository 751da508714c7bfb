import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Manifest, PassOver } from "../../../stages/ports/store.ts";
import { partsAt } from "../content.ts";
import { newestFirst, parseManifest } from "../manifest.ts";
import { checkName } from "../names.ts";
import { manifestFile } from "./address.ts";
import type { Bucket } from "./bucket.ts";
import { type Found, objectsIn } from "./objects.ts";
import { readText } from "./reading.ts";

type Looked = Manifest | { readonly broken: string };
/** Manifests that are fetched at one moment. */
const atOnce = 8;

/** All backups of the folder, newest first; one broken manifest is an error that names it, or is passed over. */
export async function list(bucket: Bucket, passOver?: PassOver): Promise<readonly Manifest[]> {
  const sets = [...Map.groupBy(await objectsIn(bucket), ({ set }) => set)];
  const manifests: Manifest[] = [];
  const broken: string[] = [];
  for (let at = 0; at < sets.length; at += atOnce) {
    const looks = sets
      .slice(at, at + atOnce)
      .map(async ([set, objects]) => ({ set, seen: await look(bucket, set, objects) }));
    for (const { set, seen } of await Promise.all(looks)) {
      if (seen === null) continue;
      if ("broken" in seen) broken.push(`\`${set}/${manifestFile}\` ${seen.broken}`);
      else manifests.push(seen);
    }
  }
  if (passOver !== undefined) broken.forEach(passOver);
  if (passOver !== undefined || broken.length === 0) return newestFirst(manifests);
  throw new ServiceError(
    `\`${bucket.address.location}\` holds ${broken.length} broken manifest(s): ${broken.join("; ")}`,
    { hint: "Move these objects out of the folder and find out what changed them; it has to hold backups alone." },
  );
}

/** The manifest and a first look at the sizes of its files here; null where there is no such backup. */
async function look(bucket: Bucket, set: string, objects: readonly Found[]): Promise<Looked | null> {
  if (!objects.some(({ file }) => file === manifestFile)) return null;
  const written = await readText(bucket, keyOf(bucket, set, manifestFile));
  if (written === null) return null;
  const manifest = parseManifest(set, written);
  if ("broken" in manifest) return manifest;
  for (const { file, bytes } of partsAt(manifest, bucket.address.location)) {
    const found = objects.find((object) => object.file === file);
    if (found === undefined) return { broken: `names the file \`${file}\`, which is not there` };
    if (found.bytes !== bytes) return { broken: `says ${bytes} bytes, but \`${file}\` has ${found.bytes}` };
  }
  return manifest;
}

/** The manifest of one backup. */
export async function find(bucket: Bucket, name: string): Promise<Manifest> {
  checkName(name);
  const manifest = await look(bucket, name, await objectsIn(bucket, name));
  const { location } = bucket.address;
  if (manifest === null) {
    throw new InputError(`there is no backup \`${name}\` in \`${location}\``, { hint: "Name one that is listed." });
  }
  if (!("broken" in manifest)) return manifest;
  throw new ServiceError(`backup \`${name}\` in \`${location}\` is broken: \`${manifestFile}\` ${manifest.broken}`, {
    hint: "Use another backup, and find out what changed this one.",
  });
}

/** The key of a file of a set. */
export function keyOf({ address }: Bucket, set: string, file: string): string {
  return `${address.prefix}${set}/${file}`;
}
