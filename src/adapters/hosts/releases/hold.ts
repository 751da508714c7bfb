import { ServiceError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { readRelease } from "./folders.ts";
import { folderBehind, type Links, readLinks } from "./links.ts";
import { below, folderOf, type Place } from "./place.ts";
import { type Run, readState, type SlotFile } from "./state.ts";

/** What a slot holds: the release behind its link, proven by REVISION and marker, and what is known of its run. */
export interface Held extends ReleaseName {
  /** The name of its folder. */
  readonly folder: string;
  readonly run: Run | null;
}

/** What the slot holds, or null; throws where link, state and folder do not agree. */
export async function readHeld(place: Place, links?: Links): Promise<Held | null> {
  const [known, state] = await Promise.all([links ?? readLinks(place), readState(place)]);
  const text = known[place.slot];
  if (text === null) {
    if (state !== null && state.held !== null) throw disagreement(place, `its link is gone, but it held`, state);
    return null;
  }
  const folder = folderBehind(place, place.slot, text);
  const written = [state?.held, state?.becoming].find((one) => one?.folder === folder);
  if (state !== null && written === undefined)
    throw disagreement(place, `its link leads to \`${text}\`, not to`, state);
  const release = await readRelease(place, folder);
  if (release === null) throw damaged(place, folder);
  const run = state?.held?.folder === folder ? state.run : null;
  return { commit: release.commit, version: written?.version ?? release.version, folder, run };
}

function disagreement(place: Place, what: string, { held, becoming }: SlotFile): ServiceError {
  const expected = [held, becoming].flatMap((one) => (one === null ? [] : [`\`releases/${one.folder}\``]));
  return new ServiceError(`somebody has changed slot \`${place.slot}\`: ${what} ${expected.join(" or ")}`, {
    hint: `Put the link back (\`ln -sfnT releases/${held?.folder ?? becoming?.folder} ${below(place, place.slot)}\`), or remove \`${below(place, ".deploy-actions", `${place.slot}.json`)}\` if the link is right.`,
  });
}

function damaged(place: Place, folder: string): ServiceError {
  return new ServiceError(
    `slot \`${place.slot}\` leads to \`${folderOf(place, folder)}\`, which is no complete release: REVISION or marker is missing or wrong`,
    {
      hint: `Find out who changed it. Once nothing serves from it, remove \`${below(place, place.slot)}\` and \`${below(place, ".deploy-actions", `${place.slot}.json`)}\`, and prepare the slot again.`,
    },
  );
}
