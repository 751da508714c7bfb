import * as z from "zod/mini";
import { parseJson } from "../../../core/checks.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { wholeOutput } from "../../executors/whole-output.ts";
import { below, bounded, folderOf, ownFile, type Place, releasesFolder } from "./place.ts";

/** The file in a release folder that says that all of it is there. */
export const marker = ".deploy-actions-complete";
/** Begins the name of a folder that is being unpacked. */
export const unfinished = ".unpacking-";
const pattern = /^\d{14}-[0-9a-f]{8}$/;
const markerShape = z.object({ format: z.literal(1), commit: z.string(), version: z.string() });

/** True for the name of a release folder of this host; what is called otherwise is none of ours. */
export function isReleaseName(name: string): boolean {
  return pattern.test(name);
}

/** A new name: the moment in UTC and the beginning of the commit. */
export function newName(place: Place, commit: string): string {
  const moment = new Date(place.effects.now()).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  return `${moment}-${commit.slice(0, 8)}`;
}

/** The list of digests that belongs to a release folder. */
export function digestFile(place: Place, name: string): string {
  return ownFile(place, "digests", `${name}.sha256`);
}

/** The commit and version that a complete release folder holds; null where it is not complete or not what it says. */
export async function readRelease(place: Place, name: string): Promise<ReleaseName | null> {
  const folder = folderOf(place, name);
  const [revision, mark] = await Promise.all([
    place.target.readFile(`${folder}/REVISION`),
    place.target.readFile(`${folder}/${marker}`),
  ]);
  const outcome = markerShape.safeParse(parseJson(mark ?? ""));
  if (!outcome.success || revision === null) return null;
  const { commit, version } = outcome.data;
  return revision.trim() === commit && name.endsWith(commit.slice(0, 8)) ? { commit, version } : null;
}

/** Says that the folder is complete; the last thing that is written into it. */
export async function complete(place: Place, name: string, { commit, version }: ReleaseName): Promise<void> {
  const text = `${JSON.stringify({ format: 1, commit, version })}\n`;
  await place.target.writeFile(`${folderOf(place, name)}/${marker}`, text, { mode: 0o644 });
}

/** All folders of this host, the newest first, complete ones apart from those that broke off. */
export async function releaseFolders(place: Place): Promise<{ whole: readonly string[]; half: readonly string[] }> {
  const root = below(place, releasesFolder);
  const names = (await place.target.list(root)).filter((name) => isReleaseName(name) || name.startsWith(unfinished));
  if (names.length === 0) return { whole: [], half: [] };
  const words = ["find", "-H", root, "-mindepth", "2", "-maxdepth", "2", "-name", marker, "-printf", "%P\\0"] as const;
  // A folder that may not be read ends the search with a code; nothing is known of it, and it is not taken for whole.
  const listing = await wholeOutput(place.target, words, bounded(place, { okCodes: [1] }));
  const marked = new Set(
    listing
      .split("\0")
      .slice(0, -1)
      .map((path) => folderIn(root, path)),
  );
  const whole = names.filter((name) => isReleaseName(name) && marked.has(name)).reverse();
  return { whole, half: names.filter((name) => !whole.includes(name)) };
}

/** What is not taken for whole is removed, so a path that makes no sense must end everything. */
function folderIn(root: string, path: string): string {
  const [name = "", file, ...rest] = path.split("/");
  if (name !== "" && file === marker && rest.length === 0) return name;
  throw new ServiceError(
    `\`find\` says that \`${path}\` lies in \`${root}\`, so nobody can tell which releases are complete`,
    {
      hint: "Look at what `find` is there: GNU find is needed. Nothing was removed.",
    },
  );
}

/** The newest complete folder of that commit, or null. */
export async function findRelease(place: Place, whole: readonly string[], commit: string): Promise<string | null> {
  for (const name of whole.filter((one) => one.endsWith(`-${commit.slice(0, 8)}`))) {
    if ((await readRelease(place, name))?.commit === commit) return name;
  }
  return null;
}

/** Removes the folder; its marker goes first, so that half a folder is never taken for a release. */
export async function removeFolder(place: Place, name: string): Promise<void> {
  const folder = folderOf(place, name);
  await place.target.remove(`${folder}/${marker}`);
  await place.target.remove(folder);
  if (isReleaseName(name)) await place.target.remove(digestFile(place, name));
}
