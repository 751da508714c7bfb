import { RefusedError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { makeRelease } from "./build.ts";
import { findRelease, releaseFolders, removeFolder } from "./folders.ts";
import { type Held, readHeld } from "./hold.ts";
import { type Links, readLinks, servingFolder, servingSlot, switchLink } from "./links.ts";
import { bounded, folderOf, ownFile, type Place } from "./place.ts";
import { stop } from "./ready.ts";
import { writeState } from "./state.ts";

const graceBeforeReplacing = 10_000;

/** Lets the slot hold the release: a folder that is there is used again, else a new one is made; then the link is switched. */
export async function prepare(place: Place, release: ReleaseName, signal?: AbortSignal): Promise<void> {
  await place.target.run(["mkdir", "-p", "-m", "700", "--", ownFile(place)], bounded(place));
  const links = await readLinks(place);
  const held = await readHeld(place, links);
  refuseServing(place, links, held, release);
  const { whole, half } = await releaseFolders(place);
  await removeAll(place, links, half);
  // Files first: a release that cannot be had must not cost the one that runs.
  const known = held?.commit === release.commit ? held.folder : await findRelease(place, whole, release.commit);
  const folder = known ?? (await makeRelease(place, release, whole[0], signal));
  signal?.throwIfAborted();
  await settle(place, release, folder);
  const others = whole.filter((name) => name !== folder);
  const newest = known === null ? [folder, ...others] : whole;
  await removeAll(place, await readLinks(place), newest.slice(place.settings.keep).reverse());
}

/** Stops what runs and switches the link; the state says what it becomes before it does. */
async function settle(place: Place, release: ReleaseName, folder: string): Promise<void> {
  // Read again: a build takes minutes.
  const links = await readLinks(place);
  const held = await readHeld(place, links);
  refuseServing(place, links, held, release);
  await stop(place, held, graceBeforeReplacing);
  const next = { folder, version: release.version };
  if (held?.folder !== folder) {
    const before = held === null ? null : { folder: held.folder, version: held.version };
    await writeState(place, { format: 1, held: before, becoming: next, run: null });
    await switchLink(place, folder);
  }
  await writeState(place, { format: 1, held: next, becoming: null, run: null });
}

function refuseServing(place: Place, links: Links, held: Held | null, { version, commit }: ReleaseName): void {
  if (held?.commit === commit || servingSlot(place, links) !== place.slot) return;
  const serves = held === null ? "nothing" : `\`${held.version}\` (${held.commit})`;
  throw new RefusedError(
    `slot \`${place.slot}\` serves ${serves}: \`current\` leads to it, so \`${version}\` (${commit}) is not put there`,
    { hint: "Prepare the other slot, or move the traffic there first." },
  );
}

/** Removes folders, never one that a link leads to; what cannot be removed is told. */
async function removeAll(place: Place, links: Links, names: readonly string[]): Promise<void> {
  const kept = new Set([links.blue, links.green].map((text) => text?.split("/").at(-1)));
  kept.add(servingFolder(place, links) ?? undefined);
  for (const name of names.filter((one) => !kept.has(one))) {
    await removeFolder(place, name).catch((error: Error) => {
      place.effects.log.warn(
        `\`${folderOf(place, name)}\` is not needed any more and could not be removed: ${error.message}`,
      );
    });
  }
}
