import { text } from "node:stream/consumers";
import { digestFile } from "./folders.ts";
import { readHeld } from "./hold.ts";
import { bounded, folderOf, type Place } from "./place.ts";

const shownLines = 20;
/** Made by package managers, and large. */
const notCompared = ["vendor", "node_modules", ".git"];

/** The files that are compared later: neither what is replaced by a link, nor what package managers make. */
export function compared({ settings: { shared, envFile } }: Place, files: readonly string[]): readonly string[] {
  const others = [...shared.map(({ path }) => path), ...(envFile === null ? [] : [".env"]), "REVISION"];
  const left = [...notCompared, ...others];
  return files.filter((file) => !left.some((path) => file === path || file.startsWith(`${path}/`)));
}

/** Writes down what those files are once the build is done; a file that the build has removed is not missed later. */
export async function writeDigests(
  place: Place,
  name: string,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const stdin = files.map((file) => `${file}\0`).join("");
  // xargs ends with 123 where one of them is gone.
  const options = bounded(place, { cwd: folderOf(place, name), stdin, okCodes: [123] }, signal);
  const hashed = place.target.stream(["xargs", "-0", "-r", "sha256sum", "--"], options);
  const [digests] = await Promise.all([text(hashed.stdout), hashed.done]);
  await place.target.writeFile(digestFile(place, name), digests, { mode: 0o600 });
}

/** One line for each file of the slot's release that is not as it came; the first twenty, and how many more. */
export async function drift(place: Place): Promise<readonly string[]> {
  const held = await readHeld(place);
  if (held === null) return [];
  const path = digestFile(place, held.folder);
  const listed = await place.target.readFile(path);
  if (listed === null)
    return [`slot ${place.slot}: \`${path}\` is gone, so nobody can tell whether files were changed`];
  if (listed === "") return [];
  const words = ["sha256sum", "--check", "--quiet", "--strict", "--", path] as const;
  const options = bounded(place, { cwd: folderOf(place, held.folder), okCodes: [1] });
  const { stdout } = await place.target.run(words, options);
  const lines = stdout.split("\n").flatMap((line) => tell(place, held.folder, line));
  const more = lines.length - shownLines;
  return more > 0 ? [...lines.slice(0, shownLines), `slot ${place.slot}: and ${more} more files`] : lines;
}

function tell({ slot }: Place, folder: string, line: string): readonly string[] {
  const [, name, why] = /^(.*): FAILED( open or read)?$/.exec(line) ?? [];
  if (name === undefined) return [];
  return [`slot ${slot}: \`${name}\` in \`releases/${folder}\` ${why === undefined ? "was changed" : "is gone"}`];
}
