import { posix } from "node:path";
import { InputError, type Problem } from "../../../kit/errors.ts";
import { wholeOutput } from "../../executors/whole-output.ts";
import { bounded, type Place } from "./place.ts";

/**
 * Throws an InputError where the release itself has a link on the way to a path that is shared or made writable: what
 * is removed or changed there would be that of another place, such as what all releases share.
 */
export async function refuseLinkedPaths(place: Place, folder: string): Promise<void> {
  const { shared, writable } = place.settings;
  const sharedPaths = shared.map(({ path }) => path);
  // A path below what is shared leads there on purpose, through the link that is made here.
  const isBelowShared = (path: string) => sharedPaths.some((one) => path === one || path.startsWith(`${one}/`));
  const ways = [
    ...sharedPaths.map((path) => ({ where: "releases-shared", path, parts: above(path) })),
    ...writable
      .filter((path) => !isBelowShared(path))
      .map((path) => ({ where: "releases-writable", path, parts: [...above(path), path] })),
  ];
  const links = await linksAmong(
    place,
    folder,
    ways.flatMap(({ parts }) => parts),
  );
  const problems = ways.flatMap(({ where, path, parts }): Problem[] => {
    const link = parts.find((part) => links.has(part));
    return link === undefined ? [] : [{ where, what: `\`${path}\` leads through \`${link}\`, a link in the release` }];
  });
  if (problems.length === 0) return;
  throw new InputError(problems, {
    hint: "Name the path that the link leads to, or take the link out of the release.",
  });
}

/** The folders that a path leads through, the outermost first. */
function above(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"));
}

async function linksAmong(place: Place, folder: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const all = [...new Set(paths)].map((path) => posix.join(folder, path));
  const words = ["find", ...all, "-maxdepth", "0", "-type", "l", "-printf", "%p\\0"] as const;
  const listing = await wholeOutput(place.target, words, bounded(place, { okCodes: [1] }));
  return new Set(listing.split("\0").map((path) => path.slice(folder.length + 1)));
}
