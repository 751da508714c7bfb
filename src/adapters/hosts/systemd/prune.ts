import { posix } from "node:path";
import { wholeOutput } from "../../executors/whole-output.ts";
import { discard } from "../process/unpack.ts";
import { releaseLink, type UnitPlace } from "./place.ts";

const patience = 30_000;

/** The text of the slot's link; empty where there is none. */
export async function readLink(place: UnitPlace): Promise<string> {
  const words = ["readlink", "--", releaseLink(place)] as const;
  const text = await wholeOutput(place.effects.exec, words, { okCodes: [1], timeout: patience });
  return text.replace(/\n$/, "");
}

/** Removes the slot's oldest releases, never the one that its link leads to; what cannot be removed is told and fails nothing. */
export async function prune(place: UnitPlace): Promise<void> {
  const { log } = place.effects;
  try {
    const serving = posix.basename(await readLink(place));
    const others = (await releasesByUse(place)).filter((name) => name !== serving);
    // Where nobody knows what the unit runs, nothing is old.
    if (serving === "") return;
    for (const name of others.slice(Math.max(0, place.keep - 1))) await discard(place, name);
  } catch (error) {
    log.warn(`old releases in \`${place.folder}\` could not be removed: ${(error as Error).message}`);
  }
}

/** The names of the slot's releases, the one that came last first. */
async function releasesByUse({ effects, folder }: UnitPlace): Promise<readonly string[]> {
  const which = ["-mindepth", "1", "-maxdepth", "1", "-type", "d", "-printf", "%T@ %P\\0"];
  const listing = await wholeOutput(effects.exec, ["find", "-H", folder, ...which], { timeout: patience });
  const found = listing.split("\0").flatMap((entry) => {
    const [moment = "", name = ""] = entry.split(" ");
    return /^[0-9a-f]{40}$/.test(name) ? [{ moment: Number(moment), name }] : [];
  });
  return found.sort((a, b) => b.moment - a.moment).map(({ name }) => name);
}
