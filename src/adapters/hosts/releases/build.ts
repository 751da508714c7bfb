import { InputError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { type Artefact, openArtefact } from "./artefact.ts";
import { runAll } from "./commands.ts";
import { compared, writeDigests } from "./digests.ts";
import { complete, newName, removeFolder, unfinished } from "./folders.ts";
import { bounded, folderOf, type Place } from "./place.ts";
import { furnish } from "./share.ts";
import { checkRoom, explained, unpack } from "./unpack.ts";

/** Makes a complete folder of the release and returns its name. What fails leaves nothing behind. */
export async function makeRelease(
  place: Place,
  release: ReleaseName,
  newest: string | undefined,
  signal?: AbortSignal,
): Promise<string> {
  await using artefact = await openArtefact(place, release, signal);
  await checkRoom(place, Math.max(artefact.bytes, newest === undefined ? 0 : await sizeOf(place, newest)));
  const name = newName(place, release.commit);
  const temporary = `${unfinished}${name}`;
  try {
    const files = await putFiles(place, artefact, release, temporary, signal);
    // Caches that are built hold the path of the folder, so it has its name from here on; it is no release without its marker.
    await place.target.rename(folderOf(place, temporary), folderOf(place, name));
    await furnish(place, release, folderOf(place, name));
    await runAll(place, { ...release, folder: name }, "build", {}, signal);
    await writeDigests(place, name, files, signal);
    signal?.throwIfAborted();
    await complete(place, name, release);
    return name;
  } catch (error) {
    for (const left of [temporary, name]) await discard(place, left);
    throw explained(place, error);
  }
}

/** Unpacks beside, and returns the files that came. */
async function putFiles(
  place: Place,
  artefact: Artefact,
  { commit }: ReleaseName,
  name: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const folder = folderOf(place, name);
  await place.target.makeFolder(folder);
  const files = await unpack(place, artefact, folder, signal);
  const revision = files.includes("REVISION") ? (await place.target.readFile(`${folder}/REVISION`))?.trim() : commit;
  if (revision !== commit) {
    const what = `holds a REVISION that says \`${revision?.slice(0, 40)}\`, not \`${commit}\``;
    throw new InputError([{ where: "releases-artefact", what }]);
  }
  await place.target.writeFile(`${folder}/REVISION`, `${commit}\n`, { mode: 0o644 });
  return compared(place, files);
}

async function discard(place: Place, name: string): Promise<void> {
  await removeFolder(place, name).catch((error: Error) => {
    const told = `\`${folderOf(place, name)}\` could not be removed: ${error.message}`;
    place.effects.log.warn(`${told}; the next deployment tries again`);
  });
}

/** What the newest release takes, with everything that its build has added. */
async function sizeOf(place: Place, name: string): Promise<number> {
  const { stdout } = await place.target.run(
    ["du", "-sk", "--", folderOf(place, name)],
    bounded(place, { okCodes: [1] }),
  );
  return (Number.parseInt(stdout, 10) || 0) * 1024;
}
